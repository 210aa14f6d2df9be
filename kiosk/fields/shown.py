"""An entry as it is read back before signing. Pure."""

from __future__ import annotations

from datetime import date

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
    match field.type:
        case FieldType.MONEY:
            assert isinstance(value, int)
            return f"{yuan(value)} 元（{capitals(value)}）" if field.read_back else f"{yuan(value)} 元"
        case FieldType.CHOICE | FieldType.SEVERAL:
            labels = {option.value: option.label for option in field.options}
            return "、".join(labels[one] for one in (value if isinstance(value, list) else [str(value)]))
        case FieldType.YES_NO:
            return "是" if value else "否"
        case FieldType.DECLARATION:
            return "已确认"
        case FieldType.ID_NUMBER | FieldType.BANK_CARD:
            return mask_number(str(value))
        case FieldType.REGION:
            return regions.name(str(value))
        case FieldType.ADDRESS:
            assert isinstance(value, dict)
            return regions.name(value["region"]) + value["detail"]
        case FieldType.GROUP:
            return f"{value} 个"
        case FieldType.PHOTO:
            return "已拍照"
        case FieldType.DATE:
            day = date.fromisoformat(str(value))
            return f"{day.year}年{day.month}月{day.day}日"
        case FieldType.MONTH:
            year, month = str(value).split("-")
            return f"{year}年{int(month)}月"
        case FieldType.NUMBER:
            return f"{value:g} {field.unit}".strip()
        case _:
            return str(value)
