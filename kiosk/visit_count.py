"""How many visits there were and how long each took, in the audit chain; who they were is not in it."""

from __future__ import annotations

from kiosk.audit import AuditEvent
from kiosk.scheduler import Scheduler
from kiosk.terminal import Terminal


class VisitCount:
    """One visit at a time, from the moment somebody is known."""

    def __init__(self, terminal: Terminal, scheduler: Scheduler) -> None:
        self._terminal, self._scheduler = terminal, scheduler
        self._began: float | None = None

    def begin(self, matter_code: str) -> None:
        """Somebody is known now."""
        self._began = self._scheduler.monotonic()
        self._terminal.audit(AuditEvent.VISIT_STARTED, self._scheduler.now(), matter=matter_code)

    def end(self, *, submitted: bool) -> None:
        """Their visit is over, if there was one."""
        if self._began is None:
            return
        seconds, self._began = round(self._scheduler.monotonic() - self._began), None
        self._terminal.audit(AuditEvent.VISIT_ENDED, self._scheduler.now(), submitted=submitted, seconds=seconds)
