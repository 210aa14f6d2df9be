"""One line of a receipt printer's text to dots: cells of 12 dots, a Chinese character in two of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from devices.simulators.fonts import font

_SIZE = 24
_LINE = 30
_CELL = 12


class TextLine:
    """Collects the bytes of a line. ``align`` 0 left, 1 middle, 2 right; ``wide`` and ``tall`` 1 to 8 times.

    ``chinese``: whether bytes are read as GB 18030; without it they are Latin letters and line drawings.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.clear()

    def clear(self) -> None:
        """Forget the line and every setting, as ``ESC @`` does."""
        self._bytes.clear()
        self.align, self.bold, self.wide, self.tall = 0, False, 1, 1
        self.chinese = False

    @property
    def width_in_bytes(self) -> int:
        """How much has been collected."""
        return len(self._bytes)

    def add(self, byte: int) -> None:
        """One more byte of text."""
        self._bytes.append(byte)

    def print(self, width: int) -> NDArray[np.uint8] | None:
        """The dots of the line (rows x ``width``), and the line is empty again; None when there was nothing on it. Too long is wrapped."""
        if not self._bytes:
            return None
        text = self._bytes.decode("gb18030" if self.chinese else "cp437", errors="replace")
        self._bytes.clear()
        return np.concatenate([self._row(row, width) for row in _rows(text, width // (_CELL * self.wide))])

    def _row(self, cells: list[tuple[str, int]], width: int) -> NDArray[np.uint8]:
        face = font(_SIZE, bold=self.bold)
        line = Image.new("L", (_CELL * max(1, sum(size for _, size in cells)), _LINE), 255)
        draw = ImageDraw.Draw(line)
        at = 0
        for character, size in cells:
            draw.text((at + size * _CELL / 2, _LINE - 6), character, font=face, fill=0, anchor="ms")
            at += size * _CELL
        line = line.resize((line.width * self.wide, _LINE * self.tall), Image.Resampling.NEAREST)
        paper = Image.new("L", (width, line.height), 255)
        paper.paste(line, ((0, (width - line.width) // 2, width - line.width)[self.align], 0))
        return np.where(np.asarray(paper) < 128, 0, 255).astype(np.uint8)


def _rows(text: str, columns: int) -> list[list[tuple[str, int]]]:
    """Characters with their cells, in rows that fit."""
    rows: list[list[tuple[str, int]]] = [[]]
    used = 0
    for character in text:
        size = 1 if ord(character) < 0x2E80 and len(character.encode("gb18030", "replace")) != 2 else 2
        if used + size > max(2, columns):
            rows.append([])
            used = 0
        rows[-1].append((character, size))
        used += size
    return rows
