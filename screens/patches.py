"""The shapes of cards, buttons, fields and tags, each drawn once, when it is first needed, into one texture and stretched as nine patches.

Rounded shapes drawn by the graphics card each frame cost a third of the frame rate in software; these cost none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

from screens import theme as look
from screens.theme import Rgba, Theme

BARE = ("primary", "chip", "plain", "link", "line", "picture")
"""Patches without an edge even in high contrast."""

FINENESS = 4
"""Shapes are drawn this many times larger and scaled down, for smooth edges."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a patch is drawn; lengths in pixels. ``halo`` is a ring around the outline."""

    fill: Rgba
    radius: int
    outline: Rgba | None = None
    line: int = 0
    shadow: bool = False
    halo: Rgba | None = None
    ring: int = 0


@dataclass(frozen=True, slots=True)
class Patch:
    """A stretchable picture: ``texture`` with corners of ``border`` pixels, reaching ``margin`` beyond the control's own edge."""

    texture: Any
    border: int
    margin: int


def shapes(theme: Theme) -> dict[str, Shape]:
    """Every patch by its name."""
    big, small, line = theme.radius, theme.small_radius, theme.outline
    key = round(small * 1.1)
    usual = {
        "card": Shape(look.CARD, big, shadow=True),
        "card.pressed": Shape(look.PRESSED, big, look.PRIMARY, line),
        "card.disabled": Shape(look.CARD_DISABLED, big, look.DIVIDER, theme.line),
        "button": Shape(look.CARD, big, look.OUTLINE, line),
        "button.pressed": Shape(look.PRESSED, big, look.PRIMARY, line),
        "button.disabled": Shape(look.GROUND, big, look.DIVIDER, line),
        "primary": Shape(look.PRIMARY, big),
        "primary.pressed": Shape(look.PRIMARY_PRESSED, big),
        "primary.disabled": Shape(look.GROUND, big, look.DIVIDER, line),
        "header": Shape(look.HEADER, round(big * 0.7), look.WHITE, line),
        "header.pressed": Shape(look.HEADER_PRESSED, round(big * 0.7), look.WHITE, line),
        "staff": Shape(look.STAFF_HEADER, round(big * 0.7), look.WHITE, line),
        "staff.pressed": Shape(look.STAFF_HEADER_PRESSED, round(big * 0.7), look.WHITE, line),
        "link": Shape(look.CARD, big),
        "link.pressed": Shape(look.PRIMARY_LIGHT, big, look.PRIMARY, line),
        "link.disabled": Shape(look.CARD, big),
        "answer.good": Shape(look.GOOD_LIGHT, big, look.GOOD, line + 1),
        "answer.good.pressed": Shape(look.GOOD_LIGHT, big, look.PRIMARY, line + 1),
        "answer.bad": Shape(look.BAD_LIGHT, big, look.BAD, line + 1),
        "answer.bad.pressed": Shape(look.BAD_LIGHT, big, look.PRIMARY, line + 1),
        "line": Shape(look.CARD, big),
        "line.pressed": Shape(look.CARD, big, look.PRIMARY, line),
        "field": Shape(look.CARD, round(big * 0.8), look.OUTLINE, line),
        "field.pressed": Shape(look.PRESSED, round(big * 0.8), look.PRIMARY, line),
        "field.active": Shape(look.CARD, round(big * 0.8), look.PRIMARY, line, halo=look.PRIMARY_LIGHT, ring=theme.focus_ring),
        "field.wrong": Shape(look.CARD, round(big * 0.8), look.BAD, line + 1),
        "field.fixed": Shape(look.GROUND, round(big * 0.8), look.DIVIDER, line),
        "chosen": Shape(look.PRIMARY_LIGHT, big, look.PRIMARY, line + 1),
        "plain": Shape(look.GROUND, big),
        "plain.pressed": Shape(look.PRESSED, big),
        "tag.good": Shape(look.GOOD_LIGHT, small),
        "tag.plain": Shape(look.PRIMARY_LIGHT, small),
        "tag.warning": Shape(look.WARNING_LIGHT, small),
        "tag.bad": Shape(look.BAD_LIGHT, small),
        "notice.good": Shape(look.GOOD_LIGHT, big),
        "notice.plain": Shape(look.PRIMARY_LIGHT, big),
        "notice.warning": Shape(look.WARNING_LIGHT, big),
        "notice.bad": Shape(look.BAD_LIGHT, big),
        "chip.good": Shape(look.GOOD, small),
        "chip.warning": Shape(look.WARNING, small),
        "badge": Shape(look.PRIMARY_LIGHT, round(small * 1.2)),
        "badge.disabled": Shape(look.GROUND, round(small * 1.2)),
        "key": Shape(look.CARD, key),
        "key.pressed": Shape(look.PRIMARY_LIGHT, key, look.PRIMARY, line),
        "key.disabled": Shape(look.GROUND, key, look.DIVIDER, line),
        "key.action.disabled": Shape(look.GROUND, key, look.DIVIDER, line),
        "key.chosen": Shape(look.PRIMARY_LIGHT, key, look.PRIMARY, line),
        "key.chosen.pressed": Shape(look.PRESSED, key, look.PRIMARY, line),
        "key.chosen.disabled": Shape(look.GROUND, key, look.DIVIDER, line),
        "key.action": Shape(look.CARD, key, look.OUTLINE, line),
        "key.action.pressed": Shape(look.PRIMARY_LIGHT, key, look.PRIMARY, line),
        "page": Shape(look.CARD, small, look.OUTLINE, line),
        "page.pressed": Shape(look.PRESSED, small, look.PRIMARY, line),
        "picture": Shape(look.PICTURE, big),
        "paper": Shape(look.CARD, big, look.OUTLINE, line),
    }
    return {name: _strong(name, shape, line) for name, shape in usual.items()} if theme.contrast else usual


