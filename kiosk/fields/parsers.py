"""From the text of an entry to its value, one parser for each type of field. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from config import regions
from config.characters import settle
from config.matter import Field, FieldType
from kiosk.words import listed, words

Scalar = str | int | float | bool | None
Parsed = str | int | float | bool | list[str] | dict[str, str]

TEXT_LIMIT = 200
MOST_ROWS = 20
"""Rows of a group that says no ``max``."""
YES, NO = "yes", "no"
_INVISIBLE = ("Cc", "Cs", "Cn", "Cf", "Zl", "Zp")
_JOINERS = "\u200c\u200d"
"""Uyghur and other scripts need them within words."""
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3]")


class WrongEntry(ValueError):
    """The entry cannot be a value of this field; ``sentence`` tells the citizen what to do."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def parse(field: Field, entry: str) -> Parsed | None:
    """The value of ``entry``; ``None`` where it is empty. Raises WrongEntry."""
    text = unicodedata.normalize("NFC", settle(entry)).strip()
    if not text:
        return None
    return _PARSERS[field.type](field, text)


def _text(field: Field, text: str) -> str:
    _readable(field, text)
    shortest, longest = int(field.min or 0), int(field.max or TEXT_LIMIT)
    if len(text) < shortest:
        raise WrongEntry(words("{}至少写 {} 个字", field.label, shortest))
    if len(text) > longest:
        raise WrongEntry(words("{}最多写 {} 个字，现在是 {} 个", field.label, longest, len(text)))
    return text


def _readable(field: Field, text: str) -> None:
    if any(unicodedata.category(character) in _INVISIBLE and character not in _JOINERS for character in text):
        raise WrongEntry(words("{}里有看不见的符号，请删掉重填", field.label))
    if _PICTURES.search(text):
        raise WrongEntry(words("{}里有表情或图案，请删掉", field.label))


def _decimal(field: Field, text: str, places: int) -> Decimal:
    unit = words("元") if field.type is FieldType.MONEY else field.unit
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise WrongEntry(words("{}请只填数字", field.label)) from None
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]+)?", text):
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
    digits = re.sub(r"[^0-9]", "", text)
    try:
        if len(digits) != 8:
            raise ValueError
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        raise WrongEntry(words("{}请填 8 位数字，例如 20260307", field.label)) from None


def _month(field: Field, text: str) -> str:
    digits = re.sub(r"[^0-9]", "", text)
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
    from stdnum.iso7064 import mod_11_2

    if not mod_11_2.is_valid(number):
        raise wrong
    return number


def _credit_code(field: Field, text: str) -> str:
    """GB 32100-2015: 18 characters without I O S V Z, the last one a check character (31 counts as 0)."""
    code = text.replace(" ", "").upper()
    if len(code) != 18:
        raise WrongEntry(words("{}一共 18 位，现在是 {} 位", field.label, len(code)))
    if set(code) & set("IOSVZ"):
        raise WrongEntry(words("{}里没有字母 I、O、S、V、Z，请照着执照再核一遍", field.label))
    from stdnum.cn import uscc

    if not code.isascii() or not uscc.is_valid(code):
        raise WrongEntry(words("{}对不上，请照着执照再核一遍；执照上就是这样的，请到窗口办", field.label))
    return code


def _bank_card(field: Field, text: str) -> str:
    """ISO/IEC 7812: 12 to 19 digits with a Luhn check digit; domestic debit cards have 16 to 19."""
    number = text.replace(" ", "")
    if not re.fullmatch(r"[0-9]{16,19}", number):
        raise WrongEntry(words("{}是 16 到 19 位数字，现在是 {} 位", field.label, len(number)))
    from stdnum import luhn

    if not luhn.is_valid(number):
        raise WrongEntry(words("{}对不上，请照着银行卡再核一遍", field.label))
    return number


def _choice(field: Field, text: str) -> str:
    if text not in {option.value for option in field.options}:
        raise WrongEntry(words("请重新选择{}", field.label))
    return text


def _several(field: Field, text: str) -> list[str]:
    """In the order of the options, each once."""
    chosen = {part for part in text.split(",") if part}
    known = [option.value for option in field.options]
    if not chosen or not chosen <= set(known):
        raise WrongEntry(words("请重新选择{}", field.label))
    if field.min is not None and len(chosen) < field.min:
        raise WrongEntry(words("{}至少选 {:g} 个", field.label, field.min))
    if field.max is not None and len(chosen) > field.max:
        raise WrongEntry(words("{}最多选 {:g} 个，现在是 {} 个", field.label, field.max, len(chosen)))
    return [value for value in known if value in chosen]


def _region(field: Field, text: str) -> str:
    """GB/T 2260: a code in force, as deep as the field wants, or as deep as there is anything to choose."""
    if not re.fullmatch(r"[0-9]{6}([0-9]{3})?", text) or not regions.current(text):
        raise WrongEntry(words("请重新选择{}", field.label))
    if regions.level(text) < field.levels and regions.children(text):
        raise WrongEntry(words("{}还没选完，请选到最后一级", field.label))
    return text


def _address(field: Field, text: str) -> dict[str, str]:
    code, _, detail = text.partition(" ")
    if not code.isdigit():
        code, detail = "", text
    detail = detail.strip()
    missing: list[str] = []
    if not code:
        missing.append(words("{}请先选省、市、区县", field.label))
    else:
        try:
            _region(field, code)
        except WrongEntry as wrong:
            missing.append(wrong.sentence)
    shortest = max(1, int(field.min or 0))
    if len(detail) < shortest:
        missing.append(words("{}的街道、门牌至少写 {} 个字", field.label, shortest))
    if len(detail) > int(field.max or TEXT_LIMIT):
        missing.append(words("{}的街道、门牌最多写 {} 个字，现在是 {} 个", field.label, int(field.max or TEXT_LIMIT), len(detail)))
    if missing:
        raise WrongEntry(listed(missing, words("{}；{}")))
    _readable(field, detail)
    return {"region": code, "detail": detail}


def _yes_no(field: Field, text: str) -> bool:
    if text not in (YES, NO):
        raise WrongEntry(words("请选择{}", field.label))
    return text == YES


def _rows(field: Field, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text) or int(text) > int(field.max or MOST_ROWS):
        raise WrongEntry(words("{}最多填 {} 个", field.label, int(field.max or MOST_ROWS)))
    if field.min is not None and int(text) < field.min:
        raise WrongEntry(words("{}至少填 {:g} 个", field.label, field.min))
    return int(text)


def _photo(field: Field, text: str) -> str:
    """SHA-256 of the picture taken here, in hex."""
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise WrongEntry(words("请重新拍{}", field.label))
    return text


_PARSERS: dict[FieldType, Callable[[Field, str], Parsed]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.MONTH: _month,
    FieldType.PHONE: _phone,
    FieldType.ID_NUMBER: _id_number,
    FieldType.CREDIT_CODE: _credit_code,
    FieldType.BANK_CARD: _bank_card,
    FieldType.CHOICE: _choice,
    FieldType.SEVERAL: _several,
    FieldType.REGION: _region,
    FieldType.ADDRESS: _address,
    FieldType.GROUP: _rows,
    FieldType.YES_NO: _yes_no,
    FieldType.PHOTO: _photo,
    FieldType.DECLARATION: _yes_no,
}
