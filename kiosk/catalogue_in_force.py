"""The catalogue this terminal shows: what was published to it, the folder its settings name, or what comes with the program.

A new version is loaded on a thread and adopted by one assignment, when nobody is in the middle of something; the version shown is held
(``CatalogueStore.using``) until then, so that the agent never removes it. Compiled files that are damaged are made again from the matters;
broken files never leave a terminal without a catalogue.
"""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from config.catalogue import Catalogue
from config.compiled import DamagedError
from config.entry import Entry, Listed
from config.holidays import Holidays, load_holidays
from config.matter import Matter
from config.policy import Policy, load_policy
from config.problem import MatterError
from kiosk import built_in
from kiosk.catalogue_store import COMPILED, PAPERS, CatalogueStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Edition:
    """One release as a whole. ``version`` is empty for one never published, ``papers`` None without templates; ``held`` lets go of its files."""

    version: str
    catalogue: Catalogue
    holidays: Holidays
    policy: Policy
    papers: Path | None
    held: ExitStack


class CatalogueInForce:
    """For one process. Raises OSError, MatterError where ``folder`` (the settings') or the built-in catalogue cannot be used."""

    def __init__(self, home: Path, folder: str = "") -> None:
        self._store = CatalogueStore(home)
        self._follows = not folder
        self._ready: Edition | None = None
        self._refused = ""
        self._loading: threading.Thread | None = None
        self._down = self._taken_down()
        self._home, self._kept = home, True
        versions = [version for version in (self._store.current, self._store.previous) if version] if self._follows else []
        for version, repair in [*((version, False) for version in versions), *((version, True) for version in versions)]:
            if found := self._load(version, repair=repair):
                self._edition = found
                return
        built, self._kept = (Catalogue.load(folder), True) if folder else built_in.load(home)
        self._edition = Edition("", built, built.holidays or load_holidays(), Policy(), None, ExitStack())

    @property
    def catalogue(self) -> Catalogue:
        """The matters."""
        return self._edition.catalogue

    @property
    def holidays(self) -> Holidays:
        """The arrangement of working days that belongs to it."""
        return self._edition.holidays

    @property
    def policy(self) -> Policy:
        """What the city tells all its terminals, of the same release."""
        return self._edition.policy

    @property
    def papers(self) -> Path | None:
        """The release's own paper templates; None where it has none."""
        return self._edition.papers

    @property
    def version(self) -> str:
        """Of what was published; empty otherwise."""
        return self._edition.version

    def taken_down(self, matter: Listed) -> bool:
        """Whether the matter was switched off."""
        return matter.code in self._down or matter.codes.basic in self._down

    def warm(self) -> None:
        """Prepare the search, and the next start where this one had to lint the built-in matters. For a thread of its own."""
        self.catalogue.warm()
        if self._kept:
            return
        try:
            built_in.keep(self._home)
            self._kept = True
        except OSError as error:
            log.warning("the built-in catalogue could not be kept compiled: %s", error.strerror)

    def look(self) -> None:
        """See what the agent brought; returns at once, a new version is loaded on a thread."""
        if not self._follows:
            return
        wanted = self._store.current
        if not wanted or wanted in (self.version, self._refused) or (self._ready and self._ready.version == wanted):
            return
        if self._loading is None or not self._loading.is_alive():
            self._loading = threading.Thread(target=self._prepare, args=(wanted,), name="catalogue", daemon=True)
            self._loading.start()

    def switch_off(self) -> bool:
        """Apply what was taken down or restored; whether anything changed."""
        before, self._down = self._down, self._taken_down()
        return before != self._down

    def adopt(self) -> bool:
        """Show the version that is loaded, if one is and it is still the one in force; whether anything changed."""
        ready, self._ready = self._ready, None
        if ready is None:
            return False
        if ready.version != self._store.current:
            ready.held.close()
            return False
        old, self._edition = self._edition, ready
        old.held.close()
        return True

    def close(self) -> None:
        """Let go of the files."""
        if self._loading is not None:
            self._loading.join()
        for edition in (self._edition, self._ready):
            if edition is not None:
                edition.held.close()

    def _prepare(self, version: str) -> None:
        found = self._load(version, repair=True)
        if found is None:
            self._refused = version
            return
        found.catalogue.warm()
        older, self._ready = self._ready, found
        if older is not None:
            older.held.close()

    def _load(self, version: str, *, repair: bool) -> Edition | None:
        """The version, whose compiled files may be made again (seconds for thousands of matters); None where it cannot be used."""
        held = ExitStack()
        try:
            folder = held.enter_context(self._store.using(version))
            policy = load_policy(folder)
            catalogue = _compiled(folder, policy, repair=repair)
            papers = folder / PAPERS
            holidays = catalogue.holidays or load_holidays()
            return Edition(version, catalogue, holidays, policy, papers if papers.is_dir() else None, held)
        except (MatterError, DamagedError, OSError) as error:
            held.close()
            log.error("catalogue %s cannot be used: %s", version, error)
            return None

    def _taken_down(self) -> frozenset[str]:
        try:
            return frozenset(entry.code for entry in self._store.taken_down()) if self._follows else frozenset()
        except OSError as error:
            log.error("the list of matters switched off cannot be read: %s", error.strerror)
            return self._down


def _compiled(folder: Path, policy: Policy, *, repair: bool) -> Catalogue:
    """The compiled catalogue of a release. Raises DamagedError, OSError, and with ``repair`` MatterError where its matters are damaged too."""

    def again(entry: Entry) -> Matter:
        from config.load import matter_with_code

        log.warning("the compiled matter %s is damaged; reading its own file", entry.code)
        return matter_with_code(folder / "matters", entry.code)

    try:
        return Catalogue.compiled(folder / COMPILED, folder / "matters", again, policy.adapted)
    except (DamagedError, OSError) as error:
        if not repair:
            raise
        from kiosk.catalogue_sync import dry_load

        log.warning("the compiled catalogue in %s is damaged (%s); compiling it again", folder.name, error)
        if problems := dry_load(folder):
            raise DamagedError(problems) from None
        return Catalogue.compiled(folder / COMPILED, folder / "matters", again, policy.adapted)
