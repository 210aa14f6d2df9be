"""A picture of a receipt to the bytes that print it. Pure.

python-escpos encodes the commands; the connection is ours, because its own has no time-outs and cannot tell unknown from offline.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image

from devices.printer.cutter import Cutter, ending

DOTS = 576  # 72 mm at 203 dots an inch
LONGEST = 7000  # dots: not quite a metre, twice the longest receipt there is
_BLACK_OR_WHITE = [0 if grey < 150 else 255 for grey in range(256)]
_FRAGMENT = 128  # rows
_START = b"\x1b@"


class PictureError(ValueError):
    """A picture that is no receipt: unreadable, too wide or too long."""


def bitmap(png: bytes) -> Image.Image:
    """The picture as black and white, 576 dots wide, a narrower one in the middle. Raises PictureError."""
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
            if opened.width > DOTS or opened.height > LONGEST:
                raise PictureError(f"a receipt is at most {DOTS} x {LONGEST} dots, not {opened.width} x {opened.height}")
            grey = _on_white(opened)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError("the receipt is no PNG picture") from error
    if grey.width < DOTS:
        paper = Image.new("L", (DOTS, grey.height), 255)
        paper.paste(grey, ((DOTS - grey.width) // 2, 0))
        grey = paper
    return grey.point(_BLACK_OR_WHITE, "1")


def commands(picture: Image.Image, cutter: Cutter = Cutter.PARTIAL) -> Iterator[bytes]:
    """Initialise, print the picture, feed past the blade, cut, and ask for a confirmation that comes only when all that is done.

    Piece by piece, each made when it is asked for: the printer works while the rest is still being encoded.
    """
    yield _START
    for top in range(0, picture.height, _FRAGMENT):
        yield _fragment(picture.crop((0, top, DOTS, min(picture.height, top + _FRAGMENT))))
    yield ending(cutter)


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture in grey, as it looks on paper."""
    if picture.mode not in ("RGBA", "LA", "PA", "P") or (picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255)):
        return picture.convert("L")
    rgba = picture.convert("RGBA")
    paper = Image.new("RGBA", rgba.size, "white")
    paper.alpha_composite(rgba)
    return paper.convert("L")


def _fragment(picture: Image.Image) -> bytes:
    from escpos.printer import Dummy

    encoder = Dummy()
    # Without a width the library prints a remark on standard output at every picture.
    encoder.profile.profile_data = {**encoder.profile.profile_data, "media": {"width": {"pixels": DOTS, "mm": 72}}}
    encoder.image(picture, impl="bitImageRaster", fragment_height=_FRAGMENT)
    return bytes(encoder.output)
