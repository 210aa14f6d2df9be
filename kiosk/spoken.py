"""How a text is said aloud: numbers of persons never (居民身份证法 第19条), long numbers digit by digit, signs left out. Pure."""

from __future__ import annotations

import re

ID_HIDDEN, NUMBER_HIDDEN = "身份证号已隐藏", "号码已隐藏"
_ENGLISH = {ID_HIDDEN: "ID number hidden", NUMBER_HIDDEN: "number hidden"}
_ID_LENGTH = 18
_SPELLED = 5
"""From so many digits on a number is spelled: 12345 is a telephone number, 1500 an amount."""

_MASKED = re.compile(r"[0-9A-Za-z]{0,6}(?:[*＊•][ ]?){4,}[0-9A-Za-z]{0,4}")
_GROUPED_ID = re.compile(r"(?<![0-9A-Za-z])\d{6}[ -]?\d{8}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z])\d{4}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,3})?(?![0-9A-Za-z])")
_CODE = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Z-]*\d[0-9A-Z-]*)[0-9A-Z]+(?:-[0-9A-Z]+){1,}(?![0-9A-Za-z])")
_LONG = re.compile(rf"(?<![0-9A-Za-z.,])\d(?:[ -]?\d){{{_SPELLED - 1},}}(?![0-9A-Za-z.,])")
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?!\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SILENT = re.compile(r"[›‹“”\"‘’「」『』《》【】…•|]+")
_PAUSE = re.compile(r"\s*[·/]\s*|\n+")
_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_WORDS = dict(zip("0123456789", ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], strict=True))


def aloud(text: str, language: str = "zh_CN") -> str:
    """``text`` as it is spoken: nothing of an identity or bank card number is left in it, masked ones included."""
    chinese = speaks_chinese(text, language)
    said = _MASKED.sub(lambda match: _hidden(match[0], chinese), text)
    said = _GROUPED_ID.sub(_name(ID_HIDDEN, chinese), said)
    said = _CARD.sub(_name(NUMBER_HIDDEN, chinese), said)
    said = _TIME.sub(r"\1点\2分" if chinese else r"\1 \2", said)
    said = _THOUSANDS.sub("", said)
    said = _CODE.sub(lambda match: spelled(match[0], chinese), said)
    said = _LONG.sub(lambda match: spelled(match[0], chinese), said)
    said = _PAUSE.sub("，" if chinese else ", ", _SILENT.sub(" ", said))
    return " ".join(said.split())


def speaks_chinese(text: str, language: str) -> bool:
    """Whether ``text`` is read by the Chinese voice: also what stayed Chinese on a screen of another language."""
    return language.startswith("zh") or bool(re.search(r"[\u4e00-\u9fff]", text))


def spelled(code: str, chinese: bool = True) -> str:
    """``JB0147-6`` -> ``J B 零 一 四 七，六``; a character that is a letter stays one."""
    names = _DIGITS if chinese else _WORDS
    groups = [group for group in re.split(r"[ -]+", code) if group]
    return ("，" if chinese else ", ").join(" ".join(names.get(character, character.upper()) for character in group) for group in groups)


def _hidden(masked: str, chinese: bool) -> str:
    return _name(ID_HIDDEN if len(masked.replace(" ", "")) == _ID_LENGTH else NUMBER_HIDDEN, chinese)


def _name(hidden: str, chinese: bool) -> str:
    return hidden if chinese else _ENGLISH[hidden]
