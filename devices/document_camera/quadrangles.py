"""Quadrangles on a small picture that may be a sheet of paper, best first. Pure.

Straight segments give lines; every two pairs of them that could be the sides of a sheet
are weighed by how much of each side is an edge, by whether the sheet is lighter than what lies outside, and by size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]

_SEGMENTS = 260  # the longest segments that are looked at
_SHORTEST = 9.0  # pixels
_STRONG = 40.0  # a step of brightness that is as good as any
_LONG = 90.0  # a length that is as good as any
_DIRECTIONS = 12  # maps of edges of like direction
_PER_FAMILY = 16  # lines of one direction that are tried
_PEAKS = 90
_STEP = 4.0  # pixels between samples along a line
_ACROSS = 4.0  # pixels from the line to where the two sides' brightness is read
_FURTHER = 10.0
_BORDER = 0.5  # what a place on the picture's border counts
_LEAST = 0.06  # of the picture's area
_FAMILIES = 4
_LIGHTER, _LEVEL, _DARKER = 1.0, 0.72, 0.6  # what an edge counts where the sheet is lighter than outside, as light, darker


@dataclass(frozen=True, slots=True)
class Quadrangle:
    """``corners`` 4 x 2, clockwise, in pixels of the small picture; ``score`` 0 to about 1.2."""

    corners: Floats
    score: float


@dataclass(frozen=True, slots=True)
class _Lines:
    """n lines x cos + y sin = rho; ``weight`` (3 x n x samples, running sums along the line): edge where the side of greater rho is lighter,
    as light, darker; ``start`` the place of the first sample along the line."""

    cos: Floats
    sin: Floats
    rho: Floats
    angle: Floats
    sums: Floats
    start: float
    merit: Floats


def quadrangles(small: Picture, count: int) -> list[Quadrangle]:
    """At most ``count`` quadrangles that differ from each other, best first. ``small`` is BGR, a few hundred pixels wide."""
    lines = _lines(small)
    if lines is None:
        return []
    found: list[Quadrangle] = []
    for number in range(_FAMILIES):
        found.extend(_of_family(lines, number * np.pi / 2 / _FAMILIES, small.shape[1], small.shape[0], count))
    found.sort(key=lambda quad: -quad.score)
    kept: list[Quadrangle] = []
    for quad in found:
        if all(float(np.abs(quad.corners - other.corners).max()) > 4 for other in kept):
            kept.append(quad)
            if len(kept) == count:
                break
    return kept


def _lines(small: Picture) -> _Lines | None:
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    segments = np.asarray(_detector().detect(grey)[0], np.float32)
    if segments.size < 16:
        return None
    segments = segments.reshape(-1, 4)
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    order = np.nonzero(length > _SHORTEST)[0]
    if len(order) > _SEGMENTS:  # grain and print: the strong ones
        strong = np.minimum(_steps(grey, segments[order]), _STRONG) * np.minimum(length[order], _LONG)
        order = order[np.argsort(-strong)[:_SEGMENTS]]
    if len(order) < 4:
        return None
    order = order[np.argsort(-length[order])]
    segments, length = segments[order], length[order]
    theta = np.arctan2(segments[:, 2] - segments[:, 0], segments[:, 1] - segments[:, 3]).astype(np.float32)
    middle = (segments[:, :2] + segments[:, 2:]) / 2
    rho = middle[:, 0] * np.cos(theta) + middle[:, 1] * np.sin(theta)
    back = (theta < 0) | (theta >= np.pi)
    rho = np.where(back, -rho, rho).astype(np.float32)
    theta = np.mod(theta, np.pi).astype(np.float32)
    maps = _maps(segments, theta, small.shape[0], small.shape[1])
    kept = _different(segments, theta, rho)
    height, width = small.shape[:2]
    # The picture's own border, last: a sheet may reach over it.
    theta = np.append(theta[kept], np.array((0, 0, np.pi / 2, np.pi / 2), np.float32))
    rho = np.append(rho[kept], np.array((0, width - 1, 0, height - 1), np.float32))
    return _with_border(_sampled(grey, maps, theta, rho))


def _with_border(lines: _Lines) -> _Lines:
    """Every place of the border counts as half an edge."""
    steps = np.arange(lines.sums.shape[2], dtype=np.float32) * (_BORDER / _LEVEL)
    lines.sums[:, -4:] = 0
    lines.sums[1, -4:] = steps
    lines.merit[-4:] = np.inf
    return lines


def _steps(grey: cv2.typing.MatLike, segments: Floats) -> Floats:
    """How much brightness changes across each segment, at its middle."""
    along = segments[:, 2:] - segments[:, :2]
    across = np.stack((-along[:, 1], along[:, 0]), axis=1) / np.linalg.norm(along, axis=1, keepdims=True) * 2.5
    middle = (segments[:, :2] + segments[:, 2:]) / 2
    soft = cv2.blur(grey, (3, 3))
    sides = []
    for place in (middle + across, middle - across):
        x = np.clip(np.rint(place[:, 0]).astype(np.intp), 0, grey.shape[1] - 1)
        y = np.clip(np.rint(place[:, 1]).astype(np.intp), 0, grey.shape[0] - 1)
        sides.append(soft[y, x].astype(np.float32))
    return np.asarray(np.abs(sides[0] - sides[1]), np.float32)


def _detector() -> cv2.LineSegmentDetector:
    """LSD (von Gioi and others, 2010): straight segments with few false ones, whatever their contrast.

    A new one each time: it keeps its picture in itself, and two threads (the live picture and the page being taken) would write into each other's.
    """
    return cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE, 1.0, 0.6, 0.9, 22.5, 0.0, 0.6)


def _different(segments: Floats, theta: Floats, rho: Floats) -> Numbers:
    """The longest segments that do not lie on a longer one's line."""
    kept: list[int] = []
    for number in range(len(segments)):
        if kept:
            chosen = np.array(kept)
            off = np.abs(theta[chosen] - theta[number])
            near = np.minimum(off, np.pi - off) < 0.10
            if near.any():
                which = chosen[near]
                ends = segments[number].reshape(2, 2)
                away = np.abs(ends[:, 0, None] * np.cos(theta[which]) + ends[:, 1, None] * np.sin(theta[which]) - rho[which]).max(axis=0)
                if away.min() < 1.6:
                    continue
        kept.append(number)
        if len(kept) == _PEAKS:
            break
    return np.array(kept, np.intp)


