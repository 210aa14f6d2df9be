"""The page under the document camera: where it lies, whether its picture is good enough, and the page straightened. Pure.

Pictures are BGR, height x width x 3 bytes. Corners are 4 x 2 float32 in pixels of the picture, in the order top left, top right,
bottom right, bottom left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.outline import Corners, Picture, edge_profiles, find_outline

A4 = (210.0, 297.0)  # millimetres
_A4_TOLERANCE = 0.10
_TOO_DARK = 80.0  # brightness of the paper itself, 0 to 255
_SATURATED = 252
_GLARE_SHARE = 0.008  # of the page's area
_BLURRED = 0.14  # steepest step per pixel at the page's edge, as a share of the whole step, at 1920 pixels of width
_FINGER_SHARE = 0.004  # of the page's area: a fingertip on A4
_BORDER = 0.004  # of the picture's width


class Verdict(StrEnum):
    """What is wrong with the picture of the page, if anything; the first that applies."""

    OK = "ok"
    NOTHING_THERE = "nothing_there"
    TOO_DARK = "too_dark"
    GLARE = "glare"
    BLURRED = "blurred"
    CUT_OFF = "cut_off"
    FINGER = "finger"


@dataclass(frozen=True, slots=True)
class Measures:
    """What the verdict rests on.

    ``brightness`` of the paper, 0 to 255; ``glare`` the share of the page that is blown out; ``sharpness`` of its edges, higher is sharper;
    ``finger`` the share of the page under skin that reaches in over its edge; ``cut_off`` whether it reaches the picture's border.
    """

    brightness: float
    glare: float
    sharpness: float
    finger: float
    cut_off: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and its measures; None where no page was found to measure."""

    verdict: Verdict
    measures: Measures | None


@dataclass(frozen=True, slots=True)
class StraightPage:
    """The page seen from straight above, BGR, and how many dots an inch it really has."""

    image: Picture = field(repr=False)
    dpi: int


def find_page(image: Picture) -> Corners | None:
    """The corners of the page on the desk, or None when there is none."""
    return find_outline(image)


def judge(image: Picture, corners: Corners | None) -> Judgement:
    """Whether the page can be taken as it lies there."""
    if corners is None:
        dark = float(np.percentile(image[::8, ::8], 99)) < 40
        return Judgement(Verdict.TOO_DARK if dark else Verdict.NOTHING_THERE, None)
    measures = measure(image, corners)
    return Judgement(_verdict(measures), measures)


def _verdict(measures: Measures) -> Verdict:
    if measures.brightness < _TOO_DARK:
        return Verdict.TOO_DARK
    if measures.cut_off:
        return Verdict.CUT_OFF
    if measures.finger > _FINGER_SHARE:
        return Verdict.FINGER
    if measures.glare > _GLARE_SHARE:
        return Verdict.GLARE
    return Verdict.BLURRED if measures.sharpness < _BLURRED else Verdict.OK


def measure(image: Picture, corners: Corners) -> Measures:
    """The figures behind ``judge``."""
    small = rectify(image, corners, dpi=50, how=cv2.INTER_LINEAR)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    profiles = edge_profiles(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), corners)
    sharpness = min((profile.sharpness for profile in profiles), default=0.0) * image.shape[1] / 1920
    return Measures(float(_percentile(grey, 75)), _glare(grey), sharpness, _finger(small), _cut_off(image, corners))


def resolution(corners: Corners) -> int:
    """Dots an inch of a page of A4 between these corners, along its coarser direction."""
    width, height = sorted((_side(corners, 0, 1, 3, 2), _side(corners, 0, 3, 1, 2)))
    return max(1, round(min(width / A4[0], height / A4[1]) * 25.4))


def straighten(image: Picture, corners: Corners, dpi: int = 300) -> StraightPage:
    """The page at ``dpi``, or at what the camera gives where that is less: nothing is made up between the camera's pixels."""
    reached = min(dpi, resolution(corners))
    return StraightPage(rectify(image, corners, reached), reached)


