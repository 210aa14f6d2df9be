"""Addresses from syllables: places of China by their whole names, and what is behind them by how such names end. Pure.

The engine knows words, and the names of most counties and streets are none: 振兴街 comes out as 振兴接. In the field of an address a place that
is spelt so comes first (``data/places.tsv.gz``, made by :mod:`screens.input.places`), and what sounds like a street is one.
Runs in the engine's process: needs the standard library alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "places.tsv.gz"
SIDES = {"dong": "东", "nan": "南", "xi": "西", "bei": "北", "zhong": "中"}
ENDS = {
    "lu": ("路",),
    "jie": ("街",),
    "xiang": ("巷", "乡"),
    "nong": ("弄",),
    "long": ("弄",),
    "li": ("里",),
    "cun": ("村",),
    "zhen": ("镇",),
    "qu": ("区",),
    "yuan": ("苑", "园", "院"),
    "zhuang": ("庄",),
    "da dao": ("大道",),
    "jie dao": ("街道",),
    "she qu": ("社区",),
    "xiao qu": ("小区",),
    "xin cun": ("新村",),
    "hua yuan": ("花园",),
    "gong yu": ("公寓",),
    **{f"{spelt} {end}": (f"{side}{of}",) for spelt, side in SIDES.items() for end, of in (("lu", "路"), ("jie", "街"))},
}
"""How streets, villages and estates end."""
BEST = 3
"""So many readings are told of what the engine was asked for."""

Convert = Callable[[str], Sequence[str]]
"""What the engine makes of keys, the best first; only texts that use all of them."""


@cache
def places() -> dict[str, tuple[str, ...]]:
    """Names of places by their spelling without spaces. Read once: some hundredths of a second."""
    import gzip  # an engine that is asked for no address starts without it

    found: dict[str, tuple[str, ...]] = {}
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        for line in file:
            name, spelt = line.rstrip("\n").replace(" ", "").split("\t")
            found[spelt] = (*found.get(spelt, ()), name)
    return found


def composed(syllables: Sequence[str], best: str, convert: Convert) -> list[str]:
    """What all of ``syllables`` may be in an address, the likeliest first; ``best`` is what the engine makes of them.

    Places are looked up by their letters: where syllables begin and end (xi'an or xian) is the engine's guess.
    """
    rest, known = begun("".join(syllables))
    if not known:
        return _ended(syllables, best, convert)
    tails = [*_behind(rest, syllables, convert), *convert(rest)][:BEST] if rest else [""]
    return list(dict.fromkeys(place + tail for place in known for tail in tails))


def begun(keys: str) -> tuple[str, tuple[str, ...]]:
    """The longest place that ``keys`` begin with: the keys behind it, and what it may be; nothing where they begin with none."""
    for cut in range(len(keys), 3, -1):
        if known := places().get(keys[:cut]):
            return keys[cut:], known
    return keys, ()


def _behind(rest: str, syllables: Sequence[str], convert: Convert) -> list[str]:
    """What stands behind a place, where it begins with a syllable."""
    at = next((at for at in range(1, len(syllables)) if "".join(syllables[at:]) == rest), 0)
    return _ended(syllables[at:], "", convert) if at else []


def _ended(syllables: Sequence[str], best: str, convert: Convert) -> list[str]:
    """A name of which the end says what it is the name of."""
    for length in (2, 1):
        ends, name = ENDS.get(" ".join(syllables[-length:]), ()), syllables[:-length]
        if ends and len(name) >= (2 if length == 1 else 1):
            likely = sorted(ends, key=lambda end: not best.endswith(end))
            return [text + end for text in list(convert("'".join(name)))[:BEST] for end in likely]
    return []
