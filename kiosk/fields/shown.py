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

EMPTY = "（没有填）"


def show(field: Field, entry: str) -> str:
    """The entry in words: amounts with their unit, numbers of persons and cards masked."""
    try:
        value = parse(field, entry)
    except WrongEntry:
        return entry
    if value is None:
        return EMPTY
    words = _WORDS.get(field.type)
    return words(field, value) if words else str(value)


def _money(field: Field, value: Any) -> str:
    return f"{yuan(value)} 元（{capitals(value)}）" if field.read_back else f"{yuan(value)} 元"


def _labels(field: Field, value: Any) -> str:
    labels = {option.value: option.label for option in field.options}
    return "、".join(labels[one] for one in (value if isinstance(value, list) else [value]))


def _date(_field: Field, value: Any) -> str:
    day = date.fromisoformat(value)
    return f"{day.year}年{day.month}月{day.day}日"


def _month(_field: Field, value: Any) -> str:
    year, month = value.split("-")
    return f"{year}年{int(month)}月"


_WORDS: dict[FieldType, Callable[[Field, Any], str]] = {
    FieldType.MONEY: _money,
    FieldType.CHOICE: _labels,
    FieldType.SEVERAL: _labels,
    FieldType.YES_NO: lambda _, value: "是" if value else "否",
    FieldType.DECLARATION: lambda _, value: "已确认",
    FieldType.ID_NUMBER: lambda _, value: mask_number(value),
    FieldType.BANK_CARD: lambda _, value: mask_number(value),
    FieldType.REGION: lambda _, value: regions.name(value),
    FieldType.ADDRESS: lambda _, value: regions.name(value["region"]) + value["detail"],
    FieldType.GROUP: lambda _, value: f"{value} 个",
    FieldType.PHOTO: lambda _, value: "已拍照",
    FieldType.DATE: _date,
    FieldType.MONTH: _month,
    FieldType.NUMBER: lambda field, value: f"{value:g} {field.unit}".strip(),
}
