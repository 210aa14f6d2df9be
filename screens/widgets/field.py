"""A field that is typed into: its label above, what is wrong or how to fill it below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, InstructionGroup, Rectangle

from screens.input import editing
from screens.input.editing import Editing
from screens.look import Look
from screens.theme import BAD, INK, MUTED, PRIMARY, PRIMARY_LIGHT
from screens.widgets.piece import Column, Piece, Skin
from screens.widgets.text import Text
from screens.widgets.touchable import Touchable


class Entry(Touchable):
    """The box. While ``active`` it shows a caret; touching it then moves the caret."""

    def __init__(
        self,
        look: Look,
        control_id: str,
        on_tap: Callable[[], None],
        *,
        groups: tuple[int, ...] = (),
        unit: str = "",
        prompt: str = "",
        height: int = 0,
    ) -> None:
        theme = look.theme
        self.words = Text(look, prompt, theme.entry, MUTED)
        self.unit = Text(look, unit, theme.entry, MUTED, align="right")
        super().__init__(look, control_id, on_tap, [self.words, self.unit])
        self.groups, self.prompt, self.room = groups, prompt, height or theme.field
        self.editing = Editing.at_end("")
        self.active = self.wrong = self.fixed = False
        self.composing = ""
        self.on_caret: Callable[[int], None] = lambda _: None
        self.skin = Skin(self, "field")
        self._selection, self._underline = InstructionGroup(), InstructionGroup()
        self.canvas.before.add(self._selection)
        self.canvas.add(self._underline)
        with self.canvas:
            self._caret_colour = Color(*look.shade(PRIMARY)[:3], 0)
            self._caret = Rectangle()

    def show(self, what: Editing, *, active: bool = False, wrong: bool = False, composing: str = "") -> None:
        """Show this text in this state, ``composing`` underlined at the caret. The caller places the box again: its height may change."""
        self.editing, self.active, self.wrong, self.composing = what, active, wrong, composing
        text = self._written()
        self.words.show(text or self.prompt, INK if text else MUTED)
        self._dress()

    def _written(self) -> str:
        """The text as it stands there: in groups, or with what is being composed in its place."""
        start, end = self.editing.selected
        if self.composing:
            return self.editing.text[:start] + self.composing + self.editing.text[end:]
        return editing.shown(self.editing.text, self.groups)

    def fix(self) -> None:
        """Show the text, but let nobody change it."""
        self.enabled, self.fixed = False, True
        self._dress()

    def _dress(self) -> None:
        state = "fixed" if self.fixed else "pressed" if self.pressed else "active" if self.active else "wrong" if self.wrong else ""
        self.skin.show(f"field.{state}" if state else "field")

    def show_pressed(self, _pressed: bool, /) -> None:
        self._dress()

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is self and self.pressed and self.active and self.collide_point(*touch.pos):
            self.on_caret(self._caret_at(touch.x, touch.y))
        return super().on_touch_up(touch)

    @property
    def _inner(self) -> int:
        unit = self.unit.natural_width() + self.look.theme.gap if self.unit.text else 0
        return int(self.width) - 2 * self.look.theme.mm(9.5) - unit

    def height_for(self, width: int, /) -> int:
        unit = self.unit.natural_width() + self.look.theme.gap if self.unit.text else 0
        inner = width - 2 * self.look.theme.mm(9.5) - unit
        lines = max(1, len(self.words.lines_at(inner)))
        return max(self.room, lines * self.words.style.leading + 2 * self.look.theme.mm(4))

    def arrange(self) -> None:
        self.skin.fit()
        inset = self.look.theme.mm(9.5)
        self.words.place(int(self.x) + inset, int(self.y), self._inner, int(self.height))
        if self.unit.text:
            own = self.unit.natural_width()
            self.unit.place(int(self.right) - inset - own, int(self.y), own, int(self.height))
        self._caret_colour.a = 1 if self.active else 0
        if self.active:
            x, top = self._caret_place()
            thin, tall = max(2, self.look.theme.mm(0.8)), round(self.words.style.size * 1.3)
            self._caret.pos = (x, top - (self.words.style.leading + tall) // 2)
            self._caret.size = (thin, tall)
        self._mark()

    def _mark(self) -> None:
        """Draw what is selected on a light ground, and a line under what is being composed."""
        self._selection.clear()
        self._underline.clear()
        if not self.active:
            return
        start, end = self.editing.selected
        if self.composing:
            self._underline.add(Color(*PRIMARY))
            for x, top, wide in self._stretches(start, start + len(self.composing)):
                thick = self.look.theme.outline
                self._underline.add(Rectangle(pos=(x, top - self.words.style.leading), size=(wide, thick)))
        elif start != end:
            self._selection.add(Color(*PRIMARY_LIGHT))
            places = (editing.place_in(self.editing.text, start, self.groups), editing.place_in(self.editing.text, end, self.groups))
            for x, top, wide in self._stretches(*places):
                self._selection.add(Rectangle(pos=(x, top - self.words.style.leading), size=(wide, self.words.style.leading)))

    def _stretches(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Left edge, top and width of the part of each line that lies between two places of what is written."""
        lines, style = self._lines(), self.words.style
        top = int(self.y) + (int(self.height) + len(lines) * style.leading) // 2
        found = []
        for row, (first, line) in enumerate(lines):
            begin, stop = max(start, first) - first, min(end, first + len(line)) - first
            if begin < stop:
                ahead = self.look.measure(line[:begin], style) if begin else 0
                found.append((int(self.words.x) + ahead, top - row * style.leading, self.look.measure(line[:stop], style) - ahead))
        return found

    def _lines(self) -> list[tuple[int, str]]:
        """Each line with the place in the shown text where it begins."""
        found: list[tuple[int, str]] = []
        start = 0
        text = self._written()
        for line in self.words.lines_at(self._inner) if text else [""]:
            start += len(text[start:]) - len(text[start:].lstrip(" ")) if found else 0
            found.append((start, line))
            start += len(line)
        return found

    def _caret_place(self) -> tuple[int, int]:
        place = editing.place_in(self.editing.text, self.editing.caret, self.groups)
        if self.composing:
            place = self.editing.selected[0] + len(self.composing)
        lines, style = self._lines(), self.words.style
        text = self._written()
        row = max(index for index, (start, _) in enumerate(lines) if start <= place)
        start, _ = lines[row]
        ahead = self.look.measure(text[start:place], style) if place > start else 0
        top = int(self.y) + (int(self.height) + len(lines) * style.leading) // 2 - row * style.leading
        return int(self.words.x) + ahead, top

    def _caret_at(self, x: float, y: float) -> int:
        lines, style = self._lines(), self.words.style
        top = int(self.y) + (int(self.height) + len(lines) * style.leading) // 2
        start, line = lines[min(len(lines) - 1, max(0, int((top - y) // style.leading)))]
        best = min(
            range(len(line) + 1),
            key=lambda index: abs(self.look.measure(line[:index], style) - (x - self.words.x)) if index else abs(x - self.words.x),
        )
        return editing.place_from(self.editing.text, start + best, self.groups)


class FieldBlock(Column):
    """A label, what it labels, and one line below: how to fill it, or what is wrong in red."""

    def __init__(self, look: Look, label: str, content: Piece, hint: str = "") -> None:
        theme = look.theme
        self.label = Text(look, label, theme.label)
        self.hint = hint
        self.below = Text(look, hint, theme.caption, MUTED)
        self.content = content
        super().__init__(look, [self.label, content], gap=theme.mm(2.4))
        self.say("")

    def say(self, problem: str) -> None:
        """Show the problem, or the hint when there is none."""
        self.below.show(problem or self.hint, BAD if problem else MUTED)
        wanted = [self.label, self.content, *([self.below] if self.below.text else [])]
        wanted = [piece for piece in wanted if piece is not self.label or self.label.text]
        if wanted != self.pieces:
            self.fill(wanted)