def _maps(segments: Floats, theta: Floats, height: int, width: int) -> Picture:
    """For each of ``_DIRECTIONS``, where a segment of about that direction is near."""
    maps = np.zeros((_DIRECTIONS, height, width), np.uint8)
    nearest = np.rint(theta * (_DIRECTIONS / np.pi)).astype(np.intp)
    ends = np.rint(segments).astype(np.int32)
    for turn in (-1, 0, 1):
        rows = (nearest + turn) % _DIRECTIONS
        for row in range(_DIRECTIONS):
            lines = ends[rows == row].reshape(-1, 2, 2)
            if len(lines):
                cv2.polylines(maps[row], list(lines), False, 1, 5)
    return maps


def _sampled(grey: cv2.typing.MatLike, maps: Picture, theta: Floats, rho: Floats) -> _Lines:
    height, width = grey.shape[:2]
    grey = cv2.blur(grey, (3, 3))
    cos, sin = np.cos(theta), np.sin(theta)
    reach = float(np.hypot(width, height))
    along = np.arange(-reach, reach, _STEP, dtype=np.float32)
    xs = cos[:, None] * rho[:, None] - sin[:, None] * along
    ys = sin[:, None] * rho[:, None] + cos[:, None] * along
    ix, iy = np.rint(xs).astype(np.intp), np.rint(ys).astype(np.intp)
    inside = (ix >= 0) & (ix < width) & (iy >= 0) & (iy < height)
    ix, iy = np.clip(ix, 0, width - 1), np.clip(iy, 0, height - 1)
    direction = (np.rint(theta * (_DIRECTIONS / np.pi)).astype(np.intp) % _DIRECTIONS)[:, None]
    edge = (maps[direction, iy, ix] > 0) & inside

    def brightness(side: float) -> NDArray[np.int16]:
        bx = np.clip(np.rint(xs + side * cos[:, None]).astype(np.intp), 0, width - 1)
        by = np.clip(np.rint(ys + side * sin[:, None]).astype(np.intp), 0, height - 1)
        return grey[by, bx].astype(np.int16)

    here, there = brightness(_ACROSS), brightness(-_ACROSS)
    enough = np.maximum(4, np.maximum(here, there) >> 5)
    # A printed line is light again further off; a sheet's desk is not.
    lighter = edge & (here - there > enough) & (here - brightness(-_FURTHER) > enough)
    darker = edge & (there - here > enough) & (there - brightness(_FURTHER) > enough)
    kinds = np.stack((lighter, edge & ~lighter & ~darker, darker))
    sums = np.zeros((3, len(theta), len(along) + 1), np.float32)
    np.cumsum(kinds, axis=2, out=sums[:, :, 1:])
    merit = (edge * np.minimum(np.abs(here - there) + 2, 30)).sum(axis=1).astype(np.float32)
    return _Lines(cos, sin, rho, theta, sums, -reach, merit)


