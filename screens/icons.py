"""The signs that Noto Sans SC lacks or draws too thin, as masks that take any colour: ✕ ✓ ⌫ ▼ › and dots."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageDraw

FINENESS = 4

Points = list[tuple[float, float]]


def mask(name: str, size: int) -> Image.Image:
    """``size`` x ``size`` pixels, white with the sign's shape as opacity."""
    fine = size * FINENESS
    picture = Image.new("L", (fine, fine), 0)
    _DRAWN[name](ImageDraw.Draw(picture), fine)
    opacity = picture.resize((size, size), Image.Resampling.LANCZOS)
    white = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    white.putalpha(opacity)
    return white


def _stroke(pen: ImageDraw.ImageDraw, points: Points, side: int, thickness: float) -> None:
    """A line with round ends through ``points``, all in parts of ``side``."""
    width = round(thickness * side)
    scaled = [(x * side, y * side) for x, y in points]
    pen.line(scaled, fill=255, width=width, joint="curve")
    for x, y in (scaled[0], scaled[-1]):
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)


def _cross(pen: ImageDraw.ImageDraw, side: int) -> None:
    _stroke(pen, [(0.2, 0.2), (0.8, 0.8)], side, 0.12)
    _stroke(pen, [(0.2, 0.8), (0.8, 0.2)], side, 0.12)


def _check(pen: ImageDraw.ImageDraw, side: int) -> None:
    _stroke(pen, [(0.16, 0.54), (0.4, 0.78), (0.86, 0.24)], side, 0.12)


def _chevron(pen: ImageDraw.ImageDraw, side: int) -> None:
    _stroke(pen, [(0.36, 0.2), (0.66, 0.5), (0.36, 0.8)], side, 0.11)


def _left(pen: ImageDraw.ImageDraw, side: int) -> None:
    _stroke(pen, [(0.64, 0.2), (0.34, 0.5), (0.64, 0.8)], side, 0.11)


def _down(pen: ImageDraw.ImageDraw, side: int) -> None:
    pen.polygon([(0.16 * side, 0.26 * side), (0.84 * side, 0.26 * side), (0.5 * side, 0.78 * side)], fill=255)


def _arrow_down(pen: ImageDraw.ImageDraw, side: int) -> None:
    _stroke(pen, [(0.5, 0.12), (0.5, 0.86)], side, 0.13)
    _stroke(pen, [(0.2, 0.58), (0.5, 0.87), (0.8, 0.58)], side, 0.13)


def _arrow_up(pen: ImageDraw.ImageDraw, side: int) -> None:
    _stroke(pen, [(0.5, 0.88), (0.5, 0.14)], side, 0.13)
    _stroke(pen, [(0.2, 0.42), (0.5, 0.13), (0.8, 0.42)], side, 0.13)


def _backspace(pen: ImageDraw.ImageDraw, side: int) -> None:
    outline = [(0.04, 0.5), (0.32, 0.22), (0.96, 0.22), (0.96, 0.78), (0.32, 0.78), (0.04, 0.5)]
    _stroke(pen, outline, side, 0.075)
    _stroke(pen, [(0.5, 0.37), (0.76, 0.63)], side, 0.075)
    _stroke(pen, [(0.5, 0.63), (0.76, 0.37)], side, 0.075)


def _shift(pen: ImageDraw.ImageDraw, side: int) -> None:
    _stroke(pen, [(0.5, 0.14), (0.1, 0.54), (0.32, 0.54), (0.32, 0.84), (0.68, 0.84), (0.68, 0.54), (0.9, 0.54), (0.5, 0.14)], side, 0.075)


def _dot(pen: ImageDraw.ImageDraw, side: int) -> None:
    pen.ellipse((0, 0, side - 1, side - 1), fill=255)


def _ring(pen: ImageDraw.ImageDraw, side: int) -> None:
    pen.ellipse((0, 0, side - 1, side - 1), fill=255)
    inner = 0.1 * side
    pen.ellipse((inner, inner, side - 1 - inner, side - 1 - inner), fill=0)


