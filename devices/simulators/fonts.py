"""The Chinese typeface the simulated papers are set in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

_FOLDER = Path("/usr/share/fonts/opentype/noto")
_SIMPLIFIED = 2  # the face inside the collection that has the shapes of simplified Chinese


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Noto Sans SC in pixels. Raises OSError naming the missing package."""
    path = _FOLDER / ("NotoSansCJK-Bold.ttc" if bold else "NotoSansCJK-Regular.ttc")
    try:
        return ImageFont.truetype(str(path), size, index=_SIMPLIFIED)
    except OSError as error:
        raise OSError("the package fonts-noto-cjk is missing") from error
