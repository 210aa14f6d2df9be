"""Ten large digits, one to clear and one to take the last away: for numbers that staff enter."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from screens.look import Look
from screens.widgets.button import Button
from screens.widgets.piece import Column, Piece, grid


class Keypad(Column):
    """``on_type`` gets a digit; ``on_clear`` and ``on_backspace`` what they say."""

    def __init__(self, look: Look, on_type: Callable[[str], None], on_backspace: Callable[[], None], on_clear: Callable[[], None]) -> None:
        theme = look.theme

        def key(digit: str) -> Button:
            return Button(look, f"key.{digit}", digit, partial(on_type, digit), style=theme.title, height=theme.key_height)

        clear = Button(look, "key.clear", "清空", on_clear, style=theme.strong, height=theme.key_height)
        back = Button(look, "key.backspace", "", on_backspace, style=theme.title, height=theme.key_height, icon="backspace")
        self.keys = [*(key(digit) for digit in "123456789"), clear, key("0"), back]
        cells: list[Piece] = list(self.keys)
        super().__init__(look, [grid(look, cells, 3, theme.near)])

    def enable(self, enabled: bool) -> None:
        """All keys can be touched, or none."""
        for key in self.keys:
            key.enable(enabled)
