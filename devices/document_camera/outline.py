"""Finding a sheet's four corners: coarse on a small picture, then each side fitted to the edge at full resolution. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.sheet import find_sheet
from devices.document_camera.sides import Corners, Floats, Picture, on_border, refined

__all__ = ["Corners", "EdgeProfile", "Picture", "edge_profiles", "find_outline"]

_SMALL = 384  # width of the coarse picture, or height of one that is higher than wide
_SMALLEST = 48  # pixels: no sheet is looked for on less
_SAMPLES = 48  # along each side
_REACH = 28  # pixels each way across a side, at full resolution
_TRIM = 0.06  # of each side left out at its ends: rounded or bent corners


@dataclass(frozen=True, slots=True)
class EdgeProfile:
    """One side of a page: where the brightness steps (n x 2), the step's height, the paper's brightness, and the steepest rise per pixel
    as a share of the step."""

    points: Floats
    step: float
    brightness: float
    sharpness: float


def find_outline(image: Picture) -> Corners | None:
    """The corners of the sheet that fills at least 6 % of the picture, clockwise from the one nearest its upper left, or None."""
    if min(image.shape[:2]) < _SMALLEST:
        return None
    small = _shrunk(image)
    coarse = find_sheet(small)
    if coarse is None:
        return None
    scale = image.shape[1] / small.shape[1]
    return refined(image, _ordered(((coarse + 0.5) * scale - 0.5).astype(np.float32)), scale)


def _shrunk(image: Picture) -> Picture:
    """Halved as often as it goes (each time a plain mean of four, fast), then to the size wanted."""
    height, width = image.shape[:2]
    small: cv2.typing.MatLike = image
    while max(small.shape[:2]) >= 2 * _SMALL:
        small = cv2.resize(small, (small.shape[1] // 2, small.shape[0] // 2), interpolation=cv2.INTER_AREA)
    share = _SMALL / max(height, width)
    if max(small.shape[:2]) > _SMALL:
        small = cv2.resize(small, (round(width * share), max(1, round(height * share))), interpolation=cv2.INTER_LINEAR)
    return small.astype(np.uint8, copy=False)


def _ordered(corners: Corners) -> Corners:
    """Clockwise from the corner nearest the picture's upper left."""
    middle = corners.mean(axis=0)
    clockwise = corners[np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))]
    return np.roll(clockwise, -int(np.argmin(clockwise.sum(axis=1))), axis=0).astype(np.float32)


def edge_profiles(grey: Picture | cv2.typing.MatLike, corners: Corners) -> tuple[EdgeProfile, ...]:
    """The sides of the page that lie inside the picture, measured across at full resolution."""
    return tuple(profile for number in range(4) if (profile := _profile(grey, corners, number)) is not None)


def _profile(grey: Picture | cv2.typing.MatLike, corners: Corners, number: int) -> EdgeProfile | None:
    height, width = grey.shape[:2]
    start, end = corners[number], corners[(number + 1) % 4]
    along = end - start
    length = float(np.linalg.norm(along))
    if length < 16 or on_border(start, end, width, height):
        return None
    inward = np.array([-along[1], along[0]], np.float32) / length
    reach = float(min(_REACH, length / 8))
    offsets = np.arange(-reach, reach + 1, dtype=np.float32)
    places = start + np.linspace(_TRIM, 1 - _TRIM, _SAMPLES, dtype=np.float32)[:, None] * along
    xs = places[:, 0, None] + offsets * inward[0]
    ys = places[:, 1, None] + offsets * inward[1]
    values = cv2.remap(grey, xs.astype(np.float32), ys.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(
        np.float32
    )
    ends = max(3, round(reach / 4))
    outside, inside = values[:, :ends].mean(axis=1), np.percentile(values[:, -2 * ends :], 75, axis=1)
    slopes = np.diff(cv2.blur(values, (3, 1)), axis=1)
    at = slopes.argmax(axis=1)
    steps = np.maximum(inside - outside, 1.0)
    points = places + (offsets[at] + 0.5 + _subpixel(slopes, at))[:, None] * inward
    sharpness = float(np.median(slopes.max(axis=1) / steps))
    return EdgeProfile(points.astype(np.float32), float(np.median(inside - outside)), float(np.median(inside)), sharpness)


def _subpixel(slopes: Floats, at: NDArray[np.intp]) -> Floats:
    """Where between the samples the slope is steepest (a parabola through three of them)."""
    rows = np.arange(len(slopes))
    inner = np.clip(at, 1, slopes.shape[1] - 2)
    left, middle, right = slopes[rows, inner - 1], slopes[rows, inner], slopes[rows, inner + 1]
    bend = left - 2 * middle + right
    shift = np.where(np.abs(bend) > 1e-3, 0.5 * (left - right) / np.where(np.abs(bend) > 1e-3, bend, 1), 0)
    return np.clip(shift, -0.5, 0.5).astype(np.float32)
