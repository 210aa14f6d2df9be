"""The bar at the bottom: one way back at the left, one way on at the right."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.graphics import Color, Rectangle

from screens.look import Look
from screens.theme import CARD, DIVIDER
from screens.widgets.button import Button
from screens.widgets.piece import Column, Group, Piece, Row


class ActionBar(Group):
    """Buttons with their shares of the width, on white; on a display that lies on its side below each other in a column at the side.

    In low mode the header's buttons stand above them.
    """

    def __init__(self, look: Look, buttons: Sequence[tuple[Piece, float]], *, side: bool = True) -> None:
        self.ground = CARD
        self.side = side and look.theme.side > 0
        self.row = Row(look, buttons, gap=look.theme.mm(6.6), fill_height=True)
        self.column = Column(look, gap=look.theme.side_gap)
        self.held = Row(look, gap=look.theme.near, fill_height=True)
        super().__init__(look)
        with self.canvas.before:
            Color(*look.shade(CARD))
            self._band = Rectangle()
            Color(*look.shade(DIVIDER))
            self._edge = Rectangle()
        self.exchange(buttons)

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.buttons or self.held.pieces)

    @property
    def buttons(self) -> list[Piece]:
        """What can be done, the way back first."""
        return self.column.pieces if self.side else self.row.pieces

    def exchange(self, buttons: Sequence[tuple[Piece, float]]) -> None:
        """Other buttons."""
        pieces = [button for button, _ in buttons]
        if self.side:
            self.column.fill(pieces)
        else:
            self.row.shares = [share for _, share in buttons]
            self.row.fill(pieces)
        self._gather()

    def hold(self, buttons: Sequence[Button]) -> None:
        """Stand these above the others, dressed for the white ground."""
        for button in buttons:
            button.become("button")
        self.held.shares = [float(button.natural_width()) for button in buttons]
        self.held.fill(buttons)
        self._gather()

    def _gather(self) -> None:
        self.fill([*([self.held] if self.held.pieces else []), self.column if self.side else self.row])
        self.arrange()

    def _row_height(self, width: int) -> int:
        return max(self.look.theme.button, self.row.height_for(width))

    def height_for(self, width: int, /) -> int:
        theme = self.look.theme
        inner = width - 2 * theme.margin
        own = self._row_height(inner) + theme.bar - theme.button if self.row.pieces else theme.mm(10)
        return own + (self.held.height_for(inner) + theme.near if self.held.pieces else 0)

    def arrange(self) -> None:
        theme, x, y, width = self.look.theme, int(self.x), int(self.y), int(self.width)
        self._band.pos, self._band.size = self.pos, self.size
        if self.side:
            edge = int(self.right) - theme.line if theme.mirrored else x
            self._edge.pos, self._edge.size = (edge, y), (theme.line, self.height)
        else:
            self._edge.pos, self._edge.size = (x, self.top - theme.line), (width, theme.line)
        if not width:
            return
        across = theme.side_margin if self.side else theme.margin
        inner = width - 2 * across
        if self.side:
            bottom, height = y + theme.side_bottom, self.column.height_for(inner)
            self.column.place(x + across, bottom, inner, height)
        else:
            height = self._row_height(inner)
            bottom = y + (theme.bar - theme.button) // 2
            self.row.place(x + across, bottom, inner, height)
        if self.held.pieces:
            above = bottom + (height + theme.near if self.buttons else 0)
            self.held.place(x + across, above, inner, self.held.height_for(inner))
