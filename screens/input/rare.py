"""Characters nobody can pronounce: by the pinyin of their parts (龙 and 天: longtian gives 䶮) or by code point (u20bb7 gives 𠮷). Pure.

The table is made from cjk-decomp 0.4 (Gavin Grover, Apache License 2.0); its first line says so.
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "components.tsv.gz"
_CODE = re.compile(r"u([0-9a-f]{1,6})$")
UNIFIED = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD))
"""Where Chinese characters stand; the private use areas are none of them."""


@cache
def table() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every spelling in alphabetical order, and the characters of each. Read once: a tenth of a second."""
    with gzip.open(TABLE, "rt", encoding="utf-8") as file:
        next(file)
        pairs = [line.rstrip("\n").split("\t") for line in file]
    return tuple(key for key, _ in pairs), tuple(characters for _, characters in pairs)


def is_code(keys: str) -> bool:
    """Whether ``keys`` are the beginning of a code point: no syllable begins with u."""
    return keys[:1] == "u"


def candidates(keys: str, most: int) -> list[str]:
    """Characters whose parts are spelt ``keys``, then those whose spelling begins so; or the one of a code point."""
    keys = keys.replace("'", "")
    if is_code(keys):
        code = _CODE.match(keys)
        value = int(code[1], 16) if code else 0
        return [chr(value)] if any(first <= value <= last for first, last in UNIFIED) else []
    return list(dict.fromkeys(islice(_spelt(keys), most)))


def _spelt(keys: str) -> Iterator[str]:
    spellings, found = table()
    at = bisect_left(spellings, keys)
    while keys and at < len(spellings) and spellings[at].startswith(keys):
        yield from found[at]
        at += 1
