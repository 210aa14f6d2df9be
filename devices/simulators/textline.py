"""One line of a receipt printer's text, GB 18030, to dots."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from devices.simulators.fonts import font

_SIZE = 24
_LINE = 30


class TextLine:
    """Collects the bytes of a line. ``align`` 0 left, 1 middle, 2 right; ``wide`` and ``tall`` 1 to 8 times."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.clear()

    def clear(self) -> None:
        """Forget the line and every setting, as ``ESC @`` does."""
        self._bytes.clear()
        self.align, self.bold, self.wide, self.tall = 0, False, 1, 1

    @property
    def width_in_bytes(self) -> int:
        """How much has been collected."""
        return len(self._bytes)

    def add(self, byte: int) -> None:
        """One more byte of text."""
        self._bytes.append(byte)

    def print(self, width: int) -> NDArray[np.uint8] | None:
        """The dots of the line (rows x ``width``), and the line is empty again; None when there was nothing on it."""
        if not self._bytes:
            return None
        text = self._bytes.decode("gb18030", errors="replace")
        self._bytes.clear()
        face = font(_SIZE, bold=self.bold)
        length = max(1, round(face.getlength(text)))
        line = Image.new("L", (min(length, width), _LINE), 255)
        ImageDraw.Draw(line).text((0, 2), text, font=face, fill=0)
        line = line.resize((min(width, line.width * self.wide), _LINE * self.tall), Image.Resampling.NEAREST)
        paper = Image.new("L", (width, line.height), 255)
        paper.paste(line, ((0, (width - line.width) // 2, width - line.width)[self.align], 0))
        return np.where(np.asarray(paper) < 128, 0, 255).astype(np.uint8)
