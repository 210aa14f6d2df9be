"""Search over the names of matters, for people who type little and not always right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from config.characters import folded
from config.matter import Matter
from config.spelling import spell

_LEAST_FOR_A_TYPO = 3
"""Shorter input with one wrong key would match everything."""


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to call a matter, as written, in full pinyin and by its initials."""

    text: str
    pinyin: str
    initials: str


class Index:
    """Names of matters, spelt out once at the first search."""

    def __init__(self, matters: Sequence[Matter]) -> None:
        self._matters = matters
        self._names: list[tuple[_Name, ...]] | None = None

    def warm(self) -> None:
        """Build the index now."""
        if self._names is not None:
            return
        called = [[normalise(name) for name in (matter.name, matter.short_name, *matter.aliases)] for matter in self._matters]
        spelt = iter(spell([name for names in called for name in names]))
        self._names = [tuple(_Name(name, *next(spelt)) for name in names) for names in called]

    def search(self, text: str) -> list[Matter]:
        """Best first; ties keep the order of the catalogue. Nothing for empty input. A wrong key counts only where nothing fits exactly."""
        wanted = normalise(text)
        if not wanted:
            return []
        self.warm()
        ranked = self._ranked(lambda name: _rank(name, wanted))
        if not ranked and len(wanted) >= _LEAST_FOR_A_TYPO:
            ranked = self._ranked(lambda name: _rank_with_typo(name, wanted))
        return ranked

    def _ranked(self, rank: Callable[[_Name], int | None]) -> list[Matter]:
        found = []
        for position, names in enumerate(self._names or ()):
            best = min((value for name in names if (value := rank(name)) is not None), default=None)
            if best is not None:
                found.append((best, position))
        return [self._matters[position] for _best, position in sorted(found)]


def normalise(text: str) -> str:
    """What matters of typed text: full width as half width, lower case, no blanks or marks."""
    return "".join(character for character in folded(text) if character.isalnum())


def _rank(name: _Name, wanted: str) -> int | None:
    """Smaller is better; None is no match."""
    if wanted in (name.text, name.initials, name.pinyin):
        return 0
    for rank, spelling in ((1, name.text), (3, name.initials), (5, name.pinyin)):
        if spelling.startswith(wanted):
            return rank
        if wanted in spelling:
            return rank + 1
    return None


def _rank_with_typo(name: _Name, wanted: str) -> int | None:
    for rank, spelling in ((10, name.text), (11, name.pinyin), (12, name.initials)):
        if any(one_apart(wanted, part) for part in _windows(spelling, len(wanted))):
            return rank
    return None


def _windows(text: str, size: int) -> Iterable[str]:
    """The pieces of ``text`` that could be ``size`` keys with one missing, added, wrong or swapped."""
    if len(text) <= size:
        yield text
        return
    for length in (size, size + 1, size - 1):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


def one_apart(left: str, right: str) -> bool:
    """Whether one edit (a key wrong, missing, added, or two neighbours swapped) turns one text into the other."""
    if len(left) > len(right):
        left, right = right, left
    if len(right) - len(left) > 1:
        return False
    start = 0
    while start < len(left) and left[start] == right[start]:
        start += 1
    if len(left) < len(right):
        return left[start:] == right[start + 1 :]
    rest_left, rest_right = left[start:], right[start:]
    return rest_left[1:] == rest_right[1:] or (
        len(rest_left) >= 2 and rest_left[:2] == rest_right[1::-1] and rest_left[2:] == rest_right[2:]
    )
