"""Finding a sheet's four corners: coarse on a small picture, then each side fitted to the edge at full resolution. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Corners = NDArray[np.float32]
Floats = NDArray[np.float32]

_SMALL = 640  # width of the coarse picture
_SMALLEST_PAGE = 0.06  # of the picture's area
_SAMPLES = 48  # along each side
_REACH = 28  # pixels each way across a side, at full resolution
_TRIM = 0.06  # of each side left out at its ends: rounded or bent corners
_STEP = 0.18  # least rise from desk to paper, as a share of the paper's brightness
_LEAST_STEP = 8.0


@dataclass(frozen=True, slots=True)
class EdgeProfile:
    """One side of a page: where the brightness steps (n x 2), the step's height, the paper's brightness, and the steepest rise per pixel
    as a share of the step."""

    points: Floats
    step: float
    brightness: float
    sharpness: float


def find_outline(image: Picture) -> Corners | None:
    """The corners of the brightest sheet that fills at least 6 % of the picture, or None."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.uint8)
    scale = max(1.0, image.shape[1] / _SMALL)
    small = cv2.resize(grey, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA) if scale > 1 else grey
    blurred = cv2.GaussianBlur(small, (5, 5), 0).astype(np.uint8)
    for quad in _candidates(blurred):
        corners = _refined(grey, _ordered(((quad + 0.5) * scale - 0.5).astype(np.float32)))
        if corners is not None:
            return corners
    return None


def _candidates(small: Picture) -> Iterator[Floats]:
    """Quadrangles that may be the page, best first."""
    _, bright = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    yield from _quads(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)).astype(np.uint8))
    edges = cv2.Canny(small, 20, 60)
    yield from _quads(cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)).astype(np.uint8))


def _quads(mask: Picture) -> Iterator[Floats]:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    least = _SMALLEST_PAGE * mask.size
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:3]:
        hull = cv2.convexHull(contour)
        area = float(cv2.contourArea(hull))
        if area < least:
            return
        quad = _four_corners(hull)
        if quad is not None and area / max(1.0, float(cv2.contourArea(quad))) > 0.85 and _right_angled(quad):
            yield quad


def _four_corners(hull: NDArray[np.int32] | cv2.typing.MatLike) -> Floats | None:
    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.015, 0.02, 0.03, 0.045, 0.065):
        polygon = cv2.approxPolyDP(hull, share * length, True)
        if len(polygon) == 4:
            return polygon.reshape(4, 2).astype(np.float32)
        if len(polygon) < 4:
            return None
    return None


def _right_angled(quad: Floats) -> bool:
    """Whether every angle lies between 55 and 125 degrees: a sheet seen from above, not a wedge of light."""
    for number in range(4):
        before, after = quad[number - 1] - quad[number], quad[(number + 1) % 4] - quad[number]
        cosine = float(np.dot(before, after) / max(1e-6, float(np.linalg.norm(before) * np.linalg.norm(after))))
        if abs(cosine) > 0.574:
            return False
    return True


def _ordered(quad: Floats) -> Corners:
    """Clockwise from the corner nearest the picture's upper left."""
    middle = quad.mean(axis=0)
    clockwise = quad[np.argsort(np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0]))]
    first = int(np.argmin(clockwise.sum(axis=1)))
    return np.roll(clockwise, -first, axis=0).astype(np.float32)


def edge_profiles(grey: Picture | cv2.typing.MatLike, corners: Corners) -> tuple[EdgeProfile, ...]:
    """The sides of the page that lie inside the picture, measured across at full resolution."""
    return tuple(profile for number in range(4) if (profile := _profile(grey, corners, number)) is not None)


def _profile(grey: Picture | cv2.typing.MatLike, corners: Corners, number: int) -> EdgeProfile | None:
    height, width = grey.shape[:2]
    start, end = corners[number], corners[(number + 1) % 4]
    along = end - start
    length = float(np.linalg.norm(along))
    if length < 16 or _on_border(start, end, width, height):
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


def _on_border(start: Floats, end: Floats, width: int, height: int) -> bool:
    margin = 4.0
    both = np.stack((start, end))
    return bool(
        (both[:, 0] < margin).all()
        or (both[:, 1] < margin).all()
        or (both[:, 0] > width - 1 - margin).all()
        or (both[:, 1] > height - 1 - margin).all()
    )


def _refined(grey: Picture, corners: Corners) -> Corners | None:
    """Each side fitted to its edge; None when the sides are no edges from a darker desk to lighter paper."""
    lines: list[tuple[Floats, Floats]] = []
    clear = 0
    for number in range(4):
        profile = _profile(grey, corners, number)
        start, end = corners[number], corners[(number + 1) % 4]
        if profile is None:
            lines.append((start, end - start))
            continue
        if profile.step < max(_LEAST_STEP, _STEP * profile.brightness):
            return None
        clear += 1
        vx, vy, x, y = cv2.fitLine(profile.points, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        lines.append((np.array([x, y], np.float32), np.array([vx, vy], np.float32)))
    if clear < 2:
        return None
    met = [_crossing(lines[number - 1], lines[number]) for number in range(4)]
    height, width = grey.shape[:2]
    refined = np.clip(np.array(met, np.float32), 0, (width - 1, height - 1)).astype(np.float32)
    return refined if float(np.abs(refined - corners).max()) < _REACH * 2 else corners


def _crossing(first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Floats:
    (p, u), (q, v) = first, second
    cross = float(u[0] * v[1] - u[1] * v[0])
    if abs(cross) < 1e-6:
        return q
    t = float((q[0] - p[0]) * v[1] - (q[1] - p[1]) * v[0]) / cross
    return (p + t * u).astype(np.float32)
