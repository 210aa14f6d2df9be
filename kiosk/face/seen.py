"""What a detector saw in one picture, as plain numbers, and the pose that follows from five landmarks. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees, hypot

Point = tuple[float, float]

NOSE_DEPTH = 0.42
"""How far the tip of the nose stands out of the plane through eyes and mouth, as a share of the distance of the eyes.

Some 26 mm to 63 mm in adults. A picture of a face is flat: however it is held, its nose stays in that plane and no turn comes out.
"""


@dataclass(frozen=True, slots=True)
class Face:
    """One face: ``box`` is left, top, width and height in pixels; the landmarks are those of the picture, its left being the left.

    ``light`` is the mean brightness of the face (0 to 255), ``burnt`` the share of its pixels at full white, ``sharpness`` the variance of
    its Laplacian when it is 112 pixels wide.
    """

    box: tuple[float, float, float, float]
    eyes: tuple[Point, Point]
    nose: Point
    mouth: tuple[Point, Point]
    light: float = 128.0
    burnt: float = 0.0
    sharpness: float = 1000.0

    @property
    def yaw(self) -> float:
        """Degrees the head is turned: positive towards the right of the picture, which is the person's own left."""
        (left, right), (corner, other) = self.eyes, self.mouth
        apart = hypot(right[0] - left[0], right[1] - left[1])
        if apart < 1:
            return 0.0
        along = ((right[0] - left[0]) / apart, (right[1] - left[1]) / apart)
        middle = ((left[0] + right[0] + corner[0] + other[0]) / 4, (left[1] + right[1] + corner[1] + other[1]) / 4)
        aside = (self.nose[0] - middle[0]) * along[0] + (self.nose[1] - middle[1]) * along[1]
        return degrees(atan2(aside, NOSE_DEPTH * apart))

    @property
    def roll(self) -> float:
        """Degrees the head is tilted to a shoulder."""
        left, right = self.eyes
        return degrees(atan2(right[1] - left[1], right[0] - left[0]))

    def overlap(self, other: Face) -> float:
        """Shared area of both boxes by the area of either, 0 to 1."""
        (left, top, width, height), (left_2, top_2, width_2, height_2) = self.box, other.box
        wide = min(left + width, left_2 + width_2) - max(left, left_2)
        high = min(top + height, top_2 + height_2) - max(top, top_2)
        if wide <= 0 or high <= 0:
            return 0.0
        return wide * high / (width * height + width_2 * height_2 - wide * high)


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture: its size in pixels and every face in it, the largest first."""

    size: tuple[int, int]
    faces: tuple[Face, ...] = ()
