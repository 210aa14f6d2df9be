"""The row above the keys: the ways to write while nothing is begun, else the candidates, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from screens.i18n import _
from screens.input.layouts import MODES, Layout
from screens.look import Look
from screens.widgets.button import Button
from screens.widgets.piece import Group, Piece

WIDE = 17
"""Millimetres: no key is narrower."""
ROOM = 0.64
"""Of the height of its letters: how much wider than its words a key is at least."""


class Bar(Group):
    """``on_way`` gets a way to write, ``on_choose`` a candidate; ``on_more`` is called on the last page that is known."""

    def __init__(self, look: Look, on_way: Callable[[Layout], None], on_choose: Callable[[str], None], on_more: Callable[[], None]) -> None:
        super().__init__(look)
        theme = look.theme
        self.on_choose, self.on_more = on_choose, on_more
        self.candidates: tuple[str, ...] = ()
        self.first = 0
        self._earlier: list[int] = []
        self._next = 0
        self._made: list[Button] = []
        self._ways = {
            layout: Button(
                look, f"way.{layout}", _(words), partial(on_way, layout), kind="key.action", style=theme.body, height=theme.target
            )
            for layout, words in MODES
        }
        self._back = Button(look, "candidates.back", "", self._page_back, kind="key.action", style=theme.entry, icon="left")
        self._on = Button(look, "candidates.more", "", self._page_on, kind="key.action", style=theme.entry, icon="chevron")

    def height_for(self, _width: int, /) -> int:
        return self.look.theme.target

    def show(self, way: Layout | None, candidates: tuple[str, ...], unusable: frozenset[Layout]) -> None:
        """Show these candidates, or without any the ways to write, ``way`` marked and the ``unusable`` ones greyed."""
        if candidates[: len(self.candidates)] != self.candidates or not candidates or not self.candidates:
            self.first, self._earlier = 0, []
        self.candidates = candidates
        for layout, button in self._ways.items():
            button.become("key.chosen" if layout is way else "key.action")
            button.enable(layout not in unusable)
        if candidates:
            self._lay()
        elif self.pieces != list(self._ways.values()):
            self.fill(list(self._ways.values()))
        self.arrange()

    @property
    def page(self) -> tuple[str, ...]:
        """The candidates that can be seen."""
        return self.candidates[self.first : self._next]

    def arrange(self) -> None:
        if not self.width or not self.pieces:
            return
        if self.candidates:
            self._lay()
            return
        gap, x = self.look.theme.key_gap, float(self.x)
        wide = (self.width + gap) / len(self.pieces)
        for piece in self.pieces:
            piece.place(round(x), int(self.y), round(wide - gap), int(self.height))
            x += wide

    def _width(self, text: str) -> int:
        theme = self.look.theme
        return max(theme.mm(WIDE), self.look.measure(text, theme.entry) + round(ROOM * theme.entry.size))

    def _lay(self) -> None:
        """As many candidates as fit, wholly; the arrows stand at the right end where there is more than one page."""
        theme = self.look.theme
        gap, arrow = theme.key_gap, theme.mm(WIDE)
        right = int(self.right)
        several = self._fits(0, right) < len(self.candidates)
        if several:
            right -= 2 * (arrow + gap)
        self._next = max(self._fits(self.first, right), min(self.first + 1, len(self.candidates)))
        shown: list[Piece] = []
        x = int(self.x)
        for place, text in enumerate(self.page):
            button = self._button(place)
            button.say(text)
            button.become("key.chosen" if place == self.first == 0 else "key")
            button.place(x, int(self.y), min(self._width(text), right - x), int(self.height))
            x += self._width(text) + gap
            shown.append(button)
        if several:
            self._back.enable(self.first > 0)
            self._on.enable(self._next < len(self.candidates))
            self._back.place(int(self.right) - 2 * arrow - gap, int(self.y), arrow, int(self.height))
            self._on.place(int(self.right) - arrow, int(self.y), arrow, int(self.height))
            shown += [self._back, self._on]
        if shown != self.pieces:
            self.fill(shown)

    def _fits(self, first: int, right: int) -> int:
        x = int(self.x)
        for index in range(first, len(self.candidates)):
            x += self._width(self.candidates[index])
            if x > right:
                return index
            x += self.look.theme.key_gap
        return len(self.candidates)

    def _button(self, place: int) -> Button:
        while len(self._made) <= place:
            at = len(self._made)
            made = Button(
                self.look,
                f"candidate.{at}",
                "",
                partial(self._choose, at),
                kind="key",
                style=self.look.theme.entry,
                height=self.look.theme.target,
            )
            self._made.append(made)
        return self._made[place]

    def _choose(self, place: int) -> None:
        if place < len(self.page):
            self.on_choose(self.page[place])

    def _page_on(self) -> None:
        if self._next < len(self.candidates):
            self._earlier.append(self.first)
            self.first = self._next
            self._lay()
            if self._next >= len(self.candidates):
                self.on_more()

    def _page_back(self) -> None:
        if self._earlier:
            self.first = self._earlier.pop()
            self._lay()
