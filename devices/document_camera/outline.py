"""Finding a sheet's four corners: coarse on a small picture, then each side fitted to the edge at full resolution. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.clear_sheet import clear_sheet
from devices.document_camera.quadrangles import Quadrangle, ordered, quadrangles

Picture = NDArray[np.uint8]
Corners = NDArray[np.float32]
Floats = NDArray[np.float32]

_SMALL = 480  # width of the coarse picture
_CANDIDATES = 16
_LEAST_SCORE = 0.5
_FRAME_YIELDS = 0.15  # by how much a sheet may be worse than the frame printed on it
_FRAME_MARGIN = 0.12  # of the sheet: how far inside its edge a printed frame lies at most
_SLACK = 4.0  # coarse pixels each way in which a side may bend
_BEND = 1.0  # what a step aside costs
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
    """The corners of the sheet that fills at least 6 % of the picture, or None."""
    scale = max(1.0, image.shape[1] / _SMALL)
    small = cv2.resize(image, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA) if scale > 1 else image
    small = np.asarray(small, np.uint8)
    coarse = clear_sheet(small)
    if coarse is None:
        found = quadrangles(small, _CANDIDATES)
        if not found or found[0].score < _LEAST_SCORE:
            return None
        coarse = _outermost(found).corners
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    return _refined(grey, ordered(((coarse + 0.5) * scale - 0.5).astype(np.float32)), scale)


def _outermost(found: list[Quadrangle]) -> Quadrangle:
    """The best one, or one around it nearly as good: a printed frame lies inside its sheet."""
    best = found[0]
    for quad in found[1:]:
        inside = all(cv2.pointPolygonTest(quad.corners, (float(x), float(y)), True) > -1.5 for x, y in best.corners)
        if inside and quad.score > best.score - _FRAME_YIELDS and _parallel(quad, best):
            best = quad
    return best


def _parallel(outer: Quadrangle, inner: Quadrangle) -> bool:
    """Whether each side of one is the other's, or lies a little outside it and along it; at least one does."""
    size = float(np.sqrt(cv2.contourArea(outer.corners)))
    moved = False
    for number in range(4):
        start, end = inner.corners[number], inner.corners[(number + 1) % 4]
        along = (end - start) / max(1e-6, float(np.linalg.norm(end - start)))
        outward = np.array((along[1], -along[0]), np.float32)
        first = float((outer.corners[number] - start) @ outward)
        second = float((outer.corners[(number + 1) % 4] - start) @ outward)
        if max(first, second) > _FRAME_MARGIN * size or abs(first - second) > 2.0 + 0.35 * max(first, second):
            return False
        moved |= min(first, second) > 2.5
    return moved


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
    margin = 6.0
    both = np.stack((start, end))
    return bool(
        (both[:, 0] < margin).all()
        or (both[:, 1] < margin).all()
        or (both[:, 0] > width - 1 - margin).all()
        or (both[:, 1] > height - 1 - margin).all()
    )


def _refined(grey: Picture, corners: Corners, scale: float) -> Corners:
    """Each side followed along its edge at full resolution, bends included; the corners are where two such curves meet."""
    reach = max(6.0, _SLACK * scale)
    along = np.roll(corners, -1, axis=0) - corners
    length = np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1.0)
    unit = along / length
    inward = np.stack((-unit[:, 1], unit[:, 0]), axis=1)
    offsets = np.arange(-reach, reach + 1, dtype=np.float32)
    shares = np.linspace(_TRIM, 1 - _TRIM, _SAMPLES, dtype=np.float32)
    places = corners[:, None] + shares[None, :, None] * along[:, None]
    xs = places[:, :, 0, None] + offsets * inward[:, 0, None, None]
    ys = places[:, :, 1, None] + offsets * inward[:, 1, None, None]
    shape = (4 * _SAMPLES, len(offsets))
    strips = cv2.remap(
        cv2.GaussianBlur(grey, (3, 3), 0),
        xs.reshape(shape).astype(np.float32),
        ys.reshape(shape).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)
    values = cv2.blur(strips, (3, 1)).reshape(4, _SAMPLES, len(offsets))
    slopes = np.asarray(values[:, :, 3:] - values[:, :, :-3], np.float32)
    paths = _followed(np.sqrt(np.where(slopes > 0, slopes, -0.5 * slopes)))
    depth = offsets[paths] + 1.5
    height, width = grey.shape
    border = [_on_border(corners[number], corners[(number + 1) % 4], width, height) for number in range(4)]
    curves = [np.zeros(4) if border[number] else _fitted(shares, depth[number]) for number in range(4)]
    met = [_meeting(corners, unit, inward, length[:, 0], curves, number) for number in range(4)]
    refined = np.array(met, np.float32)
    refined = np.where(np.linalg.norm(refined - corners, axis=1, keepdims=True) < 2.5 * reach, refined, corners)
    return np.clip(refined, 0, (width - 1, height - 1)).astype(np.float32)