def _box(pen: ImageDraw.ImageDraw, side: int) -> None:
    pen.rounded_rectangle((0, 0, side - 1, side - 1), 0.18 * side, fill=255)
    inner = 0.08 * side
    pen.rounded_rectangle((inner, inner, side - 1 - inner, side - 1 - inner), 0.12 * side, fill=0)


def _filled_box(pen: ImageDraw.ImageDraw, side: int) -> None:
    pen.rounded_rectangle((0, 0, side - 1, side - 1), 0.18 * side, fill=255)
    _stroke_out(pen, [(0.22, 0.52), (0.42, 0.72), (0.78, 0.3)], side, 0.11)


def _filled_ring(pen: ImageDraw.ImageDraw, side: int) -> None:
    _dot(pen, side)
    _stroke_out(pen, [(0.26, 0.52), (0.44, 0.7), (0.75, 0.34)], side, 0.1)


def _stroke_out(pen: ImageDraw.ImageDraw, points: Points, side: int, thickness: float) -> None:
    """A line cut out of what is there."""
    width = round(thickness * side)
    scaled = [(x * side, y * side) for x, y in points]
    pen.line(scaled, fill=0, width=width, joint="curve")


def _card(pen: ImageDraw.ImageDraw, side: int) -> None:
    """An identity card, flat: portrait at the right, lines at the left."""
    pen.rounded_rectangle((0, 0.185 * side, side - 1, 0.815 * side), 0.05 * side, fill=255)
    pen.rounded_rectangle((0.64 * side, 0.29 * side, 0.9 * side, 0.63 * side), 0.02 * side, fill=0)
    pen.ellipse((0.72 * side, 0.34 * side, 0.82 * side, 0.45 * side), fill=255)
    pen.pieslice((0.675 * side, 0.47 * side, 0.865 * side, 0.79 * side), 180, 360, fill=255)
    for row, length in enumerate((0.3, 0.42, 0.36, 0.42)):
        top = (0.3 + 0.095 * row) * side
        pen.rounded_rectangle((0.1 * side, top, (0.1 + length) * side, top + 0.04 * side), 0.02 * side, fill=0)
    pen.rounded_rectangle((0.1 * side, 0.7 * side, 0.8 * side, 0.745 * side), 0.02 * side, fill=0)


def _chip_card(pen: ImageDraw.ImageDraw, side: int) -> None:
    """A card with a chip, its contacts towards the slot."""
    pen.rounded_rectangle((0.19 * side, 0, 0.81 * side, side - 1), 0.05 * side, fill=255)
    left, top, right, bottom = 0.36 * side, 0.62 * side, 0.64 * side, 0.86 * side
    pen.rounded_rectangle((left, top, right, bottom), 0.03 * side, fill=0)
    inner = 0.022 * side
    pen.rounded_rectangle((left + inner, top + inner, right - inner, bottom - inner), 0.02 * side, fill=255)
    for part in (1 / 3, 2 / 3):
        row = top + (bottom - top) * part
        pen.line((left, row, right, row), fill=0, width=round(inner))
    pen.line((0.5 * side, top, 0.5 * side, bottom), fill=0, width=round(inner))
    for row in (0.12, 0.22):
        pen.rounded_rectangle((0.28 * side, row * side, (0.72 if row < 0.2 else 0.56) * side, (row + 0.045) * side), 0.02 * side, fill=0)


_DRAWN: dict[str, Callable[[ImageDraw.ImageDraw, int], None]] = {
    "cross": _cross,
    "check": _check,
    "chevron": _chevron,
    "left": _left,
    "down": _down,
    "arrow_down": _arrow_down,
    "arrow_up": _arrow_up,
    "backspace": _backspace,
    "shift": _shift,
    "dot": _dot,
    "ring": _ring,
    "box": _box,
    "filled_box": _filled_box,
    "filled_ring": _filled_ring,
    "card": _card,
    "chip_card": _chip_card,
}
