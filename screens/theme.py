"""Every colour and every size of the screens. Nothing else in this package names one.

Sizes are physical: millimetres on the glass, converted once from the display's resolution and diagonal. The reference is a
23.8 inch portrait display of 1080 x 1920 pixels, 3.65 pixels a millimetre, read at 500 to 600 mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import hypot

Rgba = tuple[float, float, float, float]

MM_PER_INCH = 25.4


class Mode(StrEnum):
    """How large everything is drawn."""

    STANDARD = "standard"
    LARGE = "large"


def rgba(code: str, opacity: float = 1.0) -> Rgba:
    """``"10263D"`` as red, green, blue and opacity from 0 to 1."""
    red, green, blue = (int(code[index : index + 2], 16) / 255 for index in (0, 2, 4))
    return red, green, blue, opacity


INK = rgba("10263D")
MUTED = rgba("465361")
GROUND = rgba("EEF3F8")
CARD = rgba("FFFFFF")
WHITE = rgba("FFFFFF")
NOTHING = rgba("FFFFFF", 0.0)
PRIMARY = rgba("0F4AA8")
PRIMARY_PRESSED = rgba("0B3270")
PRIMARY_LIGHT = rgba("E6EFFC")
HEADER = rgba("0B3270")
HEADER_PRESSED = rgba("1E4C97")
STAFF_HEADER = rgba("1D2935")
STAFF_HEADER_PRESSED = rgba("3A4856")
GOOD = rgba("0B5C3F")
GOOD_LIGHT = rgba("E2F4EC")
WARNING = rgba("7F4200")
WARNING_LIGHT = rgba("FFF1DD")
BAD = rgba("982019")
BAD_LIGHT = rgba("FDE9E7")
OUTLINE = rgba("7F8C9A")
DIVIDER = rgba("D9E1EA")
PRESSED = rgba("DCE6F2")
AHEAD = rgba("C6D2DF")
KEYBOARD = rgba("D5DEE8")
PICTURE = rgba("2A3542")
PAGE_FOUND = rgba("29C48C")
PAGE_DOUBTFUL = rgba("F2A33A")
SHADOW = rgba("10263D", 0.06)

TEXT_PAIRS: tuple[tuple[Rgba, Rgba], ...] = (
    (INK, GROUND),
    (INK, CARD),
    (INK, PRESSED),
    (INK, PRIMARY_LIGHT),
    (MUTED, GROUND),
    (MUTED, CARD),
    (WHITE, PRIMARY),
    (WHITE, PRIMARY_PRESSED),
    (WHITE, HEADER),
    (WHITE, HEADER_PRESSED),
    (WHITE, STAFF_HEADER),
    (WHITE, STAFF_HEADER_PRESSED),
    (WHITE, GOOD),
    (WHITE, WARNING),
    (WHITE, PICTURE),
    (PRIMARY, CARD),
    (PRIMARY, GROUND),
    (PRIMARY, PRIMARY_LIGHT),
    (GOOD, GOOD_LIGHT),
    (GOOD, GROUND),
    (GOOD, CARD),
    (WARNING, WARNING_LIGHT),
    (WARNING, CARD),
    (BAD, BAD_LIGHT),
    (BAD, GROUND),
    (BAD, CARD),
)
"""Every pair of text and ground that any screen uses: at least 7:1."""

OUTLINE_PAIRS: tuple[tuple[Rgba, Rgba], ...] = (
    (OUTLINE, CARD),
    (OUTLINE, GROUND),
    (PRIMARY, CARD),
    (PRIMARY, GROUND),
    (BAD, CARD),
    (BAD, GROUND),
    (WHITE, HEADER),
    (WHITE, STAFF_HEADER),
    (PAGE_FOUND, PICTURE),
    (PAGE_DOUBTFUL, PICTURE),
)
"""Every pair of a control's outline and what lies beside it: at least 3:1."""


def contrast(first: Rgba, second: Rgba) -> float:
    """WCAG 2 contrast ratio of two opaque colours, 1 to 21."""

    def luminance(colour: Rgba) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text is set: the glyph body and the distance of base lines in pixels."""

    size: int
    leading: int
    bold: bool = False


class Theme:
    """All sizes in whole pixels for one display and mode. ``mm`` converts; the attributes are the tokens."""

    def __init__(self, width: int, height: int, diagonal_inches: float, mode: Mode = Mode.STANDARD) -> None:
        self.width, self.height, self.mode = width, height, mode
        self.pixels_per_mm = hypot(width, height) / (diagonal_inches * MM_PER_INCH)
        large = mode is Mode.LARGE

        def style(size_mm: float, spacing: float, bold: bool = False, growth: float = 1.35) -> Style:
            size = self.mm(size_mm * (growth if large else 1))
            return Style(size, round(size * spacing), bold)

        self.caption = style(8.5, 1.5)
        self.caption_bold = style(8.6, 1.35, True)
        self.body = style(9.3, 1.5)
        self.label = style(9.3, 1.35, True)
        self.strong = style(9.9, 1.35, True)
        self.name = style(10.4, 1.35, True)
        self.entry = style(11.0, 1.4)
        self.action = style(11.5, 1.25, True)
        self.staff_title = style(9.9, 1.35, True, growth=1.1)
        self.staff_note = style(8.5, 1.5, growth=1.1)
        self.staff_action = style(11.5, 1.25, True, growth=1.1)
        self.glyph = style(12.6, 1.25, True)
        self.clock = style(12.6, 1.25, True)
        self.title = style(16.0, 1.25, True, growth=1.25)
        self.count = style(34.0, 1.25, True, growth=1.25)

        self.target = self.mm(24 if large else 22)
        """height of an ordinary touch target"""
        self.button = self.mm(34)
        self.tile = self.mm(34)
        self.theme_tile = self.mm(60 if large else 50.6)
        self.key_height = self.mm(27.4)
        self.row = self.mm(28.4)
        self.gap = self.mm(6)
        self.near = self.mm(4)
        self.tight = self.mm(2)
        self.key_gap = self.mm(3.3)
        self.margin = self.mm(13.2)
        self.inset = self.mm(11)
        self.header = self.mm(33)
        self.bar = self.mm(54.2)
        self.field = self.mm(30.6)
        self.search = self.mm(24)
        self.badge = self.mm(24)
        self.staff_tag = max(self.mm(41), 4 * self.caption.size + self.mm(6))
        """width of the tags before the devices, so that what follows stands in one column"""
        self.staff_tile = max(self.mm(52), 2 * self.caption.leading + self.action.leading + self.mm(11))
        self.staff_bar = self.bar + self.target - self.mm(4)
        self.progress = self.mm(6)
        self.tag = max(self.mm(15.6), self.caption.leading + self.mm(2))
        self.dot = self.mm(9)
        self.halo = self.mm(14)
        self.line = max(1, self.mm(0.6))
        self.step_line = max(2, self.mm(1.1))
        self.outline = max(2, self.mm(0.9))
        self.focus_ring = self.mm(1.6)
        self.radius = self.mm(7)
        self.small_radius = self.mm(3.3)
        self.drag = self.mm(5)
        """how far a finger moves before a touch in a list becomes a drag"""

    @property
    def portrait(self) -> bool:
        """Whether the display stands upright."""
        return self.height >= self.width

    def mm(self, length: float) -> int:
        """Millimetres on the glass as whole pixels."""
        return round(length * self.pixels_per_mm)
