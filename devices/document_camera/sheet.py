"""Which quadrangle is the sheet: the best one, or one around it where only paper lies between the two. Pure.

A table's or certificate's frame is often a better rectangle than the sheet's own edge. What lies between frame and edge has the paper's
colour; what lies between a sheet and some line of the desk has the desk's.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.edge_lines import EdgeLines, edge_lines
from devices.document_camera.quadrangles import Numbers, Quadrangles, quadrangles, weighed

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

_LEAST_SCORE = 0.6
_LARGER = (1.02, 2.6)  # times the area of the one within
_WORSE = 0.4  # how much worse an outer one may be where paper lies between
_LITTLE_WORSE = 0.12  # where it can hardly be told
_PAPER, _PERHAPS = 0.75, 0.45  # shares of places between the two that are paper
_PARALLEL = 0.985  # cosine of 10 degrees
_BESIDE = 3  # lines along a side that may stand for it
_TRIED = 40
_ROUNDS = 2
_SAME = 5.0  # small pixels
_GAP = 2.5  # small pixels between two sides that are not the same
_WIDE = 8.0
_ALONG = np.linspace(0.06, 0.94, 24, dtype=np.float32)
_INWARD = np.array((2, 3.5, 5, 7, 9, 12), np.float32)  # small pixels to where paper is looked for, between print
_OUTWARD = np.array((2.5, 4, 6), np.float32)
_BANDS_WIDE = np.array(((0.2, 0.27, 0.34), (0.45, 0.5, 0.55), (0.72, 0.8, 0.88)), np.float32)
_BANDS_THIN = np.array(((0.5, 0.65, 0.8),) * 3, np.float32)
_PRINTED = 40.0  # sum of three channels' levels: so much darker than paper and desk is print
_UNTOLD = 0.5  # the share where paper and desk look alike
_FEWEST = 4  # places that can tell
_TOLD_APART = 6.0  # sum of three channels' levels between paper and desk


def find_sheet(small: Picture) -> Floats | None:
    """The corners (4 x 2, clockwise) of the sheet on a BGR picture a few hundred pixels wide, or None."""
    height, width = small.shape[:2]
    lines = edge_lines(small)
    if lines is None:
        return None
    found = quadrangles(lines, width, height)
    if found.score.max(initial=0) <= _LEAST_SCORE:
        return None
    best = int(found.score.argmax())
    chosen = best
    for _ in range(_ROUNDS):
        found = found.joined(_beside(lines, found, chosen, width, height))
        outer = _around(small, lines, found, chosen, float(found.score[best]))
        if outer is None:
            break
        chosen = outer
    middle = np.array(((width - 1) / 2, (height - 1) / 2), np.float32)
    return np.stack((found.x[:, chosen], found.y[:, chosen]), axis=1) + middle


def _beside(lines: EdgeLines, found: Quadrangles, inner: int, width: int, height: int) -> Quadrangles:
    """The quadrangles around ``inner`` of lines along its sides, of which each may have corners too badly filled to be found by them."""
    own = found.lines[:, inner]
    x, y = found.x[:, inner], found.y[:, inner]
    choices: list[Numbers] = []
    for side in range(4):
        along = (lines.cos * lines.cos[own[side]] + lines.sin * lines.sin[own[side]]) > _PARALLEL
        gap = lines.cos[:, None] * x[[side - 1, side]] + lines.sin[:, None] * y[[side - 1, side]] - lines.rho[:, None]
        further = along & (gap.min(axis=1) > -2.0) & (gap.max(axis=1) > _GAP)
        further[lines.border :] = False
        numbers = np.nonzero(further)[0]
        high, low = (lines.sample(numbers, x[at], y[at]) for at in (side - 1, side))
        share = (lines.sums[numbers, high] - lines.sums[numbers, low]) / np.maximum(high - low, 1)
        best = numbers[np.argsort(-share)[:_BESIDE]]
        choices.append(np.concatenate(([own[side]], best)))
    return weighed(lines, np.stack(np.meshgrid(*choices, indexing="ij")).reshape(4, -1), width, height)


def _around(small: Picture, lines: EdgeLines, found: Quadrangles, inner: int, top: float) -> int | None:
    """The largest quadrangle around ``inner`` with paper between; of those that are the same, the best."""
    cos, sin, rho = (values[found.lines] for values in (lines.cos, lines.sin, lines.rho))
    inside = cos[:, :, None] * found.x[:, inner] + sin[:, :, None] * found.y[:, inner] - rho[:, :, None] >= -2.0
    larger = found.area / found.area[inner]
    possible = inside.all(axis=(0, 2)) & (larger > _LARGER[0]) & (larger < _LARGER[1]) & (found.score >= top - _WORSE)
    numbers = np.nonzero(possible)[0]
    numbers = numbers[np.argsort(-found.score[numbers])[:_TRIED]]
    if not len(numbers):
        return None
    paper = _Sides(small, lines, found, inner).paper_between(lines, found.lines[:, numbers])
    least = np.where(found.score[numbers] < top - _LITTLE_WORSE, _PAPER, _PERHAPS)
    between = numbers[paper >= least]
    if not len(between):
        return None
    outer = between[found.area[between].argmax()]
    apart = np.maximum(
        np.abs(found.x[:, numbers] - found.x[:, [outer]]).max(axis=0), np.abs(found.y[:, numbers] - found.y[:, [outer]]).max(axis=0)
    )
    same = numbers[apart < _SAME]
    return int(same[found.score[same].argmax()])


class _Sides:
    """Places along the four sides of one quadrangle, and the paper's colour there (4 x places x 3)."""

    def __init__(self, small: Picture, lines: EdgeLines, found: Quadrangles, number: int) -> None:
        self._small = small
        corners = np.stack((found.x[:, number], found.y[:, number]), axis=1)
        before = np.roll(corners, 1, axis=0)
        which = found.lines[:, number]
        self._inward = np.stack((lines.cos[which], lines.sin[which]), axis=1)
        self._places = before[:, None] + _ALONG[:, None] * (corners - before)[:, None]
        seen = self._read(self._places[:, :, None] + _INWARD[:, None] * self._inward[:, None, None])
        lightest = seen.sum(axis=3).argmax(axis=2)
        paper = np.take_along_axis(seen, lightest[:, :, None, None], axis=2)[:, :, 0]
        # Where print takes all of it, the paper is what it is a little further along.
        near = np.clip(np.arange(len(_ALONG))[:, None] + np.arange(-2, 3), 0, len(_ALONG) - 1)
        rows = np.arange(4)[:, None]
        self._paper = paper[rows, near[np.arange(len(_ALONG)), paper.sum(axis=2)[:, near].argmax(axis=2)]]

    def paper_between(self, lines: EdgeLines, outer: Numbers) -> Floats:
        """For each of n quadrangles around (``outer``, their lines: 4 x n), the share of places between its sides and these that have the
        paper's colour and not that of what lies beyond; of the side and of the distance where it is least."""
        cosines = self._inward @ np.stack((lines.cos[outer], lines.sin[outer]))[:, None].reshape(2, -1)
        match = cosines.reshape(4, *outer.shape).argmax(axis=1)
        pairs = np.take_along_axis(outer, match, axis=0) * 4 + np.arange(4)[:, None]
        needed, places = np.unique(pairs, return_inverse=True)
        return np.asarray(self._between(lines, needed // 4, needed % 4)[places.reshape(pairs.shape)].min(axis=0), np.float32)

    def _between(self, lines: EdgeLines, outer: Numbers, side: Numbers) -> Floats:
        """That share for each of n lines, each beside one of the sides."""
        normal = np.stack((lines.cos[outer], lines.sin[outer]), axis=1)
        at, own = self._places[side], self._paper[side]
        gap = (at * normal[:, None]).sum(axis=2) - lines.rho[outer][:, None]
        apart = gap > _GAP
        away = normal[:, None, None]
        desk = np.median(self._read(at[:, :, None] - (gap[:, :, None] + _OUTWARD)[..., None] * away), axis=2)
        wide = (gap * apart).sum(axis=1) / np.maximum(apart.sum(axis=1), 1) >= _WIDE
        bands = np.where(wide[:, None, None], _BANDS_WIDE, _BANDS_THIN).reshape(-1, 1, 9)
        between = self._read(at[:, :, None] - (gap[:, :, None] * bands)[..., None] * away).reshape(-1, len(_ALONG), 3, 3, 3)
        like_paper = np.abs(between - own[:, :, None, None]).sum(axis=4).min(axis=3)
        like_desk = np.abs(between - desk[:, :, None, None]).sum(axis=4).min(axis=3)
        dark = np.minimum(own.sum(axis=2), desk.sum(axis=2)) - _PRINTED
        clear = apart & (np.abs(own - desk).sum(axis=2) > _TOLD_APART)
        counted = (between.sum(axis=4).min(axis=3) >= dark[:, :, None]) & clear[:, :, None]
        counted[:, :, -1] = clear  # close to the outer side print is no excuse
        paper = (counted & (like_paper < like_desk)).sum(axis=1)
        number = counted.sum(axis=1)
        least = np.where(number >= _FEWEST, paper / np.maximum(number, 1), 1.0).min(axis=1)
        told = clear.sum(axis=1) >= np.maximum(_FEWEST, apart.sum(axis=1) / 4)
        share = np.where(apart.sum(axis=1) < len(_ALONG) / 4, 1.0, np.where(told, least, _UNTOLD))
        return share.astype(np.float32)

    def _read(self, places: Floats) -> Floats:
        """Colours at places about the picture's middle (... x 2): ... x 3."""
        height, width = self._small.shape[:2]
        flat = places.reshape(-1, 1, 2).astype(np.float32) + np.array(((width - 1) / 2, (height - 1) / 2), np.float32)
        values = cv2.remap(self._small, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(values, np.float32).reshape(*places.shape[:-1], 3)
