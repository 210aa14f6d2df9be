"""Every colour and every size of the screens. Nothing else in this package names one.

Sizes are physical: millimetres on the glass, converted once from the display's resolution and diagonal. The reference is a
23.8 inch portrait display of 1080 x 1920 pixels, 3.65 pixels a millimetre, read at 500 to 600 mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import hypot
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.display_mode import DisplayMode

Rgba = tuple[float, float, float, float]

MM_PER_INCH = 25.4
RIGHT_TO_LEFT = frozenset({"ug"})
"""Languages whose screens are mirrored."""


class Mode(StrEnum):
    """How large everything is drawn."""

    STANDARD = "standard"
    LARGE = "large"


def rgba(code: str, opacity: float = 1.0) -> Rgba:
    """``"10263D"`` as red, green, blue and opacity from 0 to 1."""
    red, green, blue = (int(code[index : index + 2], 16) / 255 for index in (0, 2, 4))
    return red, green, blue, opacity


class Tone(tuple[float, float, float, float]):  # noqa: SLOT001 - a tuple, so that Kivy takes it, can have no slots
    """A colour by its part in the picture: red, green, blue and opacity as usual, ``strong`` in high contrast. :meth:`Theme.shade` chooses."""

    strong: Rgba

    def __new__(cls, usual: str, strong: str, opacity: float = 1.0, strong_opacity: float = 1.0) -> Tone:
        made = super().__new__(cls, rgba(usual, opacity))
        made.strong = rgba(strong, min(opacity, strong_opacity))
        return made


INK = Tone("10263D", "FFFFFF")
MUTED = Tone("465361", "E6E6E6")
GROUND = Tone("EEF3F8", "000000")
CARD = Tone("FFFFFF", "000000")
CARD_DISABLED = Tone("F6F9FC", "000000")
WHITE = Tone("FFFFFF", "FFFFFF")
ON_FILL = Tone("FFFFFF", "000000")
"""What stands on a ground of PRIMARY, GOOD or WARNING."""
NOTHING = Tone("FFFFFF", "FFFFFF", 0.0)
PRIMARY = Tone("0F4AA8", "FFE100")
PRIMARY_PRESSED = Tone("0B3270", "FFFFFF")
PRIMARY_LIGHT = Tone("E6EFFC", "000000")
HEADER = Tone("0B3270", "262626")
HEADER_PRESSED = Tone("1E4C97", "4D4D4D")
STAFF_HEADER = Tone("1D2935", "262626")
STAFF_HEADER_PRESSED = Tone("3A4856", "4D4D4D")
GOOD = Tone("0B5C3F", "7CF0A8")
GOOD_LIGHT = Tone("E2F4EC", "000000")
WARNING = Tone("7F4200", "FFC46B")
WARNING_LIGHT = Tone("FFF1DD", "000000")
BAD = Tone("982019", "FFA8A0")
BAD_LIGHT = Tone("FDE9E7", "000000")
OUTLINE = Tone("7F8C9A", "FFFFFF")
DIVIDER = Tone("D9E1EA", "8C8C8C")
PRESSED = Tone("DCE6F2", "333333")
AHEAD = Tone("C6D2DF", "8C8C8C")
KEYBOARD = Tone("D5DEE8", "1A1A1A")
PICTURE = Tone("2A3542", "000000")
PAGE_FOUND = Tone("29C48C", "29C48C")
PAGE_DOUBTFUL = Tone("F2A33A", "F2A33A")
SHADOW = Tone("10263D", "000000", 0.06, 0.0)

TEXT_PAIRS: tuple[tuple[Tone, Tone], ...] = (
    (INK, GROUND),
    (INK, CARD),
    (INK, PRESSED),
    (INK, PRIMARY_LIGHT),
    (INK, GOOD_LIGHT),
    (INK, BAD_LIGHT),
    (MUTED, GROUND),
    (MUTED, CARD),
    (MUTED, CARD_DISABLED),
    (ON_FILL, PRIMARY),
    (ON_FILL, PRIMARY_PRESSED),
    (WHITE, HEADER),
    (WHITE, HEADER_PRESSED),
    (WHITE, STAFF_HEADER),
    (WHITE, STAFF_HEADER_PRESSED),
    (ON_FILL, GOOD),
    (ON_FILL, WARNING),
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
"""Every pair of text and ground that any screen uses: at least 7:1, in high contrast too."""

OUTLINE_PAIRS: tuple[tuple[Tone, Tone], ...] = (
    (OUTLINE, CARD),
    (OUTLINE, GROUND),
    (PRIMARY, CARD),
    (PRIMARY, GROUND),
    (BAD, CARD),
    (BAD, GROUND),
    (WHITE, HEADER),
    (WHITE, STAFF_HEADER),
    (INK, KEYBOARD),
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
    """All sizes in whole pixels for one display and mode. ``mm`` converts; the attributes are the tokens.

    ``contrast`` takes the strong colours, ``low`` moves what is touched into the lower half, ``mirrored`` is for languages that are
    written from right to left.
    """

    def __init__(
        self,
        width: int,
        height: int,
        diagonal_inches: float,
        mode: Mode = Mode.STANDARD,
        *,
        contrast: bool = False,
        low: bool = False,
        mirrored: bool = False,
    ) -> None:
        self.width, self.height, self.mode, self._diagonal = width, height, mode, diagonal_inches
        self.contrast, self.low, self.mirrored = contrast, low, mirrored
        self.pixels_per_mm = hypot(width, height) / (diagonal_inches * MM_PER_INCH)
        large, flat = mode is Mode.LARGE, width > height

        def style(size_mm: float, spacing: float, bold: bool = False, growth: float = 1.35) -> Style:
            size = self.mm(size_mm * (growth if large else 1))
            return Style(size, round(size * spacing), bold)

        self.caption = style(8.5, 1.5)
        self.caption_bold = style(8.6, 1.35, True)
        self.body = style(9.3, 1.5)
        self.label = style(9.3, 1.35, True)
        self.strong = style(9.9, 1.35, True)
        self.heading = self.caption_bold if large else self.strong
        """the terminal's own name, which nobody has to read from afar"""
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
        self.key_height = self.mm(21.2 if flat else 27.4)
        self.row = self.mm(28.4)
        self.gap = self.mm(6)
        self.near = self.mm(4)
        self.tight = self.mm(2)
        self.key_gap = self.mm(3.3)
        self.margin = self.mm(13.2)
        self.side = self.mm(148 if large else 128) if flat else 0
        """the width of the actions' column at the side; none where they stand at the bottom"""
        self.side_margin = self.mm(9)
        self.side_gap = self.near if low else self.gap
        self.side_bottom = self.mm(8) if low else self.margin
        self.columns = 3 if flat and not large else 2
        """how many tiles stand beside each other"""
        self.inset = self.mm(11)
        self.header = self.mm(41 if large else 33)
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

    def shown(self, display: DisplayMode) -> Theme:
        """The sizes and colours of the same glass as somebody wishes to see it."""
        mode = Mode.LARGE if display.large else Mode.STANDARD
        mirrored = display.language in RIGHT_TO_LEFT
        return Theme(self.width, self.height, self._diagonal, mode, contrast=display.contrast, low=display.low, mirrored=mirrored)

    def shade(self, colour: Rgba | Tone) -> Rgba:
        """The colour as it is drawn: the strong one in high contrast."""
        return colour.strong if self.contrast and isinstance(colour, Tone) else colour

    @property
    def portrait(self) -> bool:
        """Whether the display stands upright."""
        return self.height >= self.width

    @property
    def content_width(self) -> int:
        """The width of what is not the actions' column."""
        return self.width - self.side

    @property
    def content_height(self) -> int:
        """The height between the header and the actions, without a step bar."""
        return self.height - self.header - (self.bar if self.portrait else 0)

    def tall(self, length: float, flat: float = 0.0) -> int:
        """The height of a picture or of empty room in pixels: ``flat`` millimetres where the display lies on its side, else ``length``."""
        return self.mm(length if self.portrait else flat or 0.55 * length)

    def mm(self, length: float) -> int:
        """Millimetres on the glass as whole pixels."""
        return round(length * self.pixels_per_mm)