def _of_family(lines: _Lines, turn: float, width: int, height: int, count: int) -> list[Quadrangle]:
    """The best quadrangles whose sides lie about along ``turn`` and across it."""
    off = np.mod(lines.angle - turn, np.pi)
    first = np.nonzero(np.minimum(off, np.pi - off) < 0.40)[0]
    second = np.nonzero(np.abs(off - np.pi / 2) < 0.40)[0]
    if len(first) < 2 or len(second) < 2:
        return []
    first = first[np.argsort(-lines.merit[first])[:_PER_FAMILY]]
    second = second[np.argsort(-lines.merit[second])[:_PER_FAMILY]]
    cross = lines.cos[first][:, None] * lines.sin[second] - lines.sin[first][:, None] * lines.cos[second]
    x: Floats = np.asarray(
        (lines.rho[first][:, None] * lines.sin[second] - lines.rho[second] * lines.sin[first][:, None]) / cross, np.float32
    )
    y: Floats = np.asarray(
        (lines.rho[second] * lines.cos[first][:, None] - lines.rho[first][:, None] * lines.cos[second]) / cross, np.float32
    )
    a, b = _pairs(len(first))
    c, d = _pairs(len(second))
    own = _side_scores(lines, first, x, y, c, d)  # 2 (which side of it the sheet is) x first x pairs of second
    other = _side_scores(lines, second, x.T, y.T, a, b)
    # Which side of line a the sheet lies on: that of line b's middle.
    middle_x, middle_y = (x[:, c] + x[:, d]) / 2, (y[:, c] + y[:, d]) / 2
    sides: list[Floats] = []
    for one, two in ((a, b), (b, a)):
        beyond = (
            middle_x[two] * lines.cos[first[one]][:, None] + middle_y[two] * lines.sin[first[one]][:, None] > lines.rho[first[one]][:, None]
        )
        sides.append(np.where(beyond, own[0][one], own[1][one]))
    middle_x, middle_y = (x[a] + x[b]).T / 2, (y[a] + y[b]).T / 2
    for one, two in ((c, d), (d, c)):
        beyond = (
            middle_x[two] * lines.cos[second[one]][:, None] + middle_y[two] * lines.sin[second[one]][:, None]
            > lines.rho[second[one]][:, None]
        )
        sides.append(np.where(beyond, other[0][one], other[1][one]).T)
    corners = [(x[i][:, j], y[i][:, j]) for i, j in ((a, c), (a, d), (b, d), (b, c))]
    area: Floats = np.zeros(sides[0].shape, np.float32)
    outside = np.zeros(area.shape, bool)
    for number, (px, py) in enumerate(corners):
        qx, qy = corners[(number + 1) % 4]
        area += px * qy - qx * py
        outside |= (px < -3) | (py < -3) | (px > width + 2) | (py > height + 2)
    area = (np.abs(area) / (2 * width * height)).astype(np.float32)
    lowest = np.minimum(np.minimum(sides[0], sides[1]), np.minimum(sides[2], sides[3]))
    mean = (sides[0] + sides[1] + sides[2] + sides[3]) / 4
    score = 0.5 * mean + 0.5 * lowest + 0.25 * np.sqrt(area)
    score[outside | (area < _LEAST)] = 0
    best = np.argsort(-score, axis=None)[: 2 * count]
    found = []
    for place in best:
        i, j = np.unravel_index(place, score.shape)
        if score[i, j] <= 0.3:
            break
        quad = np.array([(px[i, j], py[i, j]) for px, py in corners], np.float32)
        if right_angled(quad):
            found.append(Quadrangle(ordered(quad), float(score[i, j])))
    return found


def _side_scores(lines: _Lines, which: Numbers, x: Floats, y: Floats, one: Numbers, two: Numbers) -> Floats:
    """2 x len(which) x pairs: how much of each line between its crossings with two others is a sheet's edge, for a sheet on its side of
    greater rho, and on the other."""
    along = (y * lines.cos[which][:, None] - x * lines.sin[which][:, None] - lines.start) / _STEP
    last = lines.sums.shape[2] - 1
    at = np.clip(np.rint(np.nan_to_num(along)), 0, last).astype(np.intp)
    low, high = np.minimum(at[:, one], at[:, two]), np.maximum(at[:, one], at[:, two])
    rows = np.arange(len(which))[:, None]
    sums = lines.sums[:, which]
    lighter, level, darker = sums[:, rows, high] - sums[:, rows, low]
    length = np.maximum(high - low, 4)
    return np.stack(
        (
            (_LIGHTER * lighter + _LEVEL * level + _DARKER * darker) / length,
            (_DARKER * lighter + _LEVEL * level + _LIGHTER * darker) / length,
        )
    ).astype(np.float32)


@cache
def _pairs(count: int) -> tuple[Numbers, Numbers]:
    first, second = np.triu_indices(count, 1)
    return first, second


def right_angled(quad: Floats) -> bool:
    """Whether every angle lies between 55 and 125 degrees: a sheet seen from above, not a wedge of light."""
    for number in range(4):
        before, after = quad[number - 1] - quad[number], quad[(number + 1) % 4] - quad[number]
        cosine = float(np.dot(before, after) / max(1e-6, float(np.linalg.norm(before) * np.linalg.norm(after))))
        if abs(cosine) > 0.574:
            return False
    return True


def ordered(quad: Floats) -> Floats:
    """Clockwise from the corner nearest the picture's upper left."""
    middle = quad.mean(axis=0)
    clockwise = quad[np.argsort(np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0]))]
    first = int(np.argmin(clockwise.sum(axis=1)))
    return np.roll(clockwise, -first, axis=0).astype(np.float32)
