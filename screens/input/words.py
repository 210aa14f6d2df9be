"""Whole words that stand ready above the keys: what every address is made of, and the names of streets here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from screens.input.bar import ROOM, WIDE
from screens.look import Look
from screens.widgets.button import Button
from screens.widgets.piece import Group, Piece


class Words(Group):
    """A row of words, a page at a time."""

    def __init__(self, look: Look, on_word: Callable[[str], None]) -> None:
        super().__init__(look)
        self.words: tuple[str, ...] = ()
        self._on_word = on_word
        self._made: dict[str, Button] = {}
        self._pages: list[tuple[str, ...]] = []
        self._page = 0
        self._paged: object = None
        self._on = Button(look, "words.more", "", self._turn, kind="key.action", style=look.theme.entry, icon="chevron")

    def offer(self, words: tuple[str, ...]) -> None:
        """Show these from the first page on."""
        self.words, self._page, self._paged = words, 0, None

    def height_for(self, _width: int, /) -> int:
        return self.look.theme.target if self.words else 0

    def arrange(self) -> None:
        theme = self.look.theme
        if not self.words or not self.width:
            return
        if self._paged != (self.words, int(self.width)):
            self._paged = (self.words, int(self.width))
            self._pages = list(self._cut(int(self.width) - theme.mm(WIDE) - theme.key_gap))
        gap, shown = theme.key_gap, list[Piece]()
        page = self._pages[self._page]
        spare = int(self.width) - theme.mm(WIDE) - gap - sum(self._width(word) + gap for word in page) + gap
        x = float(self.x)
        for word in page:
            button = self._button(word)
            wide = self._width(word) + (spare / len(page) if len(self._pages[0]) == len(page) else 0)
            button.place(round(x), int(self.y), round(wide), int(self.height))
            x += wide + gap
            shown.append(button)
        self._on.place(int(self.right) - theme.mm(WIDE), int(self.y), theme.mm(WIDE), int(self.height))
        shown.append(self._on)
        if shown != self.pieces:
            self.fill(shown)

    def _cut(self, room: int) -> list[tuple[str, ...]]:
        """The words in pages, each as full as fits."""
        pages: list[tuple[str, ...]] = [()]
        used = 0
        for word in self.words:
            wide = self._width(word) + self.look.theme.key_gap
            if used + wide - self.look.theme.key_gap > room and pages[-1]:
                pages.append(())
                used = 0
            pages[-1] = (*pages[-1], word)
            used += wide
        return pages

    def _width(self, word: str) -> int:
        theme = self.look.theme
        return max(theme.mm(WIDE), self.look.measure(word, theme.body) + round(ROOM * theme.body.size))

    def _button(self, word: str) -> Button:
        if word not in self._made:
            theme = self.look.theme
            self._made[word] = Button(
                self.look, f"word.{word}", word, partial(self._on_word, word), kind="key", style=theme.body, height=theme.target
            )
        return self._made[word]

    def _turn(self) -> None:
        self._page = (self._page + 1) % len(self._pages)
        self.arrange()
