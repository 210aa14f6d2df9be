"""An entry as it is read back before signing. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from config import regions
from config.matter import Field, FieldType
from kiosk.fields.parsers import WrongEntry, parse
from kiosk.money import capitals, yuan
from kiosk.redact import mask_number
from kiosk.words import listed, words

EMPTY = words("（没有填）")


def show(field: Field, entry: str) -> str:
    """The entry in words: amounts with their unit, numbers of persons and cards masked."""
    try:
        value = parse(field, entry)
    except WrongEntry:
        return entry
    if value is None:
        return EMPTY
    told = _WORDS.get(field.type)
    return told(field, value) if told else str(value)


def _money(field: Field, value: Any) -> str:
    return words("{} 元（{}）", yuan(value), capitals(value)) if field.read_back else words("{} 元", yuan(value))


def _labels(field: Field, value: Any) -> str:
    labels = {option.value: option.label for option in field.options}
    return listed(labels[one] for one in (value if isinstance(value, list) else [value]))


def _date(_field: Field, value: Any) -> str:
    day = date.fromisoformat(value)
    return words("{}年{}月{}日", day.year, day.month, day.day)


def _month(_field: Field, value: Any) -> str:
    year, month = value.split("-")
    return words("{}年{}月", year, int(month))


_WORDS: dict[FieldType, Callable[[Field, Any], str]] = {
    FieldType.MONEY: _money,
    FieldType.CHOICE: _labels,
    FieldType.SEVERAL: _labels,
    FieldType.YES_NO: lambda _, value: words("是") if value else words("否"),
    FieldType.DECLARATION: lambda _, value: words("已确认"),
    FieldType.ID_NUMBER: lambda _, value: mask_number(value),
    FieldType.BANK_CARD: lambda _, value: mask_number(value),
    FieldType.REGION: lambda _, value: regions.name(value),
    FieldType.ADDRESS: lambda _, value: regions.name(value["region"]) + value["detail"],
    FieldType.GROUP: lambda _, value: words("{} 个", value),
    FieldType.PHOTO: lambda _, value: words("已拍照"),
    FieldType.DATE: _date,
    FieldType.MONTH: _month,
    FieldType.NUMBER: lambda field, value: words("{:g} {}", value, field.unit) if field.unit else f"{value:g}",
}
