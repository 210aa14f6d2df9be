"""Straight edges of a small colour picture, as lines that know on which side it is lighter. Pure.

Thin edges vote for the lines through them, each only for lines across its own gradient (Hough's transform with direction:
Ballard 1981), so that the two edges of a printed rule are two lines of opposite direction. Each line then says along its whole
length where it is an edge.
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

STEP = 4.0  # pixels between samples along a line
_WEAKEST, _STRONGEST = 0.5, 5.0  # grey levels a pixel: the least gradient that is an edge lies between
_ABOVE_NOISE = 2.0  # times the median gradient
_BINS = 360  # directions
_FAN = 10  # bins each way that an edge votes for
_STRONG_VOTE = 2.0
_MANY = 3600  # edges
_LEAST_VOTES = 0.14  # of the picture's height
_CLASSES = 12  # of direction, each with at most _PER_CLASS lines: a page of print must not crowd out its sheet
_PER_CLASS = 30
_MOST = 220
_DARK = 0.8  # what an edge counts for a sheet darker than what it lies on
_BORDER = 0.5  # what a place on the picture's border counts
_ASIDE = (-1.3, 0.0, 1.3)  # pixels: how far beside the line its edge may lie


@dataclass(frozen=True, slots=True, eq=False)
class EdgeLines:
    """n lines x cos + y sin = rho about the picture's middle; the sheet would lie where x cos + y sin is greater.

    Each edge stands twice: for a sheet lighter than its surroundings, and turned about for a darker one. ``sums`` (n x samples + 1) counts the
    edges up to each sample, ``STEP`` pixels apart, sample ``half`` at the foot of the normal. From number ``border`` on they are the picture's
    four borders.
    """

    cos: Floats
    sin: Floats
    rho: Floats
    sums: Floats
    half: int
    border: int

    def sample(self, which: Numbers, x: Floats | np.float32, y: Floats | np.float32) -> Numbers:
        """The sample of each of these lines next to a place."""
        place = np.rint((y * self.cos[which] - x * self.sin[which]) / STEP).astype(np.intp) + self.half
        return np.clip(place, 0, self.sums.shape[1] - 1)


def edge_lines(picture: Picture | cv2.typing.MatLike) -> EdgeLines | None:
    """The lines of a BGR picture a few hundred pixels wide, or None where fewer than three are to be seen."""
    gx, gy, strength = _gradient(picture)
    least = float(np.clip(_ABOVE_NOISE * float(np.median(strength[::3, ::3])), _WEAKEST, _STRONGEST))
    rows, columns = _thin_edges(gx, gy, strength, least)
    if len(rows) < 50:
        return None
    # A page full of print has edges enough for two: every second one votes, twice.
    turn = 2 if len(rows) > _MANY else 1
    rows, columns = rows[::turn], columns[::turn]
    votes = turn * np.minimum(np.sqrt(strength[rows, columns] / least), _STRONG_VOTE)
    theta, rho = _voted(rows, columns, gx, gy, votes)
    return _sampled(theta, rho, gx, gy, least) if len(theta) >= 3 else None


def _gradient(picture: Picture | cv2.typing.MatLike) -> tuple[Floats, Floats, Floats]:
    """Across, down and how steep: of the channel that is steepest there (a cream sheet on a grey desk may differ in blue alone)."""
    blue, green, red = cv2.split(cv2.GaussianBlur(picture, (3, 3), 0))
    x, y, steepest = _slopes(green)
    for channel in (blue, red):
        across, down, steep = _slopes(channel)
        steeper = cv2.compare(steep, steepest, cv2.CMP_GT)
        for into, values in ((x, across), (y, down), (steepest, steep)):
            cv2.copyTo(values, steeper, into)
    gx, gy = np.multiply(x, np.float32(0.125), dtype=np.float32), np.multiply(y, np.float32(0.125), dtype=np.float32)
    return gx, gy, np.asarray(cv2.magnitude(gx, gy), np.float32)


def _slopes(channel: cv2.typing.MatLike) -> tuple[cv2.typing.MatLike, cv2.typing.MatLike, cv2.typing.MatLike]:
    """Across and down, in eighths of a level a pixel, and the sum of both without signs."""
    x, y = cv2.spatialGradient(channel)
    return x, y, cv2.add(np.abs(x), np.abs(y))


def _thin_edges(gx: Floats, gy: Floats, strength: Floats, least: float) -> tuple[Numbers, Numbers]:
    """Rows and columns of the places steeper than both neighbours across the edge."""
    here = strength[1:-1, 1:-1]
    across = (here >= strength[1:-1, :-2]) & (here > strength[1:-1, 2:])
    down = (here >= strength[:-2, 1:-1]) & (here > strength[2:, 1:-1])
    upright = np.abs(gx[1:-1, 1:-1]) >= np.abs(gy[1:-1, 1:-1])
    rows, columns = places_of(np.where(upright, across, down) & (here > least))
    return rows + 1, columns + 1


def places_of(truth: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Rows and columns of what is true, row by row; faster than ``nonzero`` of two dimensions."""
    rows, columns = np.divmod(np.flatnonzero(truth), truth.shape[1])
    return rows, columns


