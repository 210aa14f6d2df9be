"""The bar of the diagnostics: three ways to other screens above the four actions on the whole terminal."""

from __future__ import annotations

from collections.abc import Sequence

from screens.look import Look
from screens.widgets.action_bar import ActionBar
from screens.widgets.piece import Piece, Row


class StaffBar(ActionBar):
    """``above`` stands over the row of an ordinary bar, in equal parts."""

    def __init__(self, look: Look, above: Sequence[Piece], buttons: Sequence[tuple[Piece, float]]) -> None:
        self.above = Row(look, [(piece, 1) for piece in above], gap=look.theme.mm(6.6), fill_height=True)
        super().__init__(look, buttons, side=False)

    def _gather(self) -> None:
        self.fill([self.above, self.row])

    def height_for(self, _width: int, /) -> int:
        return self.look.theme.staff_bar

    def arrange(self) -> None:
        super().arrange()
        theme, left, width = self.look.theme, int(self.x) + self.look.theme.margin, int(self.width) - 2 * self.look.theme.margin
        bottom = int(self.y) + (theme.bar - theme.button) // 2
        self.row.place(left, bottom, width, theme.button)
        self.above.place(left, bottom + theme.button + theme.key_gap, width, theme.target)
