"""Search over what matters are called, for people who type little and not always right.

All names stand in three long texts (as written, in pinyin, by initials), a name a line, which the interpreter searches at the speed of
memory: no query looks at a single name before it is found.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from config.near import near, occurrences
from config.spelling import spell
from config.words import masked_parts, normalise, without_fillers

MOST_FOUND = 100
"""Nobody reads more rows; who finds too much types one key more."""
_MOST_TRIED = 400
"""Places looked at for one way to match."""
_MOST_NEAR = 250
"""The same where a wrong key is looked for; each place takes longer."""
_LEAST_FOR_A_TYPO = 3
"""Shorter input with one wrong key would match everything."""
_LONGEST = 40
_SHARED = 0.6
"""How many of a sentence's pairs of characters a name must have, where nothing else was found."""


class Called(Struct, frozen=True):
    """What one matter is called: ``names`` by offices (name, short name, aliases), ``sayings`` by people."""

    names: list[str]
    sayings: list[str]


class Spelt(Struct, frozen=True):
    """The three texts: a line a name, with a line break before the first and after each. ``owners``: whose name a line is (4 bytes each)."""

    texts: str
    pinyins: str
    initials: str
    owners: bytes
    words: list[str]
    """what may be suggested, as written, one a line of the texts"""


def spelt(called: Sequence[Called]) -> Spelt:
    """Spell all names out: seconds for thousands; a child process does most of it."""
    lines = [(owner, name) for owner, each in enumerate(called) for name in dict.fromkeys([*each.names, *each.sayings])]
    normal = [(owner, name, normalise(name)) for owner, name in lines]
    kept = [line for line in normal if line[2]]
    pairs = spell([text for _owner, _name, text in kept])
    return Spelt(
        _lines(text for _owner, _name, text in kept),
        _lines(pinyin for pinyin, _initials in pairs),
        _lines(initials for _pinyin, initials in pairs),
        array("I", [owner for owner, _name, _text in kept]).tobytes(),
        [name for _owner, name, _text in kept],
    )


def _lines(texts: Iterable[str]) -> str:
    return "\n" + "".join(f"{text}\n" for text in texts)


class _Spelling:
    """One of the three texts, and which line a place in it is on."""

    def __init__(self, text: str, owners: array[int]) -> None:
        self.text, self.owners = text, owners
        self._starts = array("I", _starts(text))

    def line(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def owner(self, at: int) -> int:
        return self.owners[self.line(at)]


def _starts(text: str) -> Iterator[int]:
    at = 1
    while at < len(text):
        yield at
        at = text.find("\n", at) + 1


class Index:
    """What people typed -> positions of matters, best first."""

    def __init__(self, names: Spelt, fillers: list[str]) -> None:
        owners = array("I", names.owners)
        self._texts, self._pinyins, self._initials = (_Spelling(text, owners) for text in (names.texts, names.pinyins, names.initials))
        self._words, self._fillers = names.words, fillers

    def search(self, text: str) -> list[int]:
        """Best first, at most ``MOST_FOUND``; ties keep the order of the catalogue. Nothing for empty input.

        A wrong key counts only where nothing fits exactly, a sentence's words only where that finds nothing either.
        """
        if parts := masked_parts(text[:_LONGEST]):
            return self._with_parts(parts)
        wanted = normalise(text[:_LONGEST])
        if not wanted:
            return []
        found = self._exact(wanted) or self._typo(wanted)
        if not found and not wanted.isascii():
            said = without_fillers(wanted, self._fillers)
            if said != wanted:
                found = self._exact(said) or self._typo(said)
            found = found or self._alike(said)
        return found

    def suggest(self, text: str, most: int) -> list[str]:
        """Names and sayings that begin with, else hold, what was typed (in any spelling), the shortest first."""
        wanted = normalise(text[:_LONGEST])
        if not wanted:
            return []
        found: dict[str, None] = {}
        for needle in (f"\n{wanted}", wanted):
            for spelling in self._spellings(wanted):
                lines = [spelling.line(at + 1) for at in occurrences(spelling.text, needle, MOST_FOUND)]
                found.update(dict.fromkeys(sorted((self._words[line] for line in lines), key=len)))
            if len(found) >= most:
                break
        return list(found)[:most]

    def _spellings(self, wanted: str) -> tuple[_Spelling, ...]:
        """Chinese characters stand in one of the texts only."""
        return (self._texts, self._initials, self._pinyins) if wanted.isascii() else (self._texts,)

    def _exact(self, wanted: str) -> list[int]:
        spellings = [spelling for spelling in self._spellings(wanted) if wanted in spelling.text]
        found: dict[int, None] = {}
        first = sorted({s.owner(at + 1) for s in spellings for at in occurrences(s.text, f"\n{wanted}\n", _MOST_TRIED)})
        found.update(dict.fromkeys(first))
        for spelling in spellings:
            for needle, skip in ((f"\n{wanted}", 1), (wanted, 0)):
                if len(found) >= MOST_FOUND:
                    return list(found)[:MOST_FOUND]
                self._collect(found, (spelling.owner(at + skip) for at in occurrences(spelling.text, needle, _MOST_TRIED)))
        return list(found)[:MOST_FOUND]

    def _typo(self, wanted: str) -> list[int]:
        found: dict[int, None] = {}
        if len(wanted) >= _LEAST_FOR_A_TYPO:
            for spelling in self._spellings(wanted):
                self._collect(found, (spelling.owner(at) for at in near(spelling.text, wanted, _MOST_NEAR)))
        return list(found)[:MOST_FOUND]

    def _alike(self, said: str) -> list[int]:
        """Matters with a name that shares most pairs of neighbouring characters with a sentence."""
        pairs = {left + right for left, right in pairwise(said)}
        if len(pairs) < 2:
            return []
        lines: dict[int, int] = {}
        for pair in pairs:
            for line in {self._texts.line(at) for at in occurrences(self._texts.text, pair, _MOST_TRIED)}:
                lines[line] = lines.get(line, 0) + 1
        best: dict[int, int] = {}
        for line, count in lines.items():
            if count >= _SHARED * len(pairs):
                owner = self._texts.owners[line]
                best[owner] = max(best.get(owner, 0), count)
        return sorted(best, key=lambda owner: (-best[owner], owner))[:MOST_FOUND]

    def _with_parts(self, parts: list[str]) -> list[int]:
        """Matters with a name that holds the readable parts in their order."""
        text = self._texts.text
        longest = max(parts, key=len)
        found: dict[int, None] = {}
        for at in occurrences(text, longest, _MOST_TRIED):
            begin = text.rfind("\n", 0, at) + 1
            end = text.find("\n", at)
            if len(found) < MOST_FOUND and _in_order(text[begin:end], parts):
                found[self._texts.owner(at)] = None
        return list(found)

    @staticmethod
    def _collect(found: dict[int, None], owners: Iterable[int]) -> None:
        for owner in owners:
            found[owner] = None
            if len(found) >= MOST_FOUND:
                return


def _in_order(name: str, parts: Sequence[str]) -> bool:
    at = 0
    for part in parts:
        at = name.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True
