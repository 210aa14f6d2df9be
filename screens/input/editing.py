"""A line of text being typed: what a key does to it, and how it is shown in groups. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from config.matter import Field, FieldType
from screens.input.layouts import Act, Layout
from screens.typeset import group


@dataclass(frozen=True, slots=True)
class Editing:
    """The text of a field and where the next character goes; ``anchor`` is the other end of what is selected, where something is."""

    text: str
    caret: int
    anchor: int | None = None

    @classmethod
    def at_end(cls, text: str) -> Editing:
        """Typing goes on at the end."""
        return cls(text, len(text))

    @property
    def selected(self) -> tuple[int, int]:
        """Beginning and end of the selection; the same where nothing is selected."""
        other = self.caret if self.anchor is None else self.anchor
        return min(self.caret, other), max(self.caret, other)

    def insert(self, characters: str, most: int) -> Editing:
        """Type ``characters`` in the place of what is selected; nothing happens beyond ``most``."""
        start, end = self.selected
        if len(self.text) - (end - start) + len(characters) > most:
            return self
        return Editing(self.text[:start] + characters + self.text[end:], start + len(characters))

    def backspace(self) -> Editing:
        """Delete what is selected, else the character before the caret."""
        start, end = self.selected
        if start == end:
            start = max(0, start - 1)
        return Editing(self.text[:start] + self.text[end:], start)

    def act(self, act: Act) -> Editing | None:
        """What a key that types nothing makes of it; None for one that is no business of the text's."""
        match act:
            case Act.BACKSPACE:
                return self.backspace()
            case Act.CLEAR:
                return Editing.at_end("")
            case Act.LEFT:
                return Editing(self.text, max(0, self.caret - 1))
            case Act.RIGHT:
                return Editing(self.text, min(len(self.text), self.caret + 1))
            case Act.SELECT_ALL:
                return Editing(self.text, len(self.text), 0 if self.text else None)
            case _:
                return None

    def touched(self, caret: int) -> Editing:
        """The place was touched: the caret goes there. Touched once more where it already stood, everything is selected."""
        if caret == self.caret and self.anchor is None and self.text:
            return Editing(self.text, len(self.text), 0)
        return Editing(self.text, caret)


ADDRESS_WORDS = ("省", "市", "区", "县", "镇", "街道", "村", "社区", "路", "街", "巷", "弄", "号", "小区", "幢", "栋", "单元", "楼", "室")
"""What every address is made of, each a key of its own."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a type of field is typed: which keys, how many characters at most, in what groups it is shown, which whole words stand ready."""

    layout: Layout
    most: int
    groups: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


_MANNERS = {
    "number": Manner(Layout.DIGITS, 9),
    "money": Manner(Layout.MONEY, 12),
    "date": Manner(Layout.DIGITS, 8, (4, 2, 2)),
    "month": Manner(Layout.DIGITS, 6, (4, 2)),
    "phone": Manner(Layout.PHONE, 11, (3, 4, 4)),
    "id_number": Manner(Layout.ID_NUMBER, 18, (6, 8, 4)),
    "bank_card": Manner(Layout.DIGITS, 19, (4,)),
    "credit_code": Manner(Layout.CREDIT_CODE, 18, (4,)),
}
"""By the value of the field's type."""
TEXT_MOST = 200


def manner(field: Field, streets: tuple[str, ...] = ()) -> Manner:
    """How ``field`` is typed; ``streets`` are those of the region of an address."""
    known = _MANNERS.get(field.type.value)
    if known:
        return known
    words = (*streets, *ADDRESS_WORDS) if is_address(field) else ()
    return Manner(Layout.PINYIN, int(field.max or TEXT_MOST), words=words)


def is_address(field: Field) -> bool:
    """Whether an address goes in here: the field says so by its type, or by what the card fills in."""
    return field.type.value == "address" or (field.type is FieldType.TEXT and field.prefill.endswith("address"))


def is_name(field: Field) -> bool:
    """Whether the name of a person goes in here: the field says so by its label, or by what the card fills in."""
    return field.type is FieldType.TEXT and ("姓名" in field.label or field.prefill.endswith(".name"))


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
