"""A language of its own for tests: every text in brackets, in Latin letters, longer than the Chinese, so that what was forgotten stands out."""

from __future__ import annotations

import gettext
import re

FIELDS = re.compile(r"(\{[^}]*\}|\n)")
LETTERS = "etaoinshrdlu"


class Pseudo(gettext.NullTranslations):
    """``帮助`` -> ``⟦etao⟧``-like: as many letters as English needs, fields and line ends kept where they are."""

    def gettext(self, message: str) -> str:
        parts = FIELDS.split(message)
        return "[" + "".join(part if FIELDS.fullmatch(part) else pseudo(part) for part in parts) + "]"


def pseudo(text: str) -> str:
    """A text without Chinese characters, about as long as its translation."""
    made, words = "", 0
    for character in text:
        if "\u4e00" <= character <= "\u9fff":
            made += LETTERS[words % len(LETTERS)] + LETTERS[(words * 5 + 3) % len(LETTERS)]
            words += 1
            if words % 4 == 0:
                made += " "
        else:
            made += {"，": ", ", "。": ". ", "；": "; ", "：": ": ", "？": "?", "“": "'", "”": "'", "、": ", ", "（": "(", "）": ")"}.get(
                character, character
            )
    return made.rstrip()
