"""Quadrangles that could be a sheet of paper, out of the straight edges of a small picture. Pure.

Two lines meet in a corner where both begin to be edges and neither goes on beyond; two corners on one line with an edge between them are a
side; four sides that close are a quadrangle. It is weighed by how much of its sides is edge, how well its corners are filled, how
little its sides go on beyond them, and its size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.document_camera.edge_lines import EdgeLines, places_of

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]

_LEAST_AREA = 0.06  # of the picture
_SHARPEST = 0.819  # sine of 55 degrees: the angles of a sheet seen from above lie between 55 and 125
_NEAR = 5  # samples looked at beside a corner
_BEGUN = 0.35  # how much of them must be edge within the sheet
_GOING_ON = 1.3  # of 2: how much the two lines of a corner may go on beyond it
_SIDE = 0.45  # least share of a side that is edge
_SHORTEST = 6  # samples
_MOST_SIDES = 5000
_CERTAIN = 1.45
_MOST_CHAINS = 1500
_CORNERS, _BEYOND, _SIZE = 0.5, 0.4, 0.3  # weights


@dataclass(frozen=True, slots=True, eq=False)
class Quadrangles:
    """n quadrangles: corners ``x`` and ``y`` (4 x n, about the picture's middle, clockwise), ``score`` 0 to about 1.7, ``area`` as a share
    of the picture, and ``lines`` (4 x n): the number of the line from the corner before to this one."""

    x: Floats
    y: Floats
    score: Floats
    area: Floats
    lines: Numbers

    def joined(self, more: Quadrangles) -> Quadrangles:
        """These, by the same numbers, and then the others."""
        return Quadrangles(
            np.concatenate((self.x, more.x), axis=1),
            np.concatenate((self.y, more.y), axis=1),
            np.concatenate((self.score, more.score)),
            np.concatenate((self.area, more.area)),
            np.concatenate((self.lines, more.lines), axis=1),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Corners:
    """n corners in the order of ``begins``, the line that begins there; ``ends`` the one that ends there; ``first`` and ``last``, their
    samples; ``filled`` (0 to 1) how well both begin, ``beyond`` (0 to 2) how much they go on."""

    begins: Numbers
    ends: Numbers
    x: Floats
    y: Floats
    first: Numbers
    last: Numbers
    filled: Floats
    beyond: Floats

    def only(self, kept: NDArray[np.bool_]) -> _Corners:
        return _Corners(
            self.begins[kept],
            self.ends[kept],
            self.x[kept],
            self.y[kept],
            self.first[kept],
            self.last[kept],
            self.filled[kept],
            self.beyond[kept],
        )


def quadrangles(lines: EdgeLines, width: int, height: int) -> Quadrangles:
    """Every quadrangle of the lines on a picture of that size, in no order."""
    corners = _corners(lines, width, height)
    starts, ends, edge = _sides(lines, corners)
    count = len(corners.begins)
    degree = np.bincount(starts, minlength=count)
    repeated, following = _pairs(degree[ends], (np.cumsum(degree) - degree)[ends])
    one, two, three = starts[repeated], ends[repeated], ends[following]
    table = np.full((len(lines.rho), len(lines.rho)), -1, np.int32)
    table[corners.begins, corners.ends] = np.arange(count)
    four = table[corners.ends[three], corners.begins[one]].astype(np.intp)
    # Each quadrangle is met four times: once is enough.
    lowest = np.minimum(np.minimum(corners.ends[one], corners.ends[two]), corners.ends[three])
    closed = (four >= 0) & (corners.begins[one] < lowest)
    around = np.stack((one, two, three, four))[:, closed]
    sides = np.stack(
        (
            edge[repeated][closed],
            edge[following][closed],
            _share(lines, corners, around[2], around[3]),
            _share(lines, corners, around[3], around[0]),
        )
    )
    found = _scored(lines, corners, around, sides, width, height)
    if found.score.max(initial=0) > _CERTAIN:
        return found
    chains = np.nonzero(four < 0)[0]
    first, last = corners.begins[one[chains]], corners.ends[three[chains]]
    chains = chains[lines.cos[last] * lines.sin[first] - lines.sin[last] * lines.cos[first] > _SHARPEST]
    worth = _CORNERS * corners.filled - _BEYOND * corners.beyond
    value = edge[repeated[chains]] + edge[following[chains]] + worth[one[chains]] + worth[two[chains]] + worth[three[chains]]
    chains = chains[np.argsort(-value)[:_MOST_CHAINS]]
    which = np.stack([corners.begins[of[chains]] for of in (one, two, three)] + [corners.ends[three[chains]]])
    return found.joined(weighed(lines, which, width, height))


def _scored(lines: EdgeLines, corners: _Corners, around: Numbers, sides: Floats, width: int, height: int) -> Quadrangles:
    """The quadrangles of four corners each (4 x n), whose sides are edge for these shares (4 x n), that could be a sheet."""
    kept = (sides.min(axis=0, initial=1.0) >= _SIDE) & ((corners.begins[around] >= lines.border).sum(axis=0) <= 1)
    around, sides = around[:, kept], sides[:, kept]
    x, y = corners.x[around], corners.y[around]
    area = np.abs((x * np.roll(y, -1, axis=0) - np.roll(x, -1, axis=0) * y).sum(axis=0)) / (2 * width * height)
    score = 0.5 * sides.mean(axis=0) + 0.5 * sides.min(axis=0, initial=1.0) + _SIZE * np.sqrt(area)
    score += _CORNERS * corners.filled[around].mean(axis=0) - _BEYOND * corners.beyond[around].mean(axis=0) / 2
    large = area >= _LEAST_AREA
    return Quadrangles(
        x[:, large], y[:, large], score[large].astype(np.float32), area[large].astype(np.float32), corners.begins[around][:, large]
    )


def weighed(lines: EdgeLines, which: Numbers, width: int, height: int) -> Quadrangles:
    """The quadrangles of given lines (4 x n, in the order of ``Quadrangles.lines``), however badly their corners are filled: those whose
    corners lie on the picture and whose sides are edge for the most part."""
    following = np.roll(which, -1, axis=0)
    across = lines.cos[which] * lines.sin[following] - lines.sin[which] * lines.cos[following]
    which, following, across = (values[:, (across > _SHARPEST).all(axis=0)] for values in (which, following, across))
    x = np.asarray((lines.rho[which] * lines.sin[following] - lines.rho[following] * lines.sin[which]) / across, np.float32)
    y = np.asarray((lines.rho[following] * lines.cos[which] - lines.rho[which] * lines.cos[following]) / across, np.float32)
    seen = _seen(x, y, width, height).all(axis=0)
    count = int(seen.sum())
    corners = _measured(lines, which[:, seen].ravel(), following[:, seen].ravel(), x[:, seen].ravel(), y[:, seen].ravel())
    around = np.arange(4 * count).reshape(4, count)
    sides = np.stack([_share(lines, corners, around[side], around[(side + 1) % 4]) for side in range(4)])
    return _scored(lines, corners, around, sides, width, height)


def _corners(lines: EdgeLines, width: int, height: int) -> _Corners:
    cos, sin, rho = lines.cos, lines.sin, lines.rho
    turn = cos[:, None] * sin - sin[:, None] * cos
    begins, ends = places_of(turn > _SHARPEST)
    across = turn[begins, ends]
    x = np.asarray((rho[begins] * sin[ends] - rho[ends] * sin[begins]) / across, np.float32)
    y = np.asarray((rho[ends] * cos[begins] - rho[begins] * cos[ends]) / across, np.float32)
    seen = _seen(x, y, width, height)
    corners = _measured(lines, begins[seen], ends[seen], x[seen], y[seen])
    return corners.only((corners.filled >= _BEGUN) & (corners.beyond <= _GOING_ON))


def _seen(x: Floats, y: Floats, width: int, height: int) -> NDArray[np.bool_]:
    return (np.abs(x) < width / 2 + 2.5) & (np.abs(y) < height / 2 + 2.5)


def _measured(lines: EdgeLines, begins: Numbers, ends: Numbers, x: Floats, y: Floats) -> _Corners:
    """The corners of pairs of lines that meet at these places."""
    first, last = lines.sample(begins, x, y), lines.sample(ends, x, y)
    filled = np.minimum(_between(lines, begins, first + 1, first + 1 + _NEAR), _between(lines, ends, last - 1 - _NEAR, last - 1))
    before = np.where(begins >= lines.border, 0, _between(lines, begins, first - 1 - _NEAR, first - 1))
    after = np.where(ends >= lines.border, 0, _between(lines, ends, last + 1, last + 1 + _NEAR))
    beyond = (before + after).astype(np.float32)
    return _Corners(begins, ends, x.astype(np.float32), y.astype(np.float32), first, last, filled, beyond)


def _between(lines: EdgeLines, which: Numbers, low: Numbers, high: Numbers) -> Floats:
    """The share of edge between two samples ``_NEAR`` apart."""
    end = lines.sums.shape[1] - 1
    return np.asarray((lines.sums[which, np.clip(high, 0, end)] - lines.sums[which, np.clip(low, 0, end)]) / _NEAR, np.float32)


def _sides(lines: EdgeLines, corners: _Corners) -> tuple[Numbers, Numbers, Floats]:
    """Pairs of corners with an edge from one to the other, ordered by the first, and how much of it is edge; the best, where there are many."""
    degree = np.bincount(corners.begins, minlength=len(lines.rho))
    starts, ends = _pairs(degree[corners.ends], (np.cumsum(degree) - degree)[corners.ends])
    edge = _share(lines, corners, starts, ends)
    kept = np.nonzero(edge >= _SIDE)[0]
    if len(kept) > _MOST_SIDES:
        worth = 0.5 * corners.filled - 0.4 * corners.beyond
        value = edge[kept] + worth[starts[kept]] + worth[ends[kept]]
        kept = np.sort(kept[np.argpartition(-value, _MOST_SIDES)[:_MOST_SIDES]])
    return starts[kept], ends[kept], edge[kept]


def _share(lines: EdgeLines, corners: _Corners, start: Numbers, end: Numbers) -> Floats:
    """How much is edge on the line that ends at ``start`` and begins at ``end`` (a line's samples run against the sheet's outline)."""
    line, low, high = corners.ends[start], corners.first[end], corners.last[start]
    length = high - low
    found = (lines.sums[line, high] - lines.sums[line, low]) / np.maximum(length, 1)
    return np.where(length >= _SHORTEST, found, -1).astype(np.float32)


def _pairs(count: Numbers, first: Numbers) -> tuple[Numbers, Numbers]:
    """For each i, i paired with each of the ``count[i]`` numbers from ``first[i]`` on."""
    repeated = np.repeat(np.arange(len(count)), count)
    return repeated, np.arange(len(repeated)) - np.repeat(np.cumsum(count) - count - first, count)
