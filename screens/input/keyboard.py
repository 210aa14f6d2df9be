"""The keyboard on the screen."""

from __future__ import annotations

from collections.abc import Callable

from kivy.graphics import Color, Rectangle

from screens.i18n import _
from screens.input.layouts import Act, Key, Layout, rows
from screens.look import Look
from screens.theme import KEYBOARD
from screens.widgets.button import Button
from screens.widgets.piece import Group


class Keyboard(Group):
    """Keys of one layout. ``on_type`` gets the characters, ``on_act`` everything else."""

    def __init__(self, look: Look, on_type: Callable[[str], None], on_act: Callable[[Act], None]) -> None:
        super().__init__(look)
        self.on_type, self.on_act = on_type, on_act
        self.layout: Layout | None = None
        self._capital = False
        self._made: dict[tuple[Layout, bool], list[Button]] = {}
        with self.canvas.before:
            Color(*look.shade(KEYBOARD))
            self._band = Rectangle()

    def offer(self, layout: Layout | None) -> None:
        """Show these keys, or none. The caller places the keyboard."""
        if layout is not self.layout:
            self.layout, self._capital = layout, False
            self._show()

    def height_for(self, _width: int, /) -> int:
        if self.layout is None:
            return 0
        theme, count = self.look.theme, len(rows(self.layout))
        return count * theme.key_height + (count - 1) * theme.near + 2 * theme.mm(5)

    def arrange(self) -> None:
        self._band.pos, self._band.size = self.pos, self.size
        if self.layout is None:
            return
        theme, keys = self.look.theme, iter(self.pieces)
        across, room = theme.mm(4.4), int(self.width) - 2 * theme.mm(4.4)
        top = int(self.top) - theme.mm(5)
        for row in rows(self.layout, self._capital):
            gap = theme.key_gap
            cells = sum(key.width for key in row.keys) + 2 * row.inset
            cell = (room + gap) / cells
            left = across + cell * row.inset
            for key in row.keys:
                right = left + cell * key.width - gap
                next(keys).place(int(self.x) + round(left), top - theme.key_height, round(right) - round(left), theme.key_height)
                left = right + gap
            top -= theme.key_height + theme.near

    def _show(self) -> None:
        if self.layout is None:
            self.fill([])
            return
        which = (self.layout, self._capital)
        if which not in self._made:
            self._made[which] = [self._button(key) for row in rows(*which) for key in row.keys]
        self.fill(self._made[which])

    def _button(self, key: Key) -> Button:
        theme = self.look.theme
        word = len(key.label) > 1
        style = theme.entry if not word else theme.body
        kind = "key.action" if key.act else "key"
        label = _(key.label) if key.label and word else key.label
        return Button(
            self.look, key.control_id, label, lambda: self._hit(key), kind=kind, style=style, height=theme.key_height, icon=key.icon
        )

    def _hit(self, key: Key) -> None:
        if key.act is Act.SHIFT:
            self._capital = not self._capital
            self._show()
            self.arrange()
        elif key.act:
            self.on_act(key.act)
        else:
            self.on_type(key.types)
