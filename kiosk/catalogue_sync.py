"""Brings the catalogue that this terminal should have from the signed repository, or leaves the one it has.

The Update Framework's client refuses rollback, freeze, mix-and-match, wrong keys, altered and oversized files; what it lets through is
still loaded in a child process before it may come into force. Whatever fails, the terminal goes on with what it has.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tuf.api.exceptions import DownloadError, ExpiredMetadataError, RepositoryError
from tuf.ngclient import Updater, UpdaterConfig

from config.bundle import MAX_PACKED, BundleError, release_name, unpack
from config.channels import CHANNELS, TAKEDOWN, Channels, decode_channels, decode_takedowns
from kiosk import durable
from kiosk.catalogue_store import CatalogueStore

CHECK_SECONDS = 600
MAX_SMALL = 1 << 20
"""Of the channels and of the takedowns."""


class SyncError(Exception):
    """Why there is no new catalogue; the terminal goes on with the one it has. ``kind``: ``offline``, ``expired``, ``refused`` or ``bad``."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Synced:
    """What a poll brought: the version now in force, and whether it, or what is switched off, changed."""

    version: str
    changed: bool
    takedowns_changed: bool


class CatalogueSync:
    """For one terminal. ``root`` is the repository's first root metadata, brought to the terminal by hand or by enrolment."""

    def __init__(self, home: Path, url: str, root: bytes, terminal: str, hall: str, clock: Callable[[], datetime]) -> None:
        self._store = CatalogueStore(home)
        self._url = url.rstrip("/") + "/"
        self._root, self._terminal, self._hall, self._clock = root, terminal, hall, clock
        self._metadata = home / "catalogue" / "metadata"
        self._downloads = home / "catalogue" / "targets"

    def poll(self) -> Synced:
        """One look. Raises SyncError, OSError (disk); either way the catalogue in force is whole, old or new."""
        for folder in (self._metadata, self._downloads):
            durable.make_folder(folder)
        self._store.tidy()
        try:
            updater = self._updater()
            updater.refresh()
            channels = decode_channels(self._fetch(updater, CHANNELS, MAX_SMALL))
            takedowns = decode_takedowns(self._fetch(updater, TAKEDOWN, MAX_SMALL))
            takedowns_changed = self._store.remember(takedowns, channels)
            version = self._wanted(channels)
            if not version or version == self._store.current:
                return Synced(self._store.current, False, takedowns_changed)
            if not self._store.has(version):
                self._bring(updater, version)
        except ExpiredMetadataError as error:
            raise SyncError("expired", "配置的签名过期了，不再更新，照常服务") from error
        except DownloadError as error:
            raise SyncError("offline", "连不上配置仓库") from error
        except (RepositoryError, ValueError) as error:
            raise SyncError("refused", f"配置仓库的内容不可信，没有采用：{type(error).__name__}") from error
        self._store.put_in_force(version)
        self._store.tidy()
        return Synced(version, True, takedowns_changed)

    def taken_down(self) -> tuple[str, ...]:
        """The codes of the matters that are switched off here."""
        return tuple(entry.code for entry in self._store.taken_down())

    def _wanted(self, channels: Channels) -> str:
        return channels.version_for(self._terminal, self._hall, self._clock())

    def _bring(self, updater: Updater, version: str) -> None:
        try:
            bundle = unpack(self._fetch(updater, release_name(version), MAX_PACKED))
        except BundleError as error:
            raise SyncError("bad", str(error)) from error
        if bundle.version != version:
            raise SyncError("bad", f"配置包自称 {bundle.version}，仓库说是 {version}")
        beside = self._store.write(bundle)
        problems = dry_load(beside)
        if problems:
            self._store.tidy()
            raise SyncError("bad", f"配置 {version} 没有通过检查，没有采用：\n{problems}")
        self._store.keep(beside, version)

    def _fetch(self, updater: Updater, name: str, most: int) -> bytes:
        info = updater.get_targetinfo(name)
        if info is None:
            raise RepositoryError(f"{name} is missing")
        if info.length > most:
            raise RepositoryError(f"{name} is too large")
        path = updater.find_cached_target(info) or updater.download_target(info)
        return Path(path).read_bytes()

    def _updater(self) -> Updater:
        config = UpdaterConfig(app_user_agent="kiosk-agent")
        return Updater(
            str(self._metadata), f"{self._url}metadata/", str(self._downloads), f"{self._url}targets/", config=config, bootstrap=self._root
        )


def dry_load(folder: Path) -> str:
    """Load and compile a release in a process of its own, which bounds its memory, within a time; what is wrong with it, empty when nothing."""
    command = [sys.executable, "-m", "kiosk.catalogue_check", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=CHECK_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"检查用了 {CHECK_SECONDS} 秒还没有完"
    if done.returncode == 0:
        return ""
    return done.stdout.strip().replace(f"{folder}/", "") or f"检查中断了（{done.returncode}）"