def _strong(name: str, shape: Shape, line: int) -> Shape:
    """Black cards on black ground need an edge."""
    bare = shape.outline or name.startswith(BARE) or "pressed" in name
    return shape if bare else replace(shape, outline=look.OUTLINE, line=line, shadow=False)


class Patches:
    """All patches in one texture. Needs the window's graphics context."""

    def __init__(self, theme: Theme) -> None:
        from kivy.graphics.texture import Texture

        self._theme, self._shapes = theme, shapes(theme)
        self._places, size = pack({name: extent(shape, theme).side for name, shape in self._shapes.items()})
        self._texture = crisp(Texture.create(size=size, colorfmt="rgba"))
        self._patches: dict[str, Patch] = {}

    def complete(self) -> None:
        """Draw those that nobody needed yet: some 20 ms, while nobody is there."""
        for name in self._shapes:
            self[name]

    def suit(self, theme: Theme) -> bool:
        """Whether they are the ones for ``theme`` too: text size and orientation change none of them."""
        own = self._theme
        return own.pixels_per_mm == theme.pixels_per_mm and own.contrast == theme.contrast and shapes(own) == shapes(theme)

    def __getitem__(self, name: str) -> Patch:
        if name not in self._patches:
            shape, place = self._shapes[name], self._places[name]
            size, own = extent(shape, self._theme), draw(shape, self._theme)
            self._texture.blit_buffer(_upright(own), size=own.size, pos=place, colorfmt="rgba", bufferfmt="ubyte")
            self._patches[name] = Patch(self._texture.get_region(*place, *own.size), size.border, size.margin)
        return self._patches[name]

    def __contains__(self, name: str) -> bool:
        return name in self._shapes


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a patch's picture is: ``side`` pixels across, corners of ``border``, reaching ``margin`` beyond the control."""

    side: int
    border: int
    margin: int


