"""Text on the screen: lines broken the Chinese way, in one or several colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kivy.graphics import Color, InstructionGroup, Rectangle

from screens import typeset
from screens.i18n import shown
from screens.look import Look
from screens.theme import INK, Rgba, Style
from screens.widgets.piece import Piece

LIFT = 0.05
"""Noto's Chinese glyphs stand this part of their size below the middle of their line."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with a look of its own."""

    text: str
    style: Style
    colour: Rgba


class Text(Piece):
    """One text. ``align`` is left, center or right; ``lines`` limits how many are shown (0: all)."""

    def __init__(self, look: Look, text: str, style: Style, colour: Rgba = INK, *, align: str = "left", lines: int = 0) -> None:
        super().__init__(look)
        self.text, self.style, self.colour, self.align, self.most = shown(text), style, colour, align, lines
        self._group = InstructionGroup()
        self._drawn: object = None
        self._wrapped: tuple[object, list[str]] = (None, [])
        self.canvas.add(self._group)

    def show(self, text: str, colour: Rgba | None = None) -> None:
        """Another text. The caller places it again when its height may differ."""
        text = shown(text)
        if (text, colour or self.colour) != (self.text, self.colour):
            self.text, self.colour = text, colour or self.colour
            self.arrange()

    def paint(self, colour: Rgba) -> None:
        """Another colour."""
        self.show(self.text, colour)

    @property
    def _side(self) -> str:
        """Where lines begin: at the other side in a language that is written from right to left."""
        return {"left": "right", "right": "left"}.get(self.align, self.align) if self.look.theme.mirrored else self.align

    def lines_at(self, width: int) -> list[str]:
        """The lines as they are broken at ``width``."""
        if self._wrapped[0] != (self.text, width):

            def measure(part: str) -> float:
                return self.look.measure(part, self.style)

            setting = typeset.balanced if self.align == "center" else typeset.wrap
            lines = setting(self.text, width, measure) if self.text else []
            lines = typeset.shorten(lines, self.most, width, measure) if self.most else lines
            self._wrapped = ((self.text, width), lines)
        return self._wrapped[1]

    @property
    def content_size(self) -> tuple[int, int]:
        """How large the drawn text really is."""
        lines = self.lines_at(int(self.width))
        return max((self.look.measure(line, self.style) for line in lines), default=0), len(lines) * self.style.leading

    def natural_width(self) -> int:
        return max((self.look.measure(line, self.style) for line in self.text.split("\n")), default=0) + 1

    def height_for(self, width: int, /) -> int:
        return len(self.lines_at(width)) * self.style.leading

    def arrange(self) -> None:
        key = (self.text, self.colour, tuple(self.pos), tuple(self.size))
        if key == self._drawn:
            return
        self._drawn = key
        self._group.clear()
        lines = self.lines_at(int(self.width)) if self.width else []
        self._group.add(Color(*self.look.shade(self.colour)))
        top = int(self.y) + (int(self.height) + len(lines) * self.style.leading) // 2
        for line in lines:
            if line:
                texture = self.look.line(line, self.style)
                spare = int(self.width) - texture.width
                left = int(self.x) + {"left": 0, "center": spare // 2, "right": spare}[self._side]
                y = top - (self.style.leading + texture.height) // 2 + round(LIFT * self.style.size)
                self._group.add(Rectangle(texture=texture, pos=(left, y), size=texture.size))
            top -= self.style.leading


class Rich(Piece):
    """A paragraph of several spans, all of one line height."""

    def __init__(self, look: Look, spans: Sequence[Span]) -> None:
        super().__init__(look)
        self.spans = tuple(spans)
        self._group = InstructionGroup()
        self.canvas.add(self._group)

    @property
    def leading(self) -> int:
        """The distance of base lines."""
        return max(span.style.leading for span in self.spans)

    def lines_at(self, width: int) -> list[list[Span]]:
        """The lines at ``width``, each of one or more spans."""
        lines: list[list[Span]] = [[]]
        used = 0
        for span in self.spans:
            for unit in typeset.units(span.text):
                part = self.look.measure(unit, span.style)
                if unit == "\n" or (used + part > width and lines[-1]):
                    lines.append([])
                    used = 0
                if unit == "\n" or (unit.isspace() and not lines[-1]):
                    continue
                if lines[-1] and lines[-1][-1].style is span.style and lines[-1][-1].colour == span.colour:
                    lines[-1][-1] = Span(lines[-1][-1].text + unit, span.style, span.colour)
                else:
                    lines[-1].append(Span(unit, span.style, span.colour))
                used += part
        return lines

    @property
    def content_size(self) -> tuple[int, int]:
        """How large the drawn text really is."""
        lines = self.lines_at(int(self.width))
        wide = max(sum(self.look.measure(span.text, span.style) for span in line) for line in lines)
        return wide, len(lines) * self.leading

    def natural_width(self) -> int:
        return sum(self.look.measure(span.text, span.style) for span in self.spans) + 1

    def height_for(self, width: int, /) -> int:
        return len(self.lines_at(width)) * self.leading

    def arrange(self) -> None:
        self._group.clear()
        top = int(self.top)
        for line in self.lines_at(int(self.width)):
            left = int(self.x)
            for span in line:
                texture = self.look.line(span.text, span.style)
                y = top - (self.leading + texture.height) // 2 + round(LIFT * span.style.size)
                self._group.add(Color(*self.look.shade(span.colour)))
                x = int(self.x) + int(self.right) - left - texture.width if self.look.theme.mirrored else left
                self._group.add(Rectangle(texture=texture, pos=(x, y), size=texture.size))
                left += texture.width
            top -= self.leading
