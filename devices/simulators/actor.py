"""Who stands before the face camera: a living person who does as they are told, a photograph, a paper held askew, a recording."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from devices.simulators import people
from devices.simulators.people import Picture
from devices.simulators.simulator import CommandError, choice

FACE_USAGE = (
    "face live PERSON | face turn left|right|front | face still PERSON | face paper PERSON left|right|front | "
    "face recording PERSON left|right … | face two PERSON PERSON | face light dark|bright|normal | face blur on|off"
)
TURNS = {"left": 48, "right": -48, "front": 0}
"""Degrees of the head, positive towards the right of the picture: the person's own left."""
DEGREES_A_SECOND = 110.0
HELD_SECONDS = 1.2
"""How long a recording stays in each pose."""
LIGHT = {"dark": 0.16, "bright": 3.2, "normal": 1.0}


@dataclass
class Actor:
    """``script`` is what a recording plays over and over; a living person turns to ``goal``."""

    manner: str
    person: str
    goal: int = 0
    script: tuple[int, ...] = ()
    second: str = ""
    light: str = "normal"
    blurred: bool = False
    _at: float = field(default=0.0, repr=False)
    _held: float = field(default=0.0, repr=False)
    _line: int = field(default=0, repr=False)

    def picture(self, number: int, seconds: float) -> bytes:
        """The next picture of the stream, ``seconds`` after the one before, as JPEG."""
        self._move(seconds)
        step = people.STEP_DEGREES
        seen = people.head(self.person, round(self._at / step) * step)
        if self.manner == "paper":
            seen = _askew(people.head(self.person, 0), self._at)
        elif self.second:
            seen = _beside(seen, people.head(self.second, 0))
        if self.light != "normal":
            seen = cv2.convertScaleAbs(seen, alpha=LIGHT[self.light]).astype(np.uint8)
        if self.blurred:
            seen = cv2.GaussianBlur(seen, (0, 0), 9).astype(np.uint8)
        return people.encode(seen, number)

    def _move(self, seconds: float) -> None:
        goal = self.script[self._line] if self.script else self.goal
        away = goal - self._at
        most = DEGREES_A_SECOND * seconds
        self._at += max(-most, min(most, away))
        self._held = self._held + seconds if away == 0 else 0.0
        if self.script and self._held >= HELD_SECONDS:
            self._line, self._held = (self._line + 1) % len(self.script), 0.0


def act(actor: Actor | None, words: list[str]) -> Actor:
    """Who stands there after that command. Raises CommandError."""
    match words:
        case ["live" | "still" as manner, *rest]:
            return Actor(manner, _person(rest))
        case ["paper", person, *rest]:
            return Actor("paper", _person([person]), goal=TURNS[choice(rest, "face paper PERSON", *TURNS)])
        case ["recording", person, first, *more]:
            turns = [TURNS[choice([word], "face recording PERSON", "left", "right")] for word in (first, *more)]
            return Actor("recording", _person([person]), script=tuple(pose for turn in turns for pose in (0, turn)))
        case ["two", person, other]:
            return Actor("two", _person([person]), second=_person([other]))
        case ["turn", *rest] if actor is not None and actor.manner == "live":
            actor.goal = TURNS[choice(rest, "face turn", *TURNS)]
            return actor
        case ["light", *rest] if actor is not None:
            actor.light = choice(rest, "face light", *LIGHT)
            return actor
        case ["blur", *rest] if actor is not None:
            actor.blurred = choice(rest, "face blur", "on", "off") == "on"
            return actor
        case _:
            raise CommandError(f"face_camera: {FACE_USAGE}")


def _person(words: list[str]) -> str:
    who = people.present()
    if not who:
        raise CommandError("face_camera: no photographs are installed (packages matplotlib and scikit-image)")
    return choice(words, "face_camera face … PERSON", *who)


def _askew(photo: Picture, degrees: float) -> Picture:
    """A printed photograph before the camera, turned about its upright axis: everything on it stays in one plane."""
    width, height = people.SIZE
    angle, depth = np.radians(degrees), 1.6 * width
    left, right, top, bottom = 0.22 * width, 0.78 * width, 0.02 * height, 0.98 * height
    flat = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
    held = []
    for x, y in flat - np.array((width / 2, height / 2), np.float32):
        away = depth / (depth + x * np.sin(angle))
        held.append((width / 2 + x * np.cos(angle) * away, height / 2 + y * away))
    desk = np.full_like(photo, 200)
    warp = cv2.getPerspectiveTransform(flat, np.array(held, np.float32))
    cut = np.zeros(photo.shape[:2], np.uint8)
    cut[round(top) : round(bottom), round(left) : round(right)] = 255
    cover = cv2.warpPerspective(cut, warp, people.SIZE)[:, :, None] > 0
    return np.where(cover, cv2.warpPerspective(photo, warp, people.SIZE), desk).astype(np.uint8)


def _beside(left: Picture, right: Picture) -> Picture:
    """Two people: the middles of both pictures beside each other."""
    half = people.SIZE[0] // 2
    first = people.SIZE[0] // 4
    return np.hstack((left[:, first : first + half], right[:, first : first + half])).astype(np.uint8)