def extent(shape: Shape, theme: Theme) -> Extent:
    """How large the picture of ``shape`` will be."""
    sigma, drop = _shadow(theme)
    margin = round(sigma * 2.5) + drop if shape.shadow else shape.ring
    border = margin + shape.radius + shape.line + 1
    return Extent(2 * border + 2, border, margin)


def _shadow(theme: Theme) -> tuple[float, int]:
    """How soft a shadow is, and how far below it lies."""
    return theme.pixels_per_mm * 1.1, round(theme.pixels_per_mm * 0.55)


def draw(shape: Shape, theme: Theme) -> Image.Image:
    """The picture of ``shape``."""
    size, (sigma, drop) = extent(shape, theme), _shadow(theme)
    side, margin = size.side, size.margin

    def mask(inset: float) -> Image.Image:
        return _rounded(side, margin + inset, max(0, shape.radius - inset))

    whole = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    if shape.shadow:
        dark = Image.new("L", (side, side), 0)
        dark.paste(mask(0), (0, drop))
        dark = dark.filter(ImageFilter.GaussianBlur(sigma)).point(lambda value: round(value * theme.shade(look.SHADOW)[3]))
        whole.paste(Image.merge("RGBA", (*Image.new("RGB", (side, side), _bytes(theme.shade(look.SHADOW))).split(), dark)))
    if shape.halo:
        whole = _laid(whole, mask(-shape.ring), theme.shade(shape.halo))
    if shape.outline:
        whole = _laid(whole, mask(0), theme.shade(shape.outline))
    return _laid(whole, mask(shape.line), theme.shade(shape.fill))


@cache
def _rounded(side: int, edge: float, radius: float) -> Image.Image:
    """A white square with round corners, ``edge`` pixels within a square of ``side``: many patches share it."""
    fine = side * FINENESS
    picture = Image.new("L", (fine, fine), 0)
    box = (edge * FINENESS, edge * FINENESS, fine - edge * FINENESS - 1, fine - edge * FINENESS - 1)
    ImageDraw.Draw(picture).rounded_rectangle(box, radius * FINENESS, fill=255)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def pack(sides: dict[str, int], width: int = 1024) -> tuple[dict[str, tuple[int, int]], tuple[int, int]]:
    """Places for square pictures on one sheet in rows, a pixel apart: the lower left corner of each, and the size of the sheet."""
    tops: dict[str, tuple[int, int]] = {}
    left, top, row = 0, 0, 0
    for name, side in sorted(sides.items(), key=lambda item: -item[1]):
        if left + side > width:
            left, top, row = 0, top + row + 1, 0
        tops[name] = (left, top)
        left, row = left + side + 1, max(row, side)
    height = top + row
    return {name: (left, height - top - sides[name]) for name, (left, top) in tops.items()}, (width, height)


def to_texture(picture: Image.Image) -> Any:
    """A Kivy texture of its own for ``picture``."""
    from kivy.graphics.texture import Texture

    texture = Texture.create(size=picture.size, colorfmt="rgba")
    texture.blit_buffer(_upright(picture), colorfmt="rgba", bufferfmt="ubyte")
    return texture


def _upright(picture: Image.Image) -> bytes:
    """The pixels with rows counted from the bottom, as Kivy's are."""
    return picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes()


def crisp(texture: Any) -> Any:
    """The same, drawn without mixing neighbouring pixels: for what stands on whole pixels at its own size or is of one colour where it is
    stretched. It looks the same and costs two thirds without a graphics card."""
    texture.min_filter = texture.mag_filter = "nearest"
    return texture


def _laid(below: Image.Image, shape: Image.Image, colour: Rgba) -> Image.Image:
    layer = Image.new("RGBA", below.size, (*_bytes(colour), 0))
    layer.putalpha(shape)
    return Image.alpha_composite(below, layer)


def _bytes(colour: Rgba) -> tuple[int, int, int]:
    red, green, blue = (round(part * 255) for part in colour[:3])
    return red, green, blue
