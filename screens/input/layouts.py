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
    PHONE = "phone"
    CREDIT_CODE = "credit_code"
    LETTERS = "letters"
    PINYIN = "pinyin"
    HANDWRITING = "handwriting"
    STROKES = "strokes"
    RARE = "rare"
    SYMBOLS = "symbols"


class Act(StrEnum):
    """What a key that types nothing does; the value is part of its ``control_id``."""

    BACKSPACE = "key.backspace"
    CLEAR = "key.clear"
    SHIFT = "key.shift"
    LEFT = "key.left"
    RIGHT = "key.right"
    SELECT_ALL = "key.select_all"
    SPACE = "key.space"
    WIPE = "key.wipe"
    HIDE = "keyboard.hide"
    NEXT = "keyboard.next"


MODES: tuple[tuple[Layout, str], ...] = (
    (Layout.PINYIN, words("拼音")),
    (Layout.HANDWRITING, words("手写")),
    (Layout.LETTERS, words("字母")),
    (Layout.STROKES, words("笔画")),
    (Layout.RARE, words("拆字")),
    (Layout.SYMBOLS, words("符号")),
)
"""The ways to write a text, as they stand on the row above the keys."""
TEXT = frozenset(layout for layout, _ in MODES)
COMPOSED = frozenset({Layout.PINYIN, Layout.STROKES, Layout.RARE})
"""What is typed goes through an engine and becomes text by choosing a candidate."""
REPEATED = frozenset({Act.BACKSPACE, Act.LEFT, Act.RIGHT})
"""What goes on while the key is held. Keys that type never do: a stuck one would fill the field."""


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


def _act(act: Act, label: str = "", width: float = 1.0, icon: str = "") -> Key:
    return Key(act=act, label=label, width=width, icon=icon)


_BACKSPACE = _act(Act.BACKSPACE, icon="backspace")
_CLEAR = _act(Act.CLEAR, words("清空"))
_HIDE = _act(Act.HIDE, words("收起"))
_NEXT = _act(Act.NEXT, words("下一项"))
STROKE_KEYS = (("h", words("一 横")), ("s", words("丨 竖")), ("p", words("丿 撇")), ("n", words("丶 点捺")), ("z", words("乙 折")))
"""The five kinds of strokes and the letters that rime-data-stroke has for them."""
CREDIT_LETTERS = ("QWERTYUP", "ADFGHJKL", "XCBNM")
"""GB 32100-2015: digits and capital letters without I, O, S, V and Z."""
_SYMBOLS = ("，。、；：？！（）—", "“”《》【】…～·", "-/.@_#&+*%", "Ⅰ Ⅱ Ⅲ ① ② ③ ℃ ㎡ № ￥".replace(" ", ""))


def _numbers(*extra: str) -> tuple[KeyRow, ...]:
    width = 3.0 - len(extra)
    last = (*_keys("".join(extra)), Key("0", label="0", width=width))
    return (
        KeyRow((*_keys("123"), _BACKSPACE)),
        KeyRow((*_keys("456"), _CLEAR)),
        KeyRow((*_keys("789"), _HIDE)),
        KeyRow((*last, _NEXT)),
    )


def _bottom(space: str = words("空格")) -> KeyRow:
    return KeyRow(
        (
            _act(Act.CLEAR, words("清空"), 1.5),
            _act(Act.LEFT, width=1.0, icon="left"),
            _act(Act.RIGHT, width=1.0, icon="chevron"),
            _act(Act.SPACE, space, 2.5),
            _act(Act.NEXT, words("下一项"), 2.2),
            _act(Act.HIDE, words("收起"), 1.8),
        )
    )


