"""The bar at the bottom: one way back at the left, one way on at the right."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.graphics import Color, Rectangle

from screens.look import Look
from screens.theme import CARD, DIVIDER
from screens.widgets.piece import Group, Piece, Row


class ActionBar(Group):
    """Buttons with their shares of the width, on white."""

    def __init__(self, look: Look, buttons: Sequence[tuple[Piece, float]]) -> None:
        self.row = Row(look, buttons, gap=look.theme.mm(6.6), fill_height=True)
        super().__init__(look, [self.row])
        with self.canvas.before:
            Color(*CARD)
            self._band = Rectangle()
            Color(*DIVIDER)
            self._edge = Rectangle()

    def exchange(self, buttons: Sequence[tuple[Piece, float]]) -> None:
        """Other buttons."""
        self.row.shares = [share for _, share in buttons]
        self.row.fill([button for button, _ in buttons])
        self.arrange()

    def height_for(self, _width: int, /) -> int:
        return self.look.theme.bar

    def arrange(self) -> None:
        theme = self.look.theme
        self._band.pos, self._band.size = self.pos, self.size
        self._edge.pos, self._edge.size = (self.x, self.top - theme.line), (self.width, theme.line)
        height = theme.button
        bottom = int(self.y) + (int(self.height) - height) // 2
        self.row.place(int(self.x) + theme.margin, bottom, int(self.width) - 2 * theme.margin, height)
