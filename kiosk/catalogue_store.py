"""The catalogues this terminal holds: ``catalogue/VERSION/``, each written once and never changed, and the link ``current``.

A version is whole or not there: written beside, fsynced, then renamed; only then does the link change, by a rename too. Kept are the
current version, the one before, and every version somebody uses (a shared lock says so).
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from config.bundle import VERSION, Bundle
from config.channels import Channels, Takedown, Takedowns
from kiosk import durable

CURRENT = "current"
PREVIOUS = "previous"
COMPILED = "compiled"
"""In a version: what ``kiosk.catalogue_check`` made of it."""
PAPERS = "papers"
TAKEN_DOWN = "takedown.json"
_USED = ".used"


class CatalogueStore:
    """Those of one state folder. Raises OSError for the disk."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "catalogue"

    @property
    def current(self) -> str:
        """The version in force; empty while none was ever applied."""
        return self._link(CURRENT)

    @property
    def previous(self) -> str:
        """The version before it."""
        return self._link(PREVIOUS)

    def path(self, version: str) -> Path:
        """Where a version lies; ``matters/`` is below."""
        return self.folder / version

    def has(self, version: str) -> bool:
        """Whether the whole version is here."""
        return bool(VERSION.fullmatch(version)) and self.path(version).is_dir()

    def write(self, bundle: Bundle) -> Path:
        """Unpack a bundle beside the others; what comes back is not in force yet. Nothing is left behind when it fails."""
        durable.make_folder(self.folder)
        beside = self.folder / f"{durable.TEMPORARY_PREFIX}{bundle.version}-{os.getpid()}"
        shutil.rmtree(beside, ignore_errors=True)
        try:
            whole = {**{name: text.encode() for name, text in bundle.files.items()}, **bundle.pictures}
            for name, data in whole.items():
                path = beside / name
                durable.make_folder(path.parent)
                _write(path, data)
            _write(beside / _USED, b"")
            for folder in {beside, *(path.parent for path in beside.rglob("*"))}:
                durable.sync_folder(folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        return beside

    def keep(self, beside: Path, version: str) -> None:
        """Give what ``write`` made its name."""
        beside.rename(self.path(version))
        durable.sync_folder(self.folder)

    def put_in_force(self, version: str) -> None:
        """Let ``current`` lead to a version that is here."""
        before = self.current
        if before == version:
            return
        if before:
            self._set_link(PREVIOUS, before)
        self._set_link(CURRENT, version)

    @contextmanager
    def using(self, version: str) -> Iterator[Path]:
        """The folder of a version, kept at least as long as this lasts."""
        with (self.path(version) / _USED).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield self.path(version)

    def tidy(self) -> None:
        """Remove what nobody needs: unfinished versions, and old ones nobody uses."""
        if not self.folder.is_dir():
            return
        kept = {self.current, self.previous}
        for path in self.folder.iterdir():
            if path.is_symlink() or not path.is_dir():
                continue
            if path.name.startswith(durable.TEMPORARY_PREFIX) or (
                VERSION.fullmatch(path.name) and path.name not in kept and not _in_use(path)
            ):
                shutil.rmtree(path, ignore_errors=True)

    # Takedowns --------------------------------------------------------------------------------------------------------

    def taken_down(self) -> tuple[Takedown, ...]:
        """Every matter that is switched off here. A file nobody can read counts as empty: it is written whole or not at all."""
        try:
            found = msgspec.json.decode((self.folder / TAKEN_DOWN).read_bytes(), type=Takedowns)
        except (FileNotFoundError, msgspec.DecodeError):
            return ()
        return tuple(found.takedowns)

    def remember(self, takedowns: Takedowns, channels: Channels) -> bool:
        """Add what was switched off, drop what the offline keys restored; whether anything changed.

        What was switched off once stays off though it vanishes from the list: the online key can only switch off.
        """
        before = self.taken_down()
        known = {entry.id: entry for entry in (*before, *takedowns.takedowns)}
        after = [entry for entry in known.values() if entry.id not in channels.restored]
        if list(before) == after:
            return False
        durable.make_folder(self.folder)
        durable.write(self.folder / TAKEN_DOWN, msgspec.json.encode(Takedowns(after)))
        return True

    # Inside -----------------------------------------------------------------------------------------------------------

    def _link(self, name: str) -> str:
        try:
            version = str((self.folder / name).readlink())
        except OSError:
            return ""
        return version if self.has(version) else ""

    def _set_link(self, name: str, version: str) -> None:
        beside = self.folder / f"{durable.TEMPORARY_PREFIX}{name}-{os.getpid()}"
        beside.unlink(missing_ok=True)
        beside.symlink_to(version)
        beside.rename(self.folder / name)
        durable.sync_folder(self.folder)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        durable.write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _in_use(path: Path) -> bool:
    try:
        with (path / _USED).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
