"""The languages a citizen can choose, each in its own name, and the turn of simplified into traditional characters. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

SIMPLIFIED, TRADITIONAL, ENGLISH, UYGHUR, TIBETAN = "zh_CN", "zh_Hant", "en", "ug", "bo"


@dataclass(frozen=True, slots=True)
class Language:
    """``name`` in the language itself (WCAG 3.1.2, UCC: nobody finds their language by its Chinese name); ``rtl`` is written from right to left."""

    code: str
    name: str
    rtl: bool = False


LANGUAGES = (
    Language(SIMPLIFIED, "简体中文"),
    Language(TRADITIONAL, "繁體中文"),
    Language(ENGLISH, "English"),
    Language(UYGHUR, "ئۇيغۇرچە", rtl=True),
    Language(TIBETAN, "བོད་སྐད།"),
)
"""Every language there is a catalogue for; which of them a terminal offers, its settings say."""


def language(code: str) -> Language:
    """The language of ``code``. Raises KeyError."""
    return {each.code: each for each in LANGUAGES}[code]


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")


@lru_cache(2000)
def traditional(text: str) -> str:
    """``text`` in traditional characters, phrase by phrase (发送 -> 發送, 头发 -> 頭髮). For display only, and never for what a person typed."""
    return str(_converter().convert(text))