def _followed(gain: Floats) -> NDArray[np.intp]:
    """Along each of the sides (n x samples x offsets), the smooth way with the most gain: dynamic programming, one offset a sample at most."""
    sides, samples, wide = gain.shape
    total = gain[:, 0].astype(np.float32)
    came = np.zeros((samples, sides, wide), np.int8)
    padded = np.full((sides, wide + 2), -1e9, np.float32)
    for sample in range(1, samples):
        padded[:, 1:-1] = total
        choices = np.stack((padded[:, :-2] - _BEND, padded[:, 1:-1], padded[:, 2:] - _BEND))
        which = choices.argmax(axis=0)
        came[sample] = which - 1
        total = np.take_along_axis(choices, which[None], axis=0)[0] + gain[:, sample]
    rows = np.arange(sides)
    paths = np.empty((sides, samples), np.intp)
    paths[:, -1] = total.argmax(axis=1)
    for sample in range(samples - 1, 0, -1):
        paths[:, sample - 1] = paths[:, sample] + came[sample, rows, paths[:, sample]]
    return np.clip(paths, 0, wide - 1)


def _fitted(shares: Floats, depth: Floats) -> NDArray[np.float64]:
    """A cubic through the followed edge (highest power first), in pixels inward over the share of the side; outliers count little."""
    basis = np.vander(shares.astype(np.float64), 4)
    weights: NDArray[np.float64] = np.ones(len(shares))
    factors: NDArray[np.float64] = np.zeros(4)
    for _ in range(4):
        factors = np.asarray(np.linalg.lstsq(basis * weights[:, None], depth * weights, rcond=None)[0], np.float64)
        weights = np.asarray(1 / (1 + ((depth - basis @ factors) / 1.5) ** 2), np.float64)
    return factors


def _meeting(
    corners: Corners, unit: Floats, inward: Floats, length: Floats, curves: list[NDArray[np.float64]], number: int
) -> NDArray[np.float64]:
    """Where side ``number`` starts and the side before it ends: the two curves' crossing, by going from one to the other."""
    before = number - 1
    point = corners[number].astype(np.float64)
    for _ in range(6):
        lines = []
        for side in (before, number):
            share = float(np.clip((point - corners[side]) @ unit[side] / length[side], -0.1, 1.1))
            at = corners[side] + unit[side] * (share * length[side]) + inward[side] * np.polyval(curves[side], share)
            slope = np.polyval(np.polyder(curves[side]), share) / length[side]
            lines.append((at.astype(np.float32), (unit[side] + inward[side] * slope).astype(np.float32)))
        point = np.asarray(_crossing(lines[0], lines[1]), np.float64)
    return np.asarray(point, np.float64)


def _crossing(first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Floats:
    (p, u), (q, v) = first, second
    cross = float(u[0] * v[1] - u[1] * v[0])
    if abs(cross) < 1e-6:
        return q
    t = float((q[0] - p[0]) * v[1] - (q[1] - p[1]) * v[0]) / cross
    return (p + t * u).astype(np.float32)
