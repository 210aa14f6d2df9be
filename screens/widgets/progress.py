"""How far a thing that takes long has come, as a bar; the words beside it say it too."""

from __future__ import annotations

from kivy.graphics import Color, Rectangle

from screens.look import Look
from screens.theme import AHEAD, PRIMARY
from screens.widgets.piece import Piece


class Progress(Piece):
    """``part`` is from 0 to 1."""

    def __init__(self, look: Look, part: float) -> None:
        super().__init__(look)
        self.part = part
        with self.canvas:
            Color(*look.shade(AHEAD))
            self._whole = Rectangle()
            Color(*look.shade(PRIMARY))
            self._done = Rectangle()

    def height_for(self, _width: int, /) -> int:
        return self.look.theme.progress

    def arrange(self) -> None:
        self._whole.pos, self._whole.size = self.pos, self.size
        self._done.pos, self._done.size = self.pos, (round(self.width * self.part), self.height)
