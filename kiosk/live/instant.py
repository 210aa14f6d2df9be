"""An instant matter (即办件) from the question to the paper in hand: where it stands, and what the citizen may do. Pure; seconds passed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.words import words

PROGRESS_AFTER, WAY_OUT_AFTER, GIVE_UP_AFTER = 2.0, 10.0, 60.0
"""Seconds of waiting until progress is shown, a way out is offered, and the wait is ended."""
USUAL_SECONDS = 20.0
MOST_COPIES = 5
TOO_LONG = words("部门到现在没有答复。什么都没有丢，也没有收费，可以再试一次，或到窗口办理")


class Phase(StrEnum):
    """``UNPRINTED``: the document is here but not on paper. ``REFUSED``: the department said no. ``FAILED``: nothing came; again is possible."""

    ASKING = "asking"
    PRINTING = "printing"
    PRINTED = "printed"
    UNPRINTED = "unprinted"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Instant:
    """``since``: monotonic seconds of the question. ``pages`` of one copy, ``copies`` printed so far. ``sentence`` tells what happened."""

    since: float
    phase: Phase = Phase.ASKING
    sentence: str = ""
    pages: int = 0
    copies: int = 0

    @property
    def working(self) -> bool:
        """Whether the citizen waits and nobody may take the screen away."""
        return self.phase in (Phase.ASKING, Phase.PRINTING)

    @property
    def over(self) -> bool:
        """Whether the paper is in hand."""
        return self.phase is Phase.PRINTED

    def waited(self, now: float) -> float:
        """Seconds since the question."""
        return max(0.0, now - self.since)

    def progress(self, now: float) -> float | None:
        """How far the bar stands, 0 to 0.95; None where none is shown yet."""
        waited = self.waited(now)
        return min(0.95, waited / USUAL_SECONDS) if self.phase is Phase.ASKING and waited >= PROGRESS_AFTER else None

    def way_out(self, now: float) -> bool:
        """Whether the citizen may stop waiting."""
        return self.phase is Phase.ASKING and self.waited(now) >= WAY_OUT_AFTER

    def more_copies(self) -> bool:
        """Whether another copy may be printed."""
        return self.phase is Phase.PRINTED and self.copies < MOST_COPIES


def ticked(instant: Instant, now: float) -> Instant:
    """The wait has an end."""
    late = instant.phase is Phase.ASKING and instant.waited(now) >= GIVE_UP_AFTER
    return replace(instant, phase=Phase.FAILED, sentence=TOO_LONG) if late else instant


def failed(instant: Instant, sentence: str, *, refused: bool) -> Instant:
    """No document came."""
    return replace(instant, phase=Phase.REFUSED if refused else Phase.FAILED, sentence=sentence)


def printing(instant: Instant, pages: int) -> Instant:
    """The document is here and goes to the printer."""
    return replace(instant, phase=Phase.PRINTING, pages=pages, sentence="")


def printed(instant: Instant, copies: int, trouble: str) -> Instant:
    """What became of ``copies`` at the printer; ``trouble`` empty when all went well."""
    if trouble:
        return replace(instant, phase=Phase.UNPRINTED, sentence=trouble)
    return replace(instant, phase=Phase.PRINTED, copies=instant.copies + copies, sentence="")
