"""How a robot writes a character by hand: lines along the middle of the strokes of a printed one. For the demo, tests and benches alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

SIDE = 72
"""Pixels of the square that a character is printed into."""
SHORTEST = 3

Strokes = list[list[tuple[float, float]]]
_Pixel = tuple[int, int]


def strokes(character: str, font: Path) -> Strokes:
    """Lines of points from (0, 0) at the upper left to (1, 1), in reading order; empty where ``font`` has no such character."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (SIDE, SIDE), 0)
    face = ImageFont.truetype(str(font), round(SIDE * 0.86))
    ImageDraw.Draw(picture).text((SIDE / 2, SIDE / 2), character, fill=255, font=face, anchor="mm")
    ink = np.asarray(picture) > 110
    pixels = {(int(row), int(column)) for row, column in zip(*np.nonzero(thinned(ink)), strict=True)}
    lines = [line for line in _lines(pixels) if len(line) >= SHORTEST]
    return [[(column / SIDE, row / SIDE) for row, column in line] for line in sorted(lines)]


def thinned(ink: Any) -> Any:
    """The one pixel wide middle of what is drawn (Zhang and Suen 1984); ``ink`` is a two-dimensional array of booleans."""
    import numpy as np

    left = np.pad(ink.astype(np.uint8), 1)
    while True:
        before = left.copy()
        for turn in (0, 1):
            around = [
                left[:-2, 1:-1], left[:-2, 2:], left[1:-1, 2:], left[2:, 2:], left[2:, 1:-1], left[2:, :-2], left[1:-1, :-2], left[:-2, :-2],
            ]  # fmt: skip
            neighbours = sum(part.astype(int) for part in around)
            changes = sum((first == 0) & (second == 1) for first, second in zip(around, [*around[1:], around[0]], strict=True))
            north, east, south, west = around[0], around[2], around[4], around[6]
            if turn == 0:
                corner = (north & east & south == 0) & (east & south & west == 0)
            else:
                corner = (north & east & west == 0) & (north & south & west == 0)
            gone = (left[1:-1, 1:-1] == 1) & (neighbours >= 2) & (neighbours <= 6) & (changes == 1) & corner
            left[1:-1, 1:-1][gone] = 0
        if (before == left).all():
            return left[1:-1, 1:-1] == 1


def _lines(pixels: set[_Pixel]) -> Iterator[list[_Pixel]]:
    """The pixels as lines: each from an end as straight on as it goes, until none is left."""
    left = set(pixels)
    while left:
        start = min(left, key=lambda pixel: (len(_around(pixel, left)), pixel))
        line = [start]
        left.discard(start)
        while near := _around(line[-1], left):
            line.append(min(near, key=lambda pixel: _bend(line, pixel)))
            left.discard(line[-1])
        yield line


def _around(pixel: _Pixel, pixels: set[_Pixel]) -> list[_Pixel]:
    row, column = pixel
    near = ((row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1))
    return [other for other in near if other != pixel and other in pixels]


def _bend(line: list[_Pixel], pixel: _Pixel) -> float:
    """How far ``pixel`` lies from where the line was going."""
    last, before = line[-1], line[max(0, len(line) - 5)]
    steps = max(1, min(4, len(line) - 1))
    ahead = (last[0] + (last[0] - before[0]) / steps, last[1] + (last[1] - before[1]) / steps)
    return abs(pixel[0] - ahead[0]) + abs(pixel[1] - ahead[1])
