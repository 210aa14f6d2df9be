"""The sides of a sheet followed along its edge at full resolution, bends included; its corners are where two of them meet. Pure."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Corners = NDArray[np.float32]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

_SLACK = 3.5  # coarse pixels each way in which a side may bend
_NEARER = 0.9  # how much less an edge counts at the end of that reach
_BEND = 1.0  # what a step aside costs
_SAMPLES = 48  # along each side
_BESIDE = np.array((-1.5, 0.0, 1.5), np.float32)  # pixels along the side: a place is the mean of these
_TRIM = 0.06  # of each side left out at its ends: rounded or bent corners
_BORDER = 6.0  # pixels
_SHARES = np.linspace(_TRIM, 1 - _TRIM, _SAMPLES, dtype=np.float32)
_POWERS = np.array((3, 2, 1, 0), np.float64)
_BASIS = np.vander(_SHARES.astype(np.float64), 4)


def refined(image: Picture, corners: Corners, scale: float) -> Corners:
    """The corners (4 x 2, clockwise) of a BGR picture, from coarse ones that were found on one ``scale`` times smaller."""
    height, width = image.shape[:2]
    along = np.roll(corners, -1, axis=0) - corners
    length = np.maximum(np.linalg.norm(along, axis=1), 1.0)
    unit = along / length[:, None]
    inward = np.stack((-unit[:, 1], unit[:, 0]), axis=1)
    reach = max(6.0, _SLACK * scale)
    offsets = np.arange(-reach, reach + 1, dtype=np.float32)
    depth = _depth(_strips(image, corners, along, unit, inward, offsets), offsets, reach)
    curves = _fitted(depth)
    for number in range(4):
        if on_border(corners[number], corners[(number + 1) % 4], width, height):
            curves[number] = 0
    met = _meetings(corners.astype(np.float64), unit.astype(np.float64), inward.astype(np.float64), length.astype(np.float64), curves)
    near = np.linalg.norm(met - corners, axis=1, keepdims=True) < 2.5 * reach
    return np.clip(np.where(near, met, corners), 0, (width - 1, height - 1)).astype(np.float32)


def on_border(start: Floats, end: Floats, width: int, height: int) -> bool:
    """Whether a side lies along the picture's border."""
    x, y, u, v = (float(value) for value in (*start, *end))
    return max(x, u) < _BORDER or max(y, v) < _BORDER or min(x, u) > width - 1 - _BORDER or min(y, v) > height - 1 - _BORDER


def _strips(image: Picture, corners: Corners, along: Floats, unit: Floats, inward: Floats, offsets: Floats) -> Floats:
    """Brightness across the sides: 4 x samples x offsets."""
    places = corners[:, None] + _SHARES[:, None] * along[:, None]
    places = places[:, :, None] + _BESIDE[:, None] * unit[:, None, None]
    xs, ys = (places[..., axis, None] + offsets * inward[:, None, None, axis, None] for axis in (0, 1))
    shape = (4 * _SAMPLES * len(_BESIDE), len(offsets))
    seen = cv2.remap(
        image,
        xs.reshape(shape).astype(np.float32),
        ys.reshape(shape).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    grey = np.asarray(cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY), np.float32).reshape(4 * _SAMPLES, len(_BESIDE), -1).mean(axis=1)
    return np.asarray(cv2.blur(cv2.GaussianBlur(grey, (3, 1), 0), (3, 1)), np.float32).reshape(4, _SAMPLES, -1)


def _depth(strips: Floats, offsets: Floats, reach: float) -> Floats:
    """How far inward the edge lies at each sample (4 x samples): the steepest smooth way, sooner lighter inside than darker, sooner near."""
    slopes = strips[:, :, 3:] - strips[:, :, :-3]
    near = (offsets[:-3] + 1.5) / reach
    gain = np.sqrt(np.where(slopes > 0, slopes, -0.5 * slopes)) * (1 - _NEARER * near * near)
    return np.asarray(offsets[_followed(gain.astype(np.float32))] + 1.5, np.float32)


def _followed(gain: Floats) -> NDArray[np.intp]:
    """Along each of the sides (n x samples x offsets), the smooth way with the most gain: dynamic programming, one offset a sample at most."""
    sides, samples, wide = gain.shape
    totals = np.empty((samples, sides, wide), np.float32)
    padded = np.full((sides, wide + 2), -1e9, np.float32)
    total, best = padded[:, 1:-1], np.empty((sides, wide), np.float32)
    total[:] = totals[0] = gain[:, 0]
    for sample in range(1, samples):
        np.maximum(padded[:, :-2], padded[:, 2:], out=best)
        np.subtract(best, _BEND, out=best)
        np.maximum(best, total, out=best)
        np.add(best, gain[:, sample], out=total)
        totals[sample] = total
    return np.array([_way_back(totals[:, side].tolist()) for side in range(sides)], np.intp)


def _way_back(totals: list[list[float]]) -> list[int]:
    """The offset at each sample on the way that ends with the most; straight on where that is as good."""
    place = totals[-1].index(max(totals[-1]))
    way = [place]
    for before in totals[-2::-1]:
        best, here = before[place], place
        for step in (here - 1, here + 1):
            if 0 <= step < len(before) and before[step] - _BEND > best:
                best, place = before[step] - _BEND, step
        way.append(place)
    return way[::-1]


def _fitted(depth: Floats) -> Doubles:
    """A cubic through each followed edge (4 x 4, highest power first), in pixels inward over the share of the side; outliers count little."""
    weights = np.ones(depth.shape, np.float64)
    factors: Doubles = np.zeros((len(depth), 4), np.float64)
    for _ in range(3):
        weighted = _BASIS * (weights * weights)[:, :, None]
        factors = np.linalg.solve(weighted.transpose(0, 2, 1) @ _BASIS, (weighted * depth[:, :, None]).sum(axis=1)[:, :, None])[:, :, 0]
        weights = 1 / (1 + ((depth - factors @ _BASIS.T) / 1.5) ** 2)
    return factors


def _meetings(corners: Doubles, unit: Doubles, inward: Doubles, length: Doubles, curves: Doubles) -> Doubles:
    """Where each side starts and the one before it ends: the two curves' crossing, by going from one to the other."""
    points = corners
    before = np.roll(np.arange(4), 1)
    slopes = curves[:, :3] * _POWERS[:3]
    for _ in range(2):
        lines = []
        for side in (before, np.arange(4)):
            share = np.clip(((points - corners[side]) * unit[side]).sum(axis=1) / length[side], -0.1, 1.1)
            powers = share[:, None] ** _POWERS
            aside = (curves[side] * powers).sum(axis=1)[:, None]
            slope = ((slopes[side] * powers[:, 1:]).sum(axis=1) / length[side])[:, None]
            lines.append(
                (corners[side] + unit[side] * (share * length[side])[:, None] + inward[side] * aside, unit[side] + inward[side] * slope)
            )
        (one, way), (two, other) = lines
        cross = way[:, 0] * other[:, 1] - way[:, 1] * other[:, 0]
        reached = ((two[:, 0] - one[:, 0]) * other[:, 1] - (two[:, 1] - one[:, 1]) * other[:, 0]) / np.where(np.abs(cross) < 1e-6, 1, cross)
        points = np.where(np.abs(cross)[:, None] < 1e-6, two, one + reached[:, None] * way)
    return points
