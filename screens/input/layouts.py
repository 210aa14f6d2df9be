"""The keys of the on-screen keyboard, row by row. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.words import words


class Layout(StrEnum):
    """Which keys are offered."""

    DIGITS = "digits"
    MONEY = "money"
    ID_NUMBER = "id_number"
    LETTERS = "letters"


class Act(StrEnum):
    """What a key that types nothing does; the value is part of its ``control_id``."""

    BACKSPACE = "key.backspace"
    CLEAR = "key.clear"
    SHIFT = "key.shift"
    HIDE = "keyboard.hide"
    NEXT = "keyboard.next"


@dataclass(frozen=True, slots=True)
class Key:
    """``types`` is what it types; else ``act``. ``width`` is a share of its row; ``label`` what stands on it."""

    types: str = ""
    act: Act | None = None
    label: str = ""
    width: float = 1.0
    icon: str = ""

    @property
    def control_id(self) -> str:
        """``key.`` and what it types, such as ``key.a`` or ``key.7``; else what it does, such as ``keyboard.hide``."""
        return self.act.value if self.act else f"key.{self.types}"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """Keys beside each other; ``inset`` is empty room at both ends, in shares of a key."""

    keys: tuple[Key, ...]
    inset: float = 0.0


def _keys(characters: str) -> tuple[Key, ...]:
    return tuple(Key(character, label=character) for character in characters)


_BACKSPACE = Key(act=Act.BACKSPACE, icon="backspace")
_CLEAR = Key(act=Act.CLEAR, label=words("清空"))
_HIDE = Key(act=Act.HIDE, label=words("收起"))
_NEXT = Key(act=Act.NEXT, label=words("下一项"))


def _numbers(extra: str) -> tuple[KeyRow, ...]:
    last = (Key(extra, label=extra), Key("0", label="0", width=2.0)) if extra else (Key("0", label="0", width=3.0),)
    return (
        KeyRow((*_keys("123"), _BACKSPACE)),
        KeyRow((*_keys("456"), _CLEAR)),
        KeyRow((*_keys("789"), _HIDE)),
        KeyRow((*last, _NEXT)),
    )


def rows(layout: Layout, capital: bool = False) -> tuple[KeyRow, ...]:
    """The keys of ``layout`` from top to bottom."""
    match layout:
        case Layout.DIGITS:
            return _numbers("")
        case Layout.MONEY:
            return _numbers(".")
        case Layout.ID_NUMBER:
            return _numbers("X")
        case Layout.LETTERS:
            return _letters(capital)


def _letters(capital: bool) -> tuple[KeyRow, ...]:
    def letters(characters: str) -> tuple[Key, ...]:
        return _keys(characters.upper() if capital else characters)

    return (
        KeyRow(_keys("1234567890")),
        KeyRow(letters("qwertyuiop")),
        KeyRow(letters("asdfghjkl"), inset=0.5),
        KeyRow((Key(act=Act.SHIFT, icon="shift", width=1.5), *letters("zxcvbnm"), Key(act=Act.BACKSPACE, icon="backspace", width=1.5))),
        KeyRow(
            (
                Key(act=Act.CLEAR, label=words("清空"), width=1.5),
                Key("-", label="-"),
                Key(" ", label=words("空格"), width=4.0),
                Key(act=Act.NEXT, label=words("下一项"), width=2.0),
                Key(act=Act.HIDE, label=words("收起"), width=1.5),
            )
        ),
    )
