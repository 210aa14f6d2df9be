"""What a citizen typed into a field: parsed, checked, and shown again. Pure.

An entry is kept as the text the citizen sees; a value is what rules and the case get: ``None`` while empty, ``int`` fen for
money, ``float`` for numbers, ``bool`` for yes/no and declarations, ISO text for dates and months, else ``str``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from stdnum import luhn
from stdnum.iso7064 import mod_11_2

from config.characters import settle
from config.matter import Field, FieldType
from kiosk.money import capitals, yuan
from kiosk.redact import mask_number
from kiosk.words import words

Value = str | int | float | bool | None

TEXT_LIMIT = 200
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. ``field`` is the field's id, empty for the page as a whole; ``say`` tells what to do."""

    field: str
    say: str


class WrongEntry(ValueError):
    """The entry cannot be a value of this field; ``sentence`` tells the citizen what to do."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def parse(field: Field, entry: str) -> Value:
    """The value of ``entry``; ``None`` where it is empty. Raises WrongEntry."""
    text = unicodedata.normalize("NFC", settle(entry)).strip()
    if not text:
        return None
    return _PARSERS[field.type](field, text)


def check(field: Field, entry: str) -> Problem | None:
    """What is wrong with ``entry``, if anything; a missing required entry is wrong too."""
    try:
        value = parse(field, entry)
    except WrongEntry as wrong:
        return Problem(field.id, wrong.sentence)
    if field.type is FieldType.DECLARATION and field.required and value is not True:
        return Problem(field.id, words("读完后，请点一下“{}”前面的方框", field.label))
    if value is None and field.required:
        chooses = field.type in (FieldType.CHOICE, FieldType.YES_NO)
        return Problem(field.id, words("请选择{}", field.label) if chooses else words("请填写{}", field.label))
    return None


def show(field: Field, entry: str) -> str:
    """The entry as it is read back before signing: amounts with their unit, numbers of persons and cards masked."""
    try:
        value = parse(field, entry)
    except WrongEntry:
        return entry
    if value is None:
        return words("（没有填）")
    match field.type:
        case FieldType.MONEY:
            assert isinstance(value, int)
            return words("{} 元（{}）", yuan(value), capitals(value)) if field.read_back else words("{} 元", yuan(value))
        case FieldType.CHOICE:
            return next((option.label for option in field.options if option.value == value), entry)
        case FieldType.YES_NO:
            return words("是") if value else words("否")
        case FieldType.DECLARATION:
            return words("已确认")
        case FieldType.ID_NUMBER | FieldType.BANK_CARD:
            return mask_number(str(value))
        case FieldType.DATE:
            day = date.fromisoformat(str(value))
            return words("{}年{}月{}日", day.year, day.month, day.day)
        case FieldType.MONTH:
            year, month = str(value).split("-")
            return words("{}年{}月", year, int(month))
        case FieldType.NUMBER:
            return f"{value:g} {field.unit}".strip()
        case _:
            return str(value)


def for_rules(field: Field, value: Value) -> Value:
    """The value as rules see it: money in yuan, everything else as it is."""
    return value / 100 if field.type is FieldType.MONEY and isinstance(value, int) else value


def _text(field: Field, text: str) -> str:
    if any(unicodedata.category(character) in ("Cc", "Cs", "Cn") for character in text):
        raise WrongEntry(words("{}里有看不见的符号，请删掉重填", field.label))
    shortest, longest = int(field.min or 0), int(field.max or TEXT_LIMIT)
    if len(text) < shortest:
        raise WrongEntry(words("{}至少写 {} 个字", field.label, shortest))
    if len(text) > longest:
        raise WrongEntry(words("{}最多写 {} 个字，现在是 {} 个", field.label, longest, len(text)))
    return text


def _decimal(field: Field, text: str, places: int) -> Decimal:
    unit = words("元") if field.type is FieldType.MONEY else field.unit
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise WrongEntry(words("{}请只填数字", field.label)) from None
    if not re.fullmatch(r"\d{1,12}(\.\d+)?", text):
        raise WrongEntry(words("{}请只填数字", field.label))
    if -int(amount.as_tuple().exponent) > places:
        raise WrongEntry(words("{}小数点后最多 {} 位", field.label, places) if places else words("{}请填整数", field.label))
    if field.min is not None and amount < Decimal(str(field.min)):
        raise WrongEntry(_with_unit(words("{}不能少于 {:g}", field.label, field.min), unit))
    if field.max is not None and amount > Decimal(str(field.max)):
        raise WrongEntry(_with_unit(words("{}不能超过 {:g}", field.label, field.max), unit))
    return amount


def _with_unit(sentence: str, unit: str) -> str:
    return words("{} {}", sentence, unit) if unit else sentence


def _number(field: Field, text: str) -> float:
    return float(_decimal(field, text, 0))


def _money(field: Field, text: str) -> int:
    return int(_decimal(field, text, 2) * 100)


def _date(field: Field, text: str) -> str:
    digits = re.sub(r"\D", "", text)
    try:
        if len(digits) != 8:
            raise ValueError
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        raise WrongEntry(words("{}请填 8 位数字，例如 20260307", field.label)) from None


def _month(field: Field, text: str) -> str:
    digits = re.sub(r"\D", "", text)
    try:
        if len(digits) != 6:
            raise ValueError
        return date(int(digits[:4]), int(digits[4:]), 1).isoformat()[:7]
    except ValueError:
        raise WrongEntry(words("{}请填 6 位数字，例如 202603", field.label)) from None


def _phone(field: Field, text: str) -> str:
    digits = text.replace(" ", "")
    if not re.fullmatch(r"1[3-9][0-9]{9}", digits):
        raise WrongEntry(words("{}是 1 开头的 11 位数字，请再看看", field.label))
    return digits


def _id_number(field: Field, text: str) -> str:
    """GB 11643-1999: 17 digits and an ISO 7064 MOD 11-2 check character. Retired area codes stay valid."""
    number = text.replace(" ", "").upper()
    wrong = WrongEntry(words("{}对不上，请照着证件再核一遍", field.label))
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        raise WrongEntry(words("{}一共 18 位，现在是 {} 位", field.label, len(number))) if len(number) != 18 else wrong
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise wrong from None
    if not mod_11_2.is_valid(number):
        raise wrong
    return number


def _bank_card(field: Field, text: str) -> str:
    """ISO/IEC 7812: 12 to 19 digits with a Luhn check digit; domestic debit cards have 16 to 19."""
    number = text.replace(" ", "")
    if not re.fullmatch(r"[0-9]{16,19}", number):
        raise WrongEntry(words("{}是 16 到 19 位数字，现在是 {} 位", field.label, len(number)))
    if not luhn.is_valid(number):
        raise WrongEntry(words("{}对不上，请照着银行卡再核一遍", field.label))
    return number


def _choice(field: Field, text: str) -> str:
    if text not in {option.value for option in field.options}:
        raise WrongEntry(words("请重新选择{}", field.label))
    return text


def _yes_no(field: Field, text: str) -> bool:
    if text not in (YES, NO):
        raise WrongEntry(words("请选择{}", field.label))
    return text == YES


_PARSERS: dict[FieldType, Callable[[Field, str], Value]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.MONTH: _month,
    FieldType.PHONE: _phone,
    FieldType.ID_NUMBER: _id_number,
    FieldType.BANK_CARD: _bank_card,
    FieldType.CHOICE: _choice,
    FieldType.YES_NO: _yes_no,
    FieldType.DECLARATION: _yes_no,
}