def rows(layout: Layout, capital: bool = False) -> tuple[KeyRow, ...]:
    """The keys of ``layout`` from top to bottom."""
    match layout:
        case Layout.DIGITS | Layout.PHONE:
            return _numbers()
        case Layout.MONEY:
            return _numbers(".")
        case Layout.ID_NUMBER:
            return _numbers("X")
        case Layout.CREDIT_CODE:
            return _credit_code()
        case Layout.LETTERS:
            return _letters(capital)
        case Layout.PINYIN | Layout.RARE:
            return _pinyin()
        case Layout.HANDWRITING:
            return _handwriting()
        case Layout.STROKES:
            return _strokes()
        case Layout.SYMBOLS:
            return _symbols()


def _letters(capital: bool) -> tuple[KeyRow, ...]:
    def letters(characters: str) -> tuple[Key, ...]:
        return _keys(characters.upper() if capital else characters)

    shift = _act(Act.SHIFT, icon="shift", width=1.5)
    return (
        KeyRow(_keys("1234567890")),
        KeyRow(letters("qwertyuiop")),
        KeyRow(letters("asdfghjkl"), inset=0.5),
        KeyRow((shift, *letters("zxcvbnm"), _act(Act.BACKSPACE, width=1.5, icon="backspace"))),
        _bottom(),
    )


def _pinyin() -> tuple[KeyRow, ...]:
    return (
        KeyRow(_keys("1234567890")),
        KeyRow(_keys("qwertyuiop")),
        KeyRow(_keys("asdfghjkl"), inset=0.5),
        KeyRow((Key("'", label=words("隔音"), width=1.5), *_keys("zxcvbnm"), _act(Act.BACKSPACE, width=1.5, icon="backspace"))),
        _bottom(),
    )


def _handwriting() -> tuple[KeyRow, ...]:
    """Below the pad."""
    return (
        KeyRow(
            (
                _act(Act.WIPE, words("重写"), 1.6),
                _act(Act.SPACE, words("空格"), 1.6),
                _act(Act.NEXT, words("下一项"), 2.2),
                _act(Act.HIDE, words("收起"), 1.6),
                _act(Act.BACKSPACE, width=1.6, icon="backspace"),
            )
        ),
    )


def _strokes() -> tuple[KeyRow, ...]:
    return (
        KeyRow(_keys("1234567890")),
        KeyRow(tuple(Key(letter, label=label) for letter, label in STROKE_KEYS)),
        KeyRow(
            (
                _act(Act.CLEAR, words("清空"), 1.6),
                _act(Act.SPACE, words("空格"), 1.6),
                _act(Act.NEXT, words("下一项"), 2.2),
                _act(Act.HIDE, words("收起"), 1.6),
                _act(Act.BACKSPACE, width=1.6, icon="backspace"),
            )
        ),
    )


def _credit_code() -> tuple[KeyRow, ...]:
    first, second, third = CREDIT_LETTERS
    return (
        KeyRow(_keys("1234567890")),
        KeyRow(_keys(first), inset=1.0),
        KeyRow(_keys(second), inset=1.0),
        KeyRow((_act(Act.CLEAR, words("清空"), 2.0), *_keys(third), _act(Act.BACKSPACE, width=2.0, icon="backspace"))),
        KeyRow((_act(Act.HIDE, words("收起"), 3.0), _act(Act.NEXT, words("下一项"), 6.0))),
    )


def _symbols() -> tuple[KeyRow, ...]:
    first, second, third, fourth = _SYMBOLS
    return (
        KeyRow(_keys(first)),
        KeyRow(_keys(second), inset=0.5),
        KeyRow(_keys(third)),
        KeyRow(_keys(fourth)),
        KeyRow(
            (
                _act(Act.SELECT_ALL, words("全选"), 1.6),
                _act(Act.LEFT, width=1.0, icon="left"),
                _act(Act.RIGHT, width=1.0, icon="chevron"),
                _act(Act.SPACE, words("空格"), 1.6),
                _act(Act.NEXT, words("下一项"), 2.0),
                _act(Act.HIDE, words("收起"), 1.4),
                _act(Act.BACKSPACE, width=1.4, icon="backspace"),
            )
        ),
    )