@cache
def _fan() -> tuple[NDArray[np.int32], Floats]:
    turns = np.arange(-_FAN, _FAN + 1, dtype=np.int32)
    angle = np.radians(turns * (360 / _BINS))
    return turns, np.stack((np.cos(angle), np.sin(angle))).astype(np.float32)


@cache
def _directions() -> Floats:
    """Cosine and sine of each bin (2 x bins)."""
    angle = np.arange(_BINS) * (2 * np.pi / _BINS)
    return np.stack((np.cos(angle), np.sin(angle))).astype(np.float32)


def _voted(rows: Numbers, columns: Numbers, gx: Floats, gy: Floats, votes: Floats) -> tuple[Floats, Floats]:
    """Direction and distance of the lines most voted for."""
    height, width = gx.shape
    angle = np.arctan2(gy[rows, columns], gx[rows, columns])
    direction = np.rint(angle * (_BINS / (2 * np.pi))).astype(np.int32)
    direction %= _BINS
    cos, sin = _directions()[:, direction]
    x, y = (columns - (width - 1) / 2).astype(np.float32), (rows - (height - 1) / 2).astype(np.float32)
    turns, turned = _fan()
    reach = int(np.hypot(width, height)) // 2 + 4
    wide = 2 * reach + 1
    # Whole numbers below 2^24, so exact as floats; the circle of directions is laid out longer by the fan at both ends.
    cells = np.stack((x * cos + y * sin, y * cos - x * sin), axis=1) @ turned
    np.rint(cells, out=cells)
    cells += (direction * wide + (_FAN * wide + reach)).astype(np.float32)[:, None]
    cells += (turns * wide).astype(np.float32)
    weights = np.repeat(votes.astype(np.float64), len(turns))
    long = np.bincount(cells.astype(np.intp).ravel(), weights, (_BINS + 2 * _FAN) * wide).reshape(-1, wide).astype(np.float32)
    counted = long[_FAN:-_FAN]
    counted[:_FAN] += long[-_FAN:]
    counted[-_FAN:] += long[:_FAN]
    pad = 4  # the circle closes
    board = cv2.filter2D(np.concatenate((counted[-pad:], counted, counted[:pad])), -1, np.array([[0.6, 1.0, 0.6]], np.float32))
    highest = np.asarray(cv2.dilate(board, np.ones((7, 7), np.uint8)))
    board = np.asarray(board)[pad:-pad]
    bins, places = places_of(board >= _LEAST_VOTES * height)
    tops = board[bins, places] >= highest[bins + pad, places]
    bins, places = bins[tops], places[tops]
    order = np.argsort(-board[bins, places])
    classes = bins[order] * _CLASSES // _BINS
    rank = np.empty(len(order), np.intp)
    for number in range(_CLASSES):
        members = classes == number
        rank[members] = np.arange(int(members.sum()))
    order = order[rank < _PER_CLASS][:_MOST]
    return (bins[order] * (2 * np.pi / _BINS)).astype(np.float32), (places[order] - reach).astype(np.float32)


def _sampled(theta: Floats, rho: Floats, gx: Floats, gy: Floats, least: float) -> EdgeLines:
    height, width = gx.shape
    count, middle = len(theta), ((width - 1) / 2, (height - 1) / 2)
    half = int(np.ceil(np.hypot(width, height) / 2 / STEP))
    along = (np.arange(-half, half + 1) * STEP).astype(np.float32)
    cos, sin = np.cos(theta)[:, None], np.sin(theta)[:, None]
    xs = cos * rho[:, None] - sin * along + np.float32(middle[0])
    ys = sin * rho[:, None] + cos * along + np.float32(middle[1])
    gradient = cv2.merge((gx, gy))
    edge = np.zeros(xs.shape, bool)
    for aside in _ASIDE:
        slope = np.asarray(cv2.remap(gradient, xs + aside * cos, ys + aside * sin, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT))
        steep = slope[..., 0] * cos + slope[..., 1] * sin
        edge |= (steep > 0.8 * least) & (np.abs(slope[..., 1] * cos - slope[..., 0] * sin) < 0.6 * steep)
    sums: Floats = np.zeros((2 * count + 4, len(along) + 1), np.float32)
    np.cumsum(edge, axis=1, out=sums[:count, 1:])
    sums[count : 2 * count, 1:] = _DARK * np.cumsum(edge[:, ::-1], axis=1)
    sums[2 * count :, 1:] = _BORDER * np.arange(1, len(along) + 1)
    angles = np.concatenate((theta, theta + np.pi, (0, np.pi, np.pi / 2, 3 * np.pi / 2))).astype(np.float32)
    places = np.concatenate((rho, -rho, (-middle[0], -middle[0], -middle[1], -middle[1]))).astype(np.float32)
    return EdgeLines(np.cos(angles), np.sin(angles), places, sums, half, 2 * count)
