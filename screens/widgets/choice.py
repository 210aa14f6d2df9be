"""Answers to choose from, and the box to tick."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from screens.look import Look
from screens.theme import INK, MUTED, OUTLINE, PRIMARY, Rgba
from screens.widgets.piece import Column, Piece, Row, Skin, Tinted, grid
from screens.widgets.text import Text
from screens.widgets.touchable import Touchable

NO_HINTS: Mapping[str, str] = MappingProxyType({})


class Option(Touchable):
    """One answer with a round or square sign before it, and what explains it below. ``box`` is for a statement that is ticked by itself."""

    def __init__(
        self,
        look: Look,
        control_id: str,
        words: str,
        on_tap: Callable[[], None],
        *,
        box: bool = False,
        bold: bool = False,
        hint: str = "",
    ) -> None:
        theme = look.theme
        self.words = Text(look, words, theme.label if bold else theme.body, INK)
        self.hint = Text(look, hint, theme.caption, MUTED) if hint else None
        super().__init__(look, control_id, on_tap, [self.words, *([self.hint] if self.hint else [])])
        self.signs = ("box", "filled_box") if box else ("ring", "filled_ring")
        self.chosen, self.wrong = False, False
        self.skin = Skin(self, "button")
        self._size = theme.mm(11)
        self.sign = Tinted(self, look.icon(self.signs[0], self._size), OUTLINE)

    def choose(self, chosen: bool) -> None:
        """Look chosen or not."""
        self.chosen = chosen
        self.sign.exchange(self.look.icon(self.signs[chosen], self._size))
        colour: Rgba = PRIMARY if chosen else OUTLINE
        self.sign.paint(colour)
        if self.hint:
            self.hint.show(self.hint.text, INK if chosen else MUTED)
        self.show_pressed(self.pressed)

    def show_pressed(self, pressed: bool, /) -> None:
        self.skin.show("button.pressed" if pressed else "chosen" if self.chosen else "button")

    @property
    def _left(self) -> int:
        return self.look.theme.mm(8) + self._size + self.look.theme.mm(5)

    def height_for(self, width: int, /) -> int:
        inner = width - self._left - self.look.theme.mm(8)
        told = self.hint.height_for(inner) if self.hint else 0
        return max(self.look.theme.field, self.words.height_for(inner) + told + 2 * self.look.theme.mm(4 if told else 6))

    def arrange(self) -> None:
        self.skin.fit()
        inset, mirrored = self.look.theme.mm(8), self.look.theme.mirrored
        self.sign.put(self.right - inset - self._size if mirrored else self.x + inset, self.y + (self.height - self._size) / 2)
        left = inset if mirrored else self._left
        x, width = int(self.x) + left, int(self.width) - self._left - inset
        if self.hint is None:
            self.words.place(x, int(self.y), width, int(self.height))
            return
        above, below = self.words.height_for(width), self.hint.height_for(width)
        bottom = int(self.y) + (int(self.height) - above - below) // 2
        self.hint.place(x, bottom, width, below)
        self.words.place(x, bottom + below, width, above)


class Choice(Column):
    """The answers of one question: two beside each other where they are short, else below each other."""

    def __init__(
        self,
        look: Look,
        field_id: str,
        options: Sequence[tuple[str, str]],
        on_choose: Callable[[str], None],
        hints: Mapping[str, str] = NO_HINTS,
    ) -> None:
        self.options = {
            value: Option(look, f"choice.{field_id}.{value}", label, partial(on_choose, value), hint=hints.get(value, ""))
            for value, label in options
        }
        theme = look.theme
        half = (theme.content_width - 2 * theme.margin - theme.gap) // 2 - theme.mm(8) * 2 - theme.mm(16)
        short = all(option.words.natural_width() <= half for option in self.options.values())
        cells: list[Piece] = list(self.options.values())
        super().__init__(look, [grid(look, cells, 2 if short else 1, theme.near)])

    def show(self, value: str) -> None:
        """This answer is chosen."""
        for own, option in self.options.items():
            if option.chosen != (own == value):
                option.choose(own == value)


def beside(look: Look, pieces: Sequence[Piece]) -> Row:
    """Pieces of equal width beside each other."""
    return Row(look, [(piece, 1) for piece in pieces], gap=look.theme.gap, fill_height=True)
