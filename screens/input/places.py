"""The places of China as words for the pinyin engine: ``python -m screens.input.places`` writes ``data/places.tsv.gz`` from ``config.regions``.

Each line is a name and one way to spell it. A name that can be read in several ways is there with each of them: whoever types 洪洞 as hongdong
finds it, too.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from config import regions

FILE = Path(__file__).parent / "data" / "places.tsv.gz"
EITHER = {
    "长": "chang zhang",
    "六": "liu lu",
    "单": "shan dan",
    "洞": "dong tong",
    "堡": "bao bu pu",
    "埔": "bu pu",
    "莘": "shen xin",
    "涡": "guo wo",
    "歙": "she xi",
    "蔚": "yu wei",
    "荥": "xing ying",
    "浚": "xun jun",
    "柏": "bai bo",
    "筠": "jun yun",
    "乐": "le yue lao",
    "会": "hui kuai",
    "大": "da dai",
    "铅": "yan qian",
    "阿": "a e",
    "番": "pan fan",
    "朝": "chao zhao",
    "牟": "mu mou",
    "枞": "zong cong",
    "峙": "zhi shi",
    "侯": "hou",
    "陂": "pi bei",
    "都": "du dou",
    "行": "xing hang",
}
"""Characters that are read in several ways in names of places, or that strangers read otherwise than those who live there."""


def names() -> list[str]:
    """Every province, city and county in force, by itself and with all that is above it. Invented ones of tests are left out."""
    found: dict[str, None] = {}
    for region in _all(regions.COUNTRY):
        if not region.synthetic and region.level < 4:
            found |= dict.fromkeys((region.name, regions.name(region.code)))
    return [name for name in found if len(name) > 1]


def _all(code: str) -> Iterator[regions.Region]:
    for region in regions.children(code):
        yield region
        yield from _all(region.code)


def spellings(name: str) -> list[str]:
    """How ``name`` may be spelt, syllables with a space between them, the likeliest first."""
    from pypinyin import lazy_pinyin

    likely = lazy_pinyin(name)
    ways = [dict.fromkeys([likely[at], *EITHER.get(character, "").split()]) for at, character in enumerate(name)]
    return [" ".join(each).replace("ü", "v") for each in product(*ways)]


def content() -> bytes:
    """What the file should be."""
    lines = (f"{name}\t{spelt}\n" for name in names() for spelt in spellings(name))
    return gzip.compress("".join(lines).encode(), mtime=0)


if __name__ == "__main__":
    FILE.write_bytes(content())
    sys.stdout.write(f"{FILE}\n")
