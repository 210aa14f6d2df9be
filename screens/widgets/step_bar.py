"""The bar of steps above a visit's screens: done, now, ahead. The word of the present step is bold, done steps carry a tick."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.graphics import Color, InstructionGroup, Rectangle

from screens.i18n import shown
from screens.look import Look
from screens.theme import AHEAD, GOOD, MUTED, ON_FILL, PRIMARY, PRIMARY_LIGHT, Rgba, Style
from screens.widgets.piece import Piece


class StepBar(Piece):
    """Label and state (``done``, ``now``, ``ahead``) of each step, in order."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.steps: tuple[tuple[str, str], ...] = ()
        self._group = InstructionGroup()
        self.canvas.add(self._group)

    def show(self, steps: Sequence[tuple[str, str]]) -> None:
        """These steps."""
        found = tuple((shown(label), state) for label, state in steps)
        if found != self.steps:
            self.steps = found
            self.arrange()

    def height_for(self, _width: int, /) -> int:
        theme = self.look.theme
        return theme.halo + theme.mm(3) + theme.caption.leading if self.steps else 0

    def arrange(self) -> None:
        self._group.clear()
        if not self.steps or not self.width:
            return
        theme = self.look.theme
        part = self.width / len(self.steps)
        middle = self.top - theme.halo / 2
        centres = [self.x + part * (index + 0.5) for index in range(len(self.steps))]
        if theme.mirrored:
            centres.reverse()
        for index in range(len(centres) - 1):
            colour = GOOD if self.steps[index][1] == "done" else AHEAD
            start, end = sorted(centres[index : index + 2])
            self._put(None, colour, start, middle - theme.step_line / 2, end - start, theme.step_line)
        for centre, (label, state) in zip(centres, self.steps, strict=True):
            self._step(centre, middle, label, state)

    def _step(self, centre: float, middle: float, label: str, state: str) -> None:
        theme = self.look.theme
        if state == "now":
            self._sign("dot", theme.halo, PRIMARY_LIGHT, centre, middle)
        dot = {"done": GOOD, "now": PRIMARY, "ahead": AHEAD}[state]
        self._sign("dot", theme.dot, dot, centre, middle)
        if state == "done":
            self._sign("check", round(theme.dot * 0.62), ON_FILL, centre, middle)
        style: Style = theme.caption_bold if state == "now" else theme.caption
        texture = self.look.line(label, style)
        colour = {"done": GOOD, "now": PRIMARY, "ahead": MUTED}[state]
        self._put(texture, colour, centre - texture.width / 2, self.y + (theme.caption.leading - texture.height) / 2, *texture.size)

    def _sign(self, name: str, size: int, colour: Rgba, centre: float, middle: float) -> None:
        self._put(self.look.icon(name, size), colour, centre - size / 2, middle - size / 2, size, size)

    def _put(self, texture: object, colour: Rgba, x: float, y: float, width: float, height: float) -> None:
        self._group.add(Color(*self.look.shade(colour)))
        self._group.add(Rectangle(texture=texture, pos=(round(x), round(y)), size=(round(width), round(height))))
