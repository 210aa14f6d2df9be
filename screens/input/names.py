"""Names of people from pinyin: whole names put together, and the characters that names are made of before all others. Pure.

librime knows words, and a name is none. How often a character is a surname, or stands alone, first or last in a given name, is counted in
``data/names.tsv.gz``; its first line says from what. Nothing is learnt: the same keys give the same names to everybody.
"""

from __future__ import annotations

import gzip
import heapq
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from screens.input.composition import FEW
from screens.input.ranking import is_surname, surnames_first

TABLE = Path(__file__).parent / "data" / "names.tsv.gz"
FIRST, BESIDE = 4, 2
"""So many whole names stand before the surnames, and so many surnames before the other names: the page that is seen first has both."""
KNOWN = 12
"""Of each syllable so many characters are tried for a given name of two, and so many surnames."""
MOST = 16
"""More whole names than these are not offered."""
PAIRED = 0.5
"""How much a given name that is borne as a whole counts beside its characters on their own."""
_PREEDIT = re.compile(r"([^ -~]*)([a-z' ]*)")

Weighed = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Names:
    """By syllable (two with a space between them where the text has two), the most likely first; the shares of each add up to one."""

    surnames: Mapping[str, Weighed]
    alone: Mapping[str, Weighed]
    first: Mapping[str, Weighed]
    last: Mapping[str, Weighed]
    pairs: Mapping[str, Weighed]


@cache
def table() -> Names:
    """All of it. Read once: some hundredths of a second."""
    with gzip.open(TABLE, "rt", encoding="utf-8") as file:
        next(file)
        rows = [line.rstrip("\n").split("\t") for line in file]
    return Names(*(_by_syllable((text, spelt, float(cells[at])) for text, spelt, *cells in rows if cells[at]) for at in range(5)))


def _by_syllable(rows: Iterable[tuple[str, str, float]]) -> dict[str, Weighed]:
    counted = list(rows)
    everything = sum(count for _, _, count in counted)
    found: dict[str, list[tuple[str, float]]] = {}
    for text, spelt, count in counted:
        for spelling in spelt.split(","):
            found.setdefault(spelling, []).append((text, count / everything))
    return {spelling: tuple(sorted(each, key=lambda pair: -pair[1])) for spelling, each in found.items()}


def given(syllables: Sequence[str]) -> dict[str, float]:
    """Given names of one or two characters with how likely they are; none for more syllables, or for one that no name has."""
    known = table()
    if len(syllables) == 1:
        return dict(known.alone.get(syllables[0], ()))
    if len(syllables) != 2:
        return {}
    firsts, lasts = known.first.get(syllables[0], ())[:KNOWN], known.last.get(syllables[1], ())[:KNOWN]
    made = {one + other: (1 - PAIRED) * share * rest for (one, share), (other, rest) in product(firsts, lasts)}
    for text, share in known.pairs.get(" ".join(syllables), ()):
        made[text] = made.get(text, 0.0) + PAIRED * share
    return made


def whole(syllables: Sequence[str]) -> dict[str, float]:
    """Surname and given name with how likely they are; compound surnames take two syllables."""
    made: dict[str, float] = {}
    for cut in (1, 2):
        surnames = table().surnames.get(" ".join(syllables[:cut]), ())[:KNOWN]
        rest = given(syllables[cut:]) if surnames and len(syllables) > cut else {}
        for (surname, share), name in product(surnames, heapq.nlargest(MOST, rest, key=rest.__getitem__)):
            made[surname + name] = share * rest[name]
    return made


@dataclass(frozen=True, slots=True)
class Naming:
    """What of a name is there when a key has been answered: ``before`` stands already or is chosen, ``syllables`` are still pinyin."""

    before: str
    syllables: tuple[str, ...]

    @classmethod
    def of(cls, stands: str, preedit: str) -> Naming:
        """``preedit`` is the engine's: what was chosen, then the syllables, such as ``王xiu ying``; it writes ü where v was typed."""
        found = _PREEDIT.fullmatch(preedit.replace("ü", "v"))
        return cls(stands + found[1], tuple(re.split(r"[ ']+", found[2].strip(" '")))) if found else cls(stands, ())

    def names(self) -> tuple[str, ...]:
        """What the syllables may be as the rest of a name, the most likely first."""
        if not self.before:
            found = whole(self.syllables)
        elif is_surname(self.before):
            found = given(self.syllables)
        elif len(self.syllables) == 1 and is_surname(self.before[:-1]):
            found = dict(table().last.get(self.syllables[0], ()))
        else:
            found = {}
        return tuple(heapq.nlargest(MOST, found, key=found.__getitem__))

    def offered(self, candidates: Sequence[str]) -> tuple[str, ...]:
        """``candidates`` of the engine with the names among them: the likeliest, then what one chooses a character at a time, then the others.

        Asking the engine for more never moves what is shown already: only its first ``FEW`` change places.
        """
        if not self.syllables or not self.syllables[0]:
            return tuple(candidates)
        names = self.names()
        head = surnames_first(candidates, alone=bool(names)) if not self.before else self._characters_first(candidates)
        return tuple(dict.fromkeys([*names[:FIRST], *head[:BESIDE], *names[FIRST:], *head[BESIDE:]]))

    def _characters_first(self, candidates: Sequence[str]) -> tuple[str, ...]:
        """Within a name: of the first candidates, single characters as often as names have them there."""
        if not is_surname(self.before):
            return tuple(candidates)
        shares = dict((table().first if len(self.syllables) > 1 else table().alone).get(self.syllables[0], ()))
        few = sorted(candidates[:FEW], key=lambda text: -shares.get(text, 0.0))
        return (*few, *candidates[FEW:])
