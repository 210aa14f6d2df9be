"""A picture of a receipt to the bytes that print it. Pure.

python-escpos encodes the commands; the connection is ours, because its own has no time-outs and cannot tell unknown from offline.
"""

from __future__ import annotations

import io

from PIL import Image

from devices.printer.cutter import Cutter, ending

DOTS = 576  # 72 mm at 203 dots an inch
LONGEST = 7000  # dots: not quite a metre, twice the longest receipt there is
_BLACK_BELOW = 150


class PictureError(ValueError):
    """A picture that is no receipt: unreadable, too wide or too long."""


def bitmap(png: bytes) -> Image.Image:
    """The picture as black and white, 576 dots wide, a narrower one in the middle. Raises PictureError."""
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
            if opened.width > DOTS or opened.height > LONGEST:
                raise PictureError(f"a receipt is at most {DOTS} x {LONGEST} dots, not {opened.width} x {opened.height}")
            rgba = opened.convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError("the receipt is no PNG picture") from error
    paper = Image.new("RGBA", (DOTS, rgba.height), "white")
    paper.alpha_composite(rgba, ((DOTS - rgba.width) // 2, 0))
    return paper.convert("L").point([0 if grey < _BLACK_BELOW else 255 for grey in range(256)], "1")


def commands(picture: Image.Image, cutter: Cutter = Cutter.PARTIAL) -> bytes:
    """Initialise, print the picture, feed past the blade, cut, and ask for a confirmation that comes only when all that is done."""
    from escpos.printer import Dummy

    encoder = Dummy()
    # Without a width the library prints a remark on standard output at every picture.
    encoder.profile.profile_data = {**encoder.profile.profile_data, "media": {"width": {"pixels": DOTS, "mm": 72}}}
    encoder.hw("INIT")
    encoder.image(picture, impl="bitImageRaster", fragment_height=256)
    return bytes(encoder.output) + ending(cutter)
