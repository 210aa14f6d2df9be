"""The agent's look at the catalogue repository, now and then: on a thread of its own, so that no case waits for a download."""

from __future__ import annotations

import logging
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from threading import Event

from kiosk import audit
from kiosk.audit import AuditEvent
from kiosk.catalogue_sync import CatalogueSync, SyncError
from kiosk.catalogue_trust import root_path
from kiosk.settings import Settings
from kiosk.terminal_db import TerminalDatabase

LOG = logging.getLogger(__name__)
FIRST_SECONDS = 10.0
"""The first look comes within this time."""


def _now() -> datetime:
    return datetime.now().astimezone()


class CataloguePoll:
    """For one terminal; ``url`` is the repository's, else that of the settings.

    ``dice`` gives numbers in [0, 1): terminals that were switched on together do not ask together.
    """

    def __init__(
        self,
        home: Path,
        settings: Settings,
        url: str = "",
        *,
        stop: Event | None = None,
        clock: Callable[[], datetime] = _now,
        dice: Callable[[], float] = random.random,
    ) -> None:
        self._home, self._settings = home, settings
        self._url = url or settings.catalogue.url
        self._stop = stop or Event()
        self._clock, self._dice = clock, dice
        self._told = ""

    def run_forever(self) -> None:
        """Poll until ``stop`` is set. A fault ends one look, not the work."""
        wait = min(self.pause(), FIRST_SECONDS * self._dice())
        while not self._stop.wait(wait):
            wait = self.pause()
            try:
                self.look()
            except Exception:
                LOG.exception("this look at the catalogue failed; the next one tries again")

    def pause(self) -> float:
        """Seconds to the next look: half to one and a half times ``[catalogue] poll_seconds``, evenly spread."""
        return self._settings.catalogue.poll_seconds * (0.5 + self._dice())

    def look(self) -> bool:
        """One look, logged and audited; whether the terminal is as the repository wants it. A refusal is told once until something changes.

        Raises sqlite3.Error.
        """
        try:
            root = root_path(self._home).read_bytes()
        except OSError:
            return self._failed("untrusted", "没有 catalogue/root.json，不更新配置；用 kiosk publish trust 带来")
        own = self._settings.terminal
        sync = CatalogueSync(self._home, self._url, root, own.id, own.hall, self._clock)
        try:
            found = sync.poll()
        except SyncError as error:
            return self._failed(error.kind, str(error))
        except OSError as error:
            return self._failed("disk", f"状态文件夹写不了：{error.strerror}")
        self._told = ""
        if found.changed:
            LOG.info("catalogue %s is in force", found.version)
            self._audit(AuditEvent.CATALOGUE_CHANGED, version=found.version)
        if found.takedowns_changed:
            off = sync.taken_down()
            LOG.warning("matters switched off now: %s", ", ".join(off) or "none")
            self._audit(AuditEvent.CATALOGUE_TAKEDOWN, matters=" ".join(off))
        return True

    def _failed(self, kind: str, sentence: str) -> bool:
        if sentence != self._told:
            self._told = sentence
            LOG.warning("catalogue: %s", sentence)
            if kind != "offline":
                self._audit(AuditEvent.CATALOGUE_REFUSED, kind=kind, reason=sentence[:2000])
        return False

    def _audit(self, event: AuditEvent, **details: str) -> None:
        try:
            with closing(TerminalDatabase(self._home)) as database:
                audit.record(database, event, **details)
        except sqlite3.Error:
            LOG.exception("the audit chain could not be written")
            raise
