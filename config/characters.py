"""Characters that mean the same: private code points of old cards, compatibility forms, variation selectors. Pure.

GB 18030-2000 and -2005 had no Unicode code point for some characters and put them into Unicode's private use area; GB 18030-2022 (its
appendix on changed mappings) gives their public ones. Identity cards and data of those years still carry the private ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_LETTERS = {0xE7C7: 0x1E3F, 0xE7C8: 0x01F9}
_VERTICAL_FORMS = dict(zip(range(0xE78D, 0xE797), (0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A)), strict=True))
_HAN = """
2E81 20087 20089 200CC 2E84 3473 3447 2E88 2E8B 9FB4 359E 361A 360E 2E8C 2E97 396E 3918 9FB5 39CF 39DF 3A73 39D0 9FB6 9FB7 3B4E 3C6E 3CE0
2EA7 215D7 9FB8 2EAA 4056 415F 2EAE 4337 2EB3 2EB6 2EB7 2298F 43B1 43AC 2EBB 43DD 44D6 4661 464C 9FB9 4723 4729 477C 478D 2ECA 4947 497A
497D 4982 4983 4985 4986 499F 499B 49B7 49B6 9FBA 241FE 4CA3 4C9F 4CA0 4CA1 4C77 4CA2 4D13 4D14 4D15 4D16 4D17 4D18 4D19 4DAE 9FBB
"""
_FIRST_HAN = 0xE815

PRIVATE: Mapping[int, int] = {
    **_LETTERS,
    **_VERTICAL_FORMS,
    **{_FIRST_HAN + index: int(code, 16) for index, code in enumerate(_HAN.split())},
}
"""The public code point of each private one that the standard knows."""

_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d]")
_DOTS = re.compile("[•‧∙⋅・･·]")


def settle(text: str) -> str:
    """``text`` with every private code point that the standard knows replaced by its public one; all others are kept."""
    return text.translate(PRIVATE)


def unclear(text: str) -> tuple[str, ...]:
    """The private code points that nobody knows, each once: whoever handles the case has to look at the document."""
    return tuple(dict.fromkeys(each for each in settle(text) if unicodedata.category(each) == "Co"))


def folded(text: str) -> str:
    """What counts when two texts are compared or one is searched in the other: neither width, case, radical form, variant nor kind of dot."""
    plain = unicodedata.normalize("NFKC", settle(_SELECTORS.sub("", text)))
    return _DOTS.sub("·", plain).casefold()


def same(first: str, second: str) -> bool:
    """Whether two names are the same name, blanks at the ends aside."""
    return folded(first).strip() == folded(second).strip()
