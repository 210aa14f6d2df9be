"""Values of single fields: checked, and turned into what rules read. Pure.

A value is ``None`` while empty, ``int`` fen for money, ``float`` for numbers, ``bool`` for yes/no and declarations, ISO text for dates and
months, the code for a region, a list of the chosen ones for ``several``, ``{region, detail}`` for an address, a list of rows (field id ->
value) for a group, the picture's SHA-256 for a photo, else text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from config.matter import Field, FieldType
from kiosk.fields.parsers import Scalar, WrongEntry, parse
from kiosk.words import words

__all__ = ["Problem", "Scalar", "Value", "address_entry", "check", "for_rules", "several_entry"]

Value = Scalar | list[str] | dict[str, str] | list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. ``field`` is the field's id, empty for the page as a whole; ``say`` tells what to do."""

    field: str
    say: str


_FILL = words("请填写{}")
_ASKED = {
    FieldType.CHOICE: words("请选择{}"),
    FieldType.SEVERAL: words("请选择{}"),
    FieldType.YES_NO: words("请选择{}"),
    FieldType.REGION: words("请选择{}"),
    FieldType.PHOTO: words("请拍{}"),
    FieldType.GROUP: words("请添加{}"),
}


def check(field: Field, entry: str, required: bool | None = None) -> Problem | None:
    """What is wrong with ``entry``, if anything; a missing required one is wrong too. ``required`` takes the place of the field's own."""
    needed = field.required if required is None else required
    try:
        value = parse(field, entry)
    except WrongEntry as wrong:
        return Problem(field.id, wrong.sentence)
    if field.type is FieldType.DECLARATION and needed and value is not True:
        return Problem(field.id, words("读完后，请点一下“{}”前面的方框", field.label))
    if value is None and needed:
        return Problem(field.id, words(_ASKED.get(field.type, _FILL).template, field.label))
    return None


def for_rules(field: Field, value: Value) -> Value:
    """The value as rules see it: money in yuan, everything else as it is."""
    return value / 100 if field.type is FieldType.MONEY and isinstance(value, int) else value


def several_entry(chosen: Iterable[str]) -> str:
    """The entry of these answers."""
    return ",".join(chosen)


def address_entry(region: str, detail: str) -> str:
    """The entry of an address."""
    return f"{region} {detail}".strip() if region else detail
