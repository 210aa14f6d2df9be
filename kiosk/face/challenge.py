"""The active challenge: look ahead, turn the head as asked, look ahead again, in an order nobody can know. Pure; time and chance come in.

A live person follows the screen. A picture cannot turn: held askew its landmarks stay in one plane. A recording turns by itself, so it turns
the wrong way, or while the person is asked to look ahead and wait: how long is drawn by chance for every wait. What a face does at each
moment goes in through :meth:`Challenge.step`; what has to be done next and what came of it is read from the attributes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from kiosk.face.policy import Policy
from kiosk.face.quality import FRONT_DEGREES, Verdict, judge, only_face
from kiosk.face.seen import Face, Seen

TURNED_DEGREES = 22.0
"""From here on the head counts as turned."""
SHORTEST_WAIT, LONGEST_WAIT = 0.4, 1.2
LOST_SECONDS = 0.8
"""So long the face may be hidden before it counts as gone."""
SAME_PLACE = 0.15
"""Overlap of the face's place in two pictures behind each other: below it somebody else is there."""


class Turn(StrEnum):
    """Which way to turn the head, as the person means it."""

    LEFT = "left"
    RIGHT = "right"


class Phase(StrEnum):
    """Where an attempt stands."""

    FRONT = "front"
    """to look ahead"""
    WAIT = "wait"
    """looking ahead, for a while nobody knows"""
    TURN = "turn"
    """to turn the head"""
    PASSED = "passed"
    FAILED = "failed"


class Fault(StrEnum):
    """Why an attempt failed."""

    TOO_SLOW = "too_slow"
    WRONG_WAY = "wrong_way"
    TOO_EARLY = "too_early"
    LOST = "lost"
    OTHER_FACE = "other_face"
    UNLIKE = "unlike"


ENDED = (Phase.PASSED, Phase.FAILED)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One attempt. ``waits`` are the seconds of each wait, ``done`` how many turns were made, ``since`` when this phase began.

    ``last`` is the face of the moment before and ``last_at`` its time; ``begun`` tells whether somebody has looked into the camera yet: only
    then does time run, and does the attempt count.
    """

    turns: tuple[Turn, ...]
    waits: tuple[float, ...]
    seconds: float
    phase: Phase = Phase.FRONT
    done: int = 0
    since: float = 0.0
    begun: bool = False
    last: Face | None = None
    last_at: float = 0.0
    verdict: Verdict = Verdict.NOBODY
    fault: Fault | None = None

    @property
    def wanted(self) -> Turn | None:
        """The turn to make now."""
        return self.turns[self.done] if self.phase is Phase.TURN else None

    @property
    def ended(self) -> bool:
        """Whether it is decided."""
        return self.phase in ENDED

    @property
    def part(self) -> float:
        """How far it has come, 0 to 1."""
        return 1.0 if self.phase is Phase.PASSED else self.done / len(self.turns)

    def fail(self, fault: Fault) -> Challenge:
        """It failed; what was seen is forgotten."""
        return replace(self, phase=Phase.FAILED, fault=fault, last=None)

    def step(self, seen: Seen, now: float) -> Challenge:
        """The challenge after one more picture at ``now`` (monotonic seconds)."""
        if self.ended:
            return self
        verdict, face = judge(seen), only_face(seen)
        known = replace(self, verdict=verdict)
        if not known.begun:
            if face is None or verdict is not Verdict.OK:
                return known
            return replace(known, begun=True, phase=Phase.WAIT, since=now, last=face, last_at=now)
        if face is None:
            return known.fail(Fault.LOST) if now - self.last_at > LOST_SECONDS else known._in_time(now)
        if self.last is not None and self.last.overlap(face) < SAME_PLACE:
            return known.fail(Fault.OTHER_FACE)
        return replace(known, last=face, last_at=now)._turned(face, now)

    def _turned(self, face: Face, now: float) -> Challenge:
        turned = _turn(face)
        match self.phase:
            case Phase.FRONT:
                if abs(face.yaw) > FRONT_DEGREES:
                    return self._in_time(now)
                return replace(self, phase=Phase.WAIT, since=now)
            case Phase.WAIT:
                if turned is not None:
                    return self.fail(Fault.TOO_EARLY)
                over = now - self.since >= self.waits[self.done] and self.verdict is Verdict.OK
                return replace(self, phase=Phase.TURN, since=now) if over else self._in_time(now)
            case _:
                if turned is None:
                    return self._in_time(now)
                if turned is not self.turns[self.done]:
                    return self.fail(Fault.WRONG_WAY)
                done = self.done + 1
                on = Phase.PASSED if done == len(self.turns) else Phase.FRONT
                return replace(self, phase=on, done=done, since=now, last=None if on is Phase.PASSED else self.last)

    def _in_time(self, now: float) -> Challenge:
        return self.fail(Fault.TOO_SLOW) if now - self.since > self.seconds else self


def draw(policy: Policy, chance: Random) -> Challenge:
    """A fresh attempt. Every order is as likely as any other, but for those that turn one way only."""
    while len(set(turns := tuple(chance.choice(tuple(Turn)) for _ in range(policy.turns)))) < len(Turn):
        pass
    waits = tuple(chance.uniform(SHORTEST_WAIT, LONGEST_WAIT) for _ in turns)
    return Challenge(turns, waits, policy.seconds)


def _turn(face: Face) -> Turn | None:
    if abs(face.yaw) < TURNED_DEGREES:
        return None
    return Turn.LEFT if face.yaw > 0 else Turn.RIGHT