def rectify(image: Picture, corners: Corners, dpi: int, how: int = cv2.INTER_CUBIC) -> Picture:
    """The page seen from straight above: A4 at ``dpi`` when it has that shape (either way up), else its own as if
    its longer side were that of A4. ``how`` OpenCV interpolates where it is not made much smaller."""
    width, height = _side(corners, 0, 1, 3, 2), _side(corners, 0, 3, 1, 2)
    aspect = max(width, height) / max(1.0, min(width, height))
    if abs(aspect / (A4[1] / A4[0]) - 1) <= _A4_TOLERANCE:
        size = tuple(round(side / 25.4 * dpi) for side in (A4 if height >= width else A4[::-1]))
    else:
        scale = dpi * A4[1] / 25.4 / max(width, height, 1.0)
        size = (max(16, min(6000, round(width * scale))), max(16, min(6000, round(height * scale))))
    flat = np.array([(0, 0), (size[0], 0), (size[0], size[1]), (0, size[1])], np.float32)
    warp = cv2.getPerspectiveTransform(_inset(corners), flat)
    shrinks = size[0] < width / 1.5
    return cv2.warpPerspective(
        image, warp, (size[0], size[1]), flags=cv2.INTER_LINEAR if shrinks else how, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8)


def to_jpeg(image: Picture, quality: int = 85, dpi: int = 300) -> bytes:
    """The picture as JPEG, its resolution in the header so that a page of A4 stays A4. Raises ValueError for an empty picture."""
    if image.size == 0:
        raise ValueError("an empty picture has no JPEG")
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("the picture could not be encoded")
    jpeg = bytearray(data.tobytes())
    if jpeg[6:11] == b"JFIF\0":
        jpeg[13] = 1
        jpeg[14:18] = dpi.to_bytes(2, "big") * 2
    return bytes(jpeg)


def _inset(corners: Corners) -> Corners:
    """The corners two pixels nearer the middle, so that no line of the desk stays at the page's edge."""
    away = corners - corners.mean(axis=0)
    inset: Corners = (corners - 2 * away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 4)).astype(np.float32)
    return inset


def _cut_off(image: Picture, corners: Corners) -> bool:
    height, width = image.shape[:2]
    margin = width * _BORDER
    return bool(
        corners[:, 0].min() < margin
        or corners[:, 1].min() < margin
        or corners[:, 0].max() > width - 1 - margin
        or corners[:, 1].max() > height - 1 - margin
    )


def _percentile(levels: NDArray[np.uint8], share: float) -> int:
    """The level that ``share`` per cent of them do not exceed."""
    counted = np.cumsum(cv2.calcHist([levels.reshape(-1, 1)], [0], None, [256], (0, 256)), dtype=np.float64)
    return int(np.searchsorted(counted, share / 100 * counted[-1]))


def _glare(grey: NDArray[np.uint8]) -> float:
    """The share of the page in one blown-out spot, where the paper around is not blown out itself."""
    blown = (grey >= _SATURATED).astype(np.uint8)
    if 2 * int(blown.sum()) >= grey.size:
        return 1.0
    return max((part for part, _ in _patches(cv2.morphologyEx(blown, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))), default=0.0)


def _finger(page: Picture) -> float:
    """The share of the page under one patch of skin colour, against the paper's own colour, that reaches in over the page's edge."""
    colours = cv2.cvtColor(cv2.GaussianBlur(page, (5, 5), 0), cv2.COLOR_BGR2YCrCb)
    planes = [plane.astype(np.uint8, copy=False) for plane in cv2.split(colours)]
    light = planes[0] > _percentile(planes[0], 60)
    bright, red, blue = (plane.astype(np.int16) for plane in planes)
    if light.any():
        red, blue = red - _percentile(planes[1][light], 50), blue - _percentile(planes[2][light], 50)
    # Skin of whatever shade: more red than the paper and less blue, in the proportion of blood and melanin, not of print or a seal.
    skin = ((red > 9) & (red < 60) & (blue < -6) & (blue > -60) & (red > -blue // 3) & (bright > 40)).astype(np.uint8)
    rim = max(3, page.shape[1] // 60)
    patches = _patches(cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8)))
    return max((part for part, away in patches if away < rim), default=0.0)


def _patches(mask: cv2.typing.MatLike) -> Iterator[tuple[float, int]]:
    """Each connected patch of a mask: its share of the picture, and how many pixels it stays away from the border."""
    if not mask.any():
        return
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    height, width = mask.shape[:2]
    for left, top, across, down, area in stats[1:].tolist():
        yield area / mask.size, min(left, top, width - left - across, height - top - down)


def _side(corners: Corners, a: int, b: int, c: int, d: int) -> float:
    """The mean length of two opposite sides."""
    return float(np.linalg.norm(corners[a] - corners[b]) + np.linalg.norm(corners[c] - corners[d])) / 2
