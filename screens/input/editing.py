"""A line of text being typed: what a key does to it, and how it is shown in groups. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from config.matter import Field, FieldType
from screens.input.layouts import Layout
from screens.typeset import group


@dataclass(frozen=True, slots=True)
class Editing:
    """The text of a field and where the next character goes."""

    text: str
    caret: int

    @classmethod
    def at_end(cls, text: str) -> Editing:
        """Typing goes on at the end."""
        return cls(text, len(text))

    def insert(self, characters: str, most: int) -> Editing:
        """Type ``characters``; nothing happens beyond ``most``."""
        if len(self.text) + len(characters) > most:
            return self
        return Editing(self.text[: self.caret] + characters + self.text[self.caret :], self.caret + len(characters))

    def backspace(self) -> Editing:
        """Delete the character before the caret."""
        if not self.caret:
            return self
        return Editing(self.text[: self.caret - 1] + self.text[self.caret :], self.caret - 1)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a type of field is typed: which keys, how many characters at most, in what groups it is shown."""

    layout: Layout
    most: int
    groups: tuple[int, ...] = ()


_MANNERS = {
    FieldType.NUMBER: Manner(Layout.DIGITS, 9),
    FieldType.MONEY: Manner(Layout.MONEY, 12),
    FieldType.DATE: Manner(Layout.DIGITS, 8, (4, 2, 2)),
    FieldType.MONTH: Manner(Layout.DIGITS, 6, (4, 2)),
    FieldType.PHONE: Manner(Layout.DIGITS, 11, (3, 4, 4)),
    FieldType.ID_NUMBER: Manner(Layout.ID_NUMBER, 18, (6, 8, 4)),
    FieldType.BANK_CARD: Manner(Layout.DIGITS, 19, (4,)),
}
TEXT_MOST = 200


def manner(field: Field) -> Manner:
    """How ``field`` is typed."""
    return _MANNERS.get(field.type) or Manner(Layout.LETTERS, int(field.max or TEXT_MOST))


def shown(text: str, groups: tuple[int, ...]) -> str:
    """``text`` in groups, as it stands in the field."""
    return group(text, groups) if groups else text


def place_in(text: str, caret: int, groups: tuple[int, ...]) -> int:
    """Where the caret stands in the grouped text."""
    if not groups:
        return caret
    return len(group(text[:caret], groups))


def place_from(text: str, place: int, groups: tuple[int, ...]) -> int:
    """The caret for a place in the grouped text."""
    return min(len(text), len(shown(text, groups)[:place].replace(" ", "")) if groups else place)
