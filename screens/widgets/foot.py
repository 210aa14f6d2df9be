"""What stands above the bar and never scrolls away, with a hairline between it and the content."""

from __future__ import annotations

from kivy.graphics import Color, Rectangle

from screens.look import Look
from screens.theme import DIVIDER
from screens.widgets.piece import Column


class Foot(Column):
    """Takes no room while nothing is in it."""

    def __init__(self, look: Look) -> None:
        theme = look.theme
        super().__init__(look, padding=(theme.margin, theme.near))
        with self.canvas.before:
            Color(*look.shade(DIVIDER))
            self._edge = Rectangle()

    def height_for(self, width: int, /) -> int:
        return super().height_for(width) if self.pieces else 0

    def arrange(self) -> None:
        line = self.look.theme.line if self.pieces else 0
        self._edge.pos, self._edge.size = (self.x, self.top - line), (self.width, line)
        super().arrange()
