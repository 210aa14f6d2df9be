"""When a running terminal turns to what the agent brought: between visits, so that a citizen finishes with the matters they began with."""

from __future__ import annotations

from kiosk.audit import AuditEvent
from kiosk.scheduler import Scheduler
from kiosk.terminal import Terminal

EVERY_SECONDS = 1.0
"""How often it looks: two small reads on this machine."""


class CatalogueTurn:
    """For one session, on the main thread; every call returns at once."""

    def __init__(self, terminal: Terminal, scheduler: Scheduler) -> None:
        self._terminal, self._scheduler = terminal, scheduler
        self._looked = scheduler.monotonic()

    def look(self, *, first: bool) -> bool:
        """Called while nobody is known; whether the offers changed.

        What is switched off counts at once; a new catalogue comes only on the ``first`` screen, where nobody reads about a matter either.
        Raises sqlite3.Error.
        """
        now = self._scheduler.monotonic()
        if now - self._looked < EVERY_SECONDS:
            return False
        self._looked = now
        catalogues = self._terminal.catalogues
        catalogues.look()
        changed = catalogues.switch_off()
        if first and catalogues.adopt():
            self._terminal.audit(AuditEvent.CATALOGUE_ADOPTED, self._scheduler.now(), version=catalogues.version)
            changed = True
        return changed
