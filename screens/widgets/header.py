"""The header of every screen: what am I doing, help, the way out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kivy.graphics import Color, Rectangle

from screens.look import Look
from screens.theme import HEADER, STAFF_HEADER, WHITE, Rgba
from screens.widgets.button import Button
from screens.widgets.piece import Column, Group, Piece, Row
from screens.widgets.text import Text


class Band(Group):
    """A dark band across the top with one row on it."""

    def __init__(self, look: Look, row: Row, colour: Rgba = HEADER) -> None:
        self.row, self.ground = row, colour
        super().__init__(look, [row])
        with self.canvas.before:
            Color(*look.shade(colour))
            self._band = Rectangle()

    def height_for(self, width: int, /) -> int:
        theme = self.look.theme
        return max(theme.header, self.row.height_for(width - 2 * theme.margin) + theme.near)

    def give_up(self) -> list[Button]:
        """Hand over the buttons: in low mode nobody has to reach up here."""
        return []

    def arrange(self) -> None:
        self._band.pos, self._band.size = self.pos, self.size
        margin = self.look.theme.margin
        self.row.place(int(self.x) + margin, int(self.y), int(self.width) - 2 * margin, int(self.height))


class Header(Band):
    """The header of a visit: a title, and buttons at the right."""

    def __init__(self, look: Look, title: str, buttons: Sequence[Piece] = ()) -> None:
        self.title = Text(look, title, look.theme.strong, WHITE, lines=2)
        children: list[tuple[Piece, float]] = [(self.title, 1), *((button, 0.0) for button in buttons)]
        row = Row(look, children, gap=look.theme.mm(5))
        super().__init__(look, row)

    def give_up(self) -> list[Button]:
        buttons = [piece for piece in self.row.pieces if isinstance(piece, Button)]
        self.row.shares = [1.0]
        self.row.fill([self.title])
        return buttons


def header_button(look: Look, control_id: str, words: str, on_tap: Callable[[], None], *, icon: str = "") -> Button:
    """A button in the header."""
    theme = look.theme
    return Button(look, control_id, words, on_tap, kind="header", style=theme.caption_bold, height=theme.target, icon=icon)


class HomeHeader(Band):
    """The header of the first screens: the terminal's name and what it promises, the time and the day."""

    def __init__(self, look: Look, title: str, slogan: str) -> None:
        theme = look.theme
        self.clock = Text(look, "00:00", theme.clock, WHITE, align="right")
        self.day = Text(look, "00月00日 周一", theme.caption, WHITE, align="right")
        left = Column(look, [Text(look, title, theme.heading, WHITE), Text(look, slogan, theme.caption, WHITE)])
        right = Column(look, [self.clock, self.day])
        row = Row(look, [(left, 1), (right, 0)], gap=theme.gap)
        super().__init__(look, row)


class StaffHeader(Band):
    """The header of staff screens, darker so that nobody takes them for the citizen's: what is shown, which terminal, who is there, the way out."""

    def __init__(self, look: Look, title: str, terminal: str, way_out: Button) -> None:
        theme = look.theme
        self.title = Text(look, title, theme.staff_title, WHITE, lines=1)
        self.who = Text(look, "", theme.staff_note, WHITE, align="right")
        left = Column(look, [self.title, Text(look, terminal, theme.staff_note, WHITE, lines=1)])
        row = Row(look, [(left, 1), (self.who, 0), (way_out, 0)], gap=theme.mm(5))
        super().__init__(look, row, STAFF_HEADER)


def staff_button(look: Look, control_id: str, words: str, on_tap: Callable[[], None], *, icon: str = "") -> Button:
    """A button in the header of a staff screen."""
    theme = look.theme
    return Button(look, control_id, words, on_tap, kind="staff", style=theme.caption_bold, height=theme.target, icon=icon, colour=WHITE)
