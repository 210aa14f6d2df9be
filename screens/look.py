"""What every widget is drawn with: sizes, fonts, shapes, and lines of text as textures."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kivy.graphics import Rectangle

from screens import icons
from screens.fonts import Fonts
from screens.patches import Patches, crisp, to_texture
from screens.theme import Rgba, Style, Theme, Tone

if TYPE_CHECKING:
    from kiosk.display_mode import DisplayMode
    from screens.lines import Lines

KEPT_LINES = 400
IDEOGRAPH, LAST_IDEOGRAPH = "一", "龥"
"""The first and the last of Unicode's first block of ideographs, U+4E00 to U+9FA5."""


class Look:
    """One for the whole application. Needs the window's graphics context."""

    def __init__(self, theme: Theme, fonts: Fonts, patches: Patches | None = None) -> None:
        self.theme, self.fonts = theme, fonts
        self.patches = patches or Patches(theme)
        crisp(Rectangle().texture)  # the white one that all plain rectangles share
        self._icons: dict[tuple[str, int], Any] = {}
        self._lines: OrderedDict[tuple[str, Style], Any] = OrderedDict()
        self._widths: dict[Style, dict[str, int]] = {}
        self._labels: dict[Style, Any] = {}

    def shown(self, display: DisplayMode) -> Look:
        """The look of the same glass as somebody wishes to see it."""
        theme = self.theme.shown(display)
        look = Look(theme, self.fonts, self.patches if self.patches.suit(theme) else None)
        look._icons = self._icons
        return look

    def shade(self, colour: Rgba | Tone) -> Rgba:
        """The colour as it is drawn."""
        return self.theme.shade(colour)

    def line(self, text: str, style: Style) -> Any:
        """One line of text in white, to be coloured where it is drawn. Lines used lately are kept."""
        known = self._lines.get((text, style))
        if known is not None:
            self._lines.move_to_end((text, style))
            return known
        if self.fonts.plain(text):
            label = self._label(style, text)
            label.refresh()
            made = crisp(label.texture)
        else:
            made = crisp(to_texture(self._mixed.draw(text, style)))
        self._lines[text, style] = made
        while len(self._lines) > KEPT_LINES:
            self._lines.popitem(last=False)
        return made

    def measure(self, text: str, style: Style) -> int:
        """The width of one line in pixels.

        Every ideograph of Noto Sans SC is one em wide, so one of them is measured for all; a few hang over by a pixel or two, which counts
        nowhere but at the end of a line.
        """
        widths = self._widths.setdefault(style, {})
        if len(text) == 1:
            if text in widths:
                return widths[text]
            if IDEOGRAPH < text <= LAST_IDEOGRAPH and self.fonts.plain(text):
                return widths.setdefault(text, self.measure(IDEOGRAPH, style))
        ruler = self._labels.get(style)
        if ruler is None:
            ruler = self._labels[style] = self._label(style, "")
            ruler.resolve_font_name()
        if len(text) > 1 and all(ord(character) >= 0x2E80 for character in text):
            return sum(self.measure(character, style) for character in text)
        width = int(ruler.get_extents(text)[0]) if self.fonts.plain(text) else self._mixed.width(text, style)
        if len(text) == 1:
            widths[text] = width
        return width

    def icon(self, name: str, size: int) -> Any:
        """A sign of ``size`` pixels in white, to be coloured where it is drawn."""
        if (name, size) not in self._icons:
            self._icons[name, size] = crisp(to_texture(icons.mask(name, size)))
        return self._icons[name, size]

    def forget(self) -> None:
        """Drop every kept line: some of them are about a person."""
        self._lines.clear()

    @cached_property
    def _mixed(self) -> Lines:
        """For what one face alone cannot draw: most lines of a first picture do without."""
        from screens.lines import Lines

        return Lines(self.fonts, mirrored=self.theme.mirrored)

    def _label(self, style: Style, text: str) -> Any:
        from kivy.core.text import Label

        return Label(text=text, font_size=style.size, font_name=str(self.fonts.path(style.bold)), color=(1, 1, 1, 1))
