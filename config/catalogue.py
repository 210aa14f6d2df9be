"""The matters of one terminal: by theme, life event, department and code, the popular ones, and search by what people type."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from config.compiled import Compiled, DamagedError, called, read_body, read_index
from config.entry import Entry, entry_of
from config.holidays import Holidays
from config.matter import Matter
from config.samples import Samples, located
from config.search import Index, spelt
from config.themes import DEFAULTS, Theme, load_life_events, load_themes
from config.words import Sayings, load_sayings

SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Department:
    """A 实施主体 with matters here: ``code`` its credit code, ``title`` its short name."""

    code: str
    title: str


class Catalogue:
    """Matters in the order given; those not meant for terminals are left out. Lists hold heads, ``by_code`` opens a matter.

    ``holidays`` are the working days that were compiled with it, None where they stand in files of their own.
    """

    def __init__(
        self,
        matters: Iterable[Matter],
        themes: Iterable[Theme] | None = None,
        life_events: Iterable[Theme] | None = None,
        sayings: Sayings | None = None,
        samples: Samples | None = None,
        folder: Path = Path(),
    ) -> None:
        kept = tuple(matter for matter in matters if matter.kiosk_enabled)
        words = load_sayings() if sayings is None else sayings
        self._set(
            [entry_of(matter) for matter in kept],
            load_themes() if themes is None else themes,
            load_life_events() if life_events is None else life_events,
            lambda position: kept[position],
            lambda: Index(spelt([called(entry, words) for entry in self.entries]), words.fillers),
        )
        self._samples, self._folder = samples or {}, folder
        self.holidays: Holidays | None = None

    @classmethod
    def load(cls, folder: Path | str = "") -> Catalogue:
        """The catalogue of a folder of YAML, or the built-in one. ``themes.yaml``, ``life_events.yaml`` in the folder replace the built-in ones.

        Raises MatterError with all problems, OSError where something cannot be read.
        """
        from config.load import load_folder, matter_files

        where = Path(folder) if folder else DEFAULTS / "matters"
        found = load_folder(where)
        pictures = located(where, matter_files(where), found)
        return cls(found, load_themes(where), load_life_events(where), load_sayings(where), pictures, where)

    @classmethod
    def compiled(
        cls, folder: Path, matters: Path, again: Callable[[Entry], Matter], adapted: Callable[[Matter], Matter] = lambda matter: matter
    ) -> Catalogue:
        """The catalogue compiled into ``folder`` from the files in ``matters``.

        A body that turns out to be damaged is made by ``again``, and each is ``adapted``.

        Raises DamagedError, OSError where the index cannot be used.
        """
        found = read_index(folder)

        def opened(position: int) -> Matter:
            try:
                return adapted(read_body(folder, found.bodies[position]))
            except (DamagedError, OSError):
                return adapted(again(found.entries[position]))

        made = cls.__new__(cls)
        made._set(found.entries, found.themes, found.life_events, opened, lambda: _index(found))
        made._samples, made._folder = found.samples, matters
        made.holidays = found.holidays
        return made

    def _set(
        self,
        entries: Sequence[Entry],
        themes: Iterable[Theme],
        life_events: Iterable[Theme],
        opened: Callable[[int], Matter],
        index: Callable[[], Index],
    ) -> None:
        self.entries = tuple(entries)
        self.themes, self.life_events = tuple(themes), tuple(life_events)
        self._positions = {entry.code: position for position, entry in enumerate(self.entries)}
        self._opened, self._make_index = opened, index

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def matters(self) -> tuple[Matter, ...]:
        """Every matter, opened: for tools and tests; screens list ``entries``."""
        return tuple(self._opened(position) for position in range(len(self)))

    @cached_property
    def popular(self) -> tuple[Entry, ...]:
        """大家常办."""
        return tuple(entry for entry in self.entries if entry.popular)

    @cached_property
    def packages(self) -> tuple[Entry, ...]:
        """一件事: several matters handled as one."""
        return tuple(entry for entry in self.entries if entry.is_package)

    @cached_property
    def departments(self) -> tuple[Department, ...]:
        """Who answers for the matters, in the catalogue's order."""
        return tuple(dict.fromkeys(Department(entry.authority.code, entry.authority.short_name) for entry in self.entries))

    def by_code(self, code: str) -> Matter | None:
        """The matter with this 实施编码, or with this 基本编码 where only one has it; None where there is none.

        Raises OSError, MatterError where its files were damaged on the disk.
        """
        position = self._positions.get(code)
        if position is None:
            same = [position for position, entry in enumerate(self.entries) if entry.codes.basic == code]
            position = same[0] if len(same) == 1 else None
        return None if position is None else self._opened(position)

    def has_sample(self, code: str, name: str) -> bool:
        """Whether the matter with this 实施编码 has a sample picture of that name."""
        return name in self._samples.get(code, {})

    def sample(self, code: str, name: str) -> bytes:
        """The picture. Raises OSError where it cannot be read, DamagedError where it is not the one that was checked."""
        known = self._samples[code][name]
        data = (self._folder / known.path).read_bytes()
        if hashlib.sha256(data).hexdigest() != known.sha256:
            raise DamagedError("a sample picture is not the one that was checked")
        return data

    def by_theme(self, theme: str) -> tuple[Entry, ...]:
        """The matters of one theme."""
        return tuple(entry for entry in self.entries if theme in entry.themes)

    def by_event(self, event: str) -> tuple[Entry, ...]:
        """The matters of one life event."""
        return tuple(entry for entry in self.entries if event in entry.life_events)

    def by_department(self, code: str) -> tuple[Entry, ...]:
        """The matters of the authority with this credit code."""
        return tuple(entry for entry in self.entries if entry.authority.code == code)

    def search(self, text: str) -> list[Entry]:
        """Matters that ``text`` means, best first: names, aliases, what people say, pinyin, initials; one wrong key allowed."""
        return [self.entries[position] for position in self._index.search(text)]

    def suggest(self, text: str, most: int = SUGGESTIONS) -> list[str]:
        """What could be meant by what was typed so far: names and sayings, as they are written."""
        return self._index.suggest(text, most)

    def warm(self) -> None:
        """Prepare the search index now: call it off the screen's thread, before someone types."""
        self._index.search("证")

    @cached_property
    def _index(self) -> Index:
        return self._make_index()


def _index(found: Compiled) -> Index:
    return Index(found.names, found.fillers)
