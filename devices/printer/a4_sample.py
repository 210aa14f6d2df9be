"""The sample page (打样张): what staff look at to judge a printer. Nothing personal."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

_DPI = 150
_SIZE = (1240, 1754)  # A4
_MARGIN = 60
_FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"  # Debian: fonts-noto-cjk
_SIMPLIFIED = 2


def sample_pdf() -> bytes:
    """One A4 page: a frame at the margin, characters in three sizes, lines, and greys from white to black. Raises OSError without the font."""
    page = Image.new("L", _SIZE, 255)
    draw = ImageDraw.Draw(page)
    right, bottom = _SIZE[0] - _MARGIN, _SIZE[1] - _MARGIN
    draw.rectangle((_MARGIN, _MARGIN, right, bottom), outline=0, width=3)
    draw.line((_MARGIN, _MARGIN, right, bottom), fill=0)
    draw.line((right, _MARGIN, _MARGIN, bottom), fill=0)
    top = 140
    for size in (72, 36, 20):
        text = "样张　打印机测试页　䶮㛃𠮷　1234567890"
        draw.text((_SIZE[0] // 2, top), text, font=ImageFont.truetype(_FONT, size, index=_SIMPLIFIED), fill=0, anchor="ma")
        top += size * 2
    step = (right - _MARGIN) // 12
    for number in range(11):
        left = _MARGIN + step // 2 + number * step
        draw.rectangle((left, 500, left + step, 640), fill=255 - number * 255 // 10, outline=0)
    for number in range(20):
        draw.line((_MARGIN + 40, 700 + number * 12, right - 40, 700 + number * 12), fill=0, width=1 + number % 4)
    stream = io.BytesIO()
    page.save(stream, "PDF", resolution=_DPI)
    return stream.getvalue()
