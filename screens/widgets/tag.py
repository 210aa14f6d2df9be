"""A short word on a tinted ground: what a thing is, or how it stands."""

from __future__ import annotations

from screens.look import Look
from screens.theme import BAD, GOOD, INK, NOTHING, ON_FILL, PRIMARY, WARNING, Rgba
from screens.widgets.piece import Group, Skin, Tinted
from screens.widgets.text import Text

COLOURS: dict[str, Rgba] = {"good": GOOD, "plain": PRIMARY, "warning": WARNING, "bad": BAD}


class Tag(Group):
    """``kind`` is good, plain, warning or bad; ``width`` is fixed where several stand below each other."""

    def __init__(self, look: Look, words: str, kind: str, *, width: int = 0) -> None:
        self.words = Text(look, words, look.theme.caption, COLOURS[kind], align="center", lines=1)
        self.fixed = width
        super().__init__(look, [self.words])
        self.skin = Skin(self, f"tag.{kind}")

    def say(self, words: str, kind: str) -> None:
        """Other words, or another kind."""
        if self.skin.name != f"tag.{kind}":
            self.skin.show(f"tag.{kind}")
        self.words.show(words, COLOURS[kind])

    def natural_width(self) -> int:
        return self.fixed or self.words.natural_width() + 2 * self.look.theme.mm(4.8)

    def height_for(self, _width: int, /) -> int:
        return self.look.theme.tag

    def arrange(self) -> None:
        self.skin.fit()
        self.words.place(int(self.x), int(self.y), int(self.width), int(self.height))


class Badge(Group):
    """One character on a tinted square, the sign of a theme."""

    def __init__(self, look: Look, character: str, enabled: bool) -> None:
        colour = PRIMARY if enabled else INK
        self.words = Text(look, character, look.theme.glyph, colour, align="center")
        super().__init__(look, [self.words])
        self.skin = Skin(self, "badge" if enabled else "badge.disabled")

    def natural_width(self) -> int:
        return self.look.theme.badge

    def height_for(self, _width: int, /) -> int:
        return self.look.theme.badge

    def arrange(self) -> None:
        self.skin.fit()
        self.words.place(int(self.x), int(self.y), int(self.width), int(self.height))


class Chip(Group):
    """The verdict over a live picture: a sign and a few words in white."""

    def __init__(self, look: Look) -> None:
        self.words = Text(look, "", look.theme.body, ON_FILL)
        super().__init__(look, [self.words])
        self.skin = Skin(self, "chip.good")
        self.sign = Tinted(self, look.icon("check", look.theme.mm(7.5)), ON_FILL)

    def say(self, words: str, good: bool) -> None:
        """Show this verdict; the caller places the chip again."""
        self.words.show(words)
        self.skin.show("chip.good" if good else "chip.warning")
        self.sign.paint(ON_FILL if good else NOTHING)
        self._sign_room = self.look.theme.mm(9) if good else 0

    _sign_room = 0

    def natural_width(self) -> int:
        return self.words.natural_width() + self._sign_room + 2 * self.look.theme.mm(6)

    def height_for(self, _width: int, /) -> int:
        return self.look.theme.mm(20)

    def arrange(self) -> None:
        self.skin.fit()
        left, room = int(self.x) + self.look.theme.mm(6), self._sign_room
        self.words.place(left + room, int(self.y), int(self.width) - 2 * self.look.theme.mm(6) - room, int(self.height))
        self.sign.put(left, self.y + (self.height - self.sign.texture.height) / 2)
