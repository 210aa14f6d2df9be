"""Whether a face can be compared now, and what the person should do if not. Pure.

The gates are those of face entry devices and of card photos (one face, size, place, light, sharpness, pose); each is one constant here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from kiosk.face.seen import Face, Seen
from kiosk.words import words

SMALLEST, LARGEST = 0.20, 0.75
"""Height of the face by the picture's: smaller is too far away, larger too near."""
BESIDE = 0.25
"""A face this small beside the largest is somebody in the background, by height."""
OFF_CENTRE = 0.22
"""How far the face's middle may lie from the picture's, by its height."""
DARKEST, BRIGHTEST = 45.0, 225.0
MOST_BURNT = 0.20
BLURRED = 22.0
FRONT_DEGREES = 13.0
TILT_DEGREES = 20.0


class Verdict(StrEnum):
    """What is wrong, if anything."""

    OK = "ok"
    NOBODY = "nobody"
    SEVERAL = "several"
    TOO_FAR = "too_far"
    TOO_NEAR = "too_near"
    OFF_CENTRE = "off_centre"
    TOO_DARK = "too_dark"
    GLARE = "glare"
    BLURRED = "blurred"
    TILTED = "tilted"
    TURNED = "turned"


SAY: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.OK: words("很好，别动"),
        Verdict.NOBODY: words("请把脸放进圆圈里"),
        Verdict.SEVERAL: words("只能一个人，请旁边的人让一让"),
        Verdict.TOO_FAR: words("请靠近一点"),
        Verdict.TOO_NEAR: words("请往后退一点"),
        Verdict.OFF_CENTRE: words("请把脸移到圆圈中间"),
        Verdict.TOO_DARK: words("太暗了，请让灯光照到脸上"),
        Verdict.GLARE: words("太亮了，请避开强光"),
        Verdict.BLURRED: words("看不清，请别动"),
        Verdict.TILTED: words("请把头摆正"),
        Verdict.TURNED: words("请看着镜头"),
    }
)
"""What the person reads."""


def only_face(seen: Seen) -> Face | None:
    """The face, where there is exactly one that is not far in the background."""
    if not seen.faces:
        return None
    nearest = seen.faces[0]
    others = [face for face in seen.faces[1:] if face.box[3] > BESIDE * nearest.box[3]]
    return None if others else nearest


def judge(seen: Seen) -> Verdict:
    """Whether the person looks into the camera so that they can be compared."""
    if not seen.faces:
        return Verdict.NOBODY
    face = only_face(seen)
    if face is None:
        return Verdict.SEVERAL
    width, height = seen.size
    left, top, wide, high = face.box
    away = max(abs(left + wide / 2 - width / 2), abs(top + high / 2 - height / 2)) / height
    gates = (
        (high < SMALLEST * height, Verdict.TOO_FAR),
        (high > LARGEST * height, Verdict.TOO_NEAR),
        (away > OFF_CENTRE, Verdict.OFF_CENTRE),
        (face.light < DARKEST, Verdict.TOO_DARK),
        (face.light > BRIGHTEST or face.burnt > MOST_BURNT, Verdict.GLARE),
        (abs(face.roll) > TILT_DEGREES, Verdict.TILTED),
        (abs(face.yaw) > FRONT_DEGREES, Verdict.TURNED),
        (face.sharpness < BLURRED, Verdict.BLURRED),
    )
    return next((verdict for wrong, verdict in gates if wrong), Verdict.OK)
