"""Whether the terminal is in service. A pause outlives a restart and a damaged database, and stands in the audit chain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kiosk.audit import AuditEvent
from kiosk.scheduler import Scheduler
from kiosk.staff.memory import StaffMemory
from kiosk.terminal import Terminal

LONGEST_REASON = 60


class Service:
    """``paused`` is the reason citizens read, empty while in service; ``since`` when it began."""

    def __init__(self, terminal: Terminal, scheduler: Scheduler, memory: StaffMemory, changed: Callable[[], None]) -> None:
        self._terminal, self._scheduler, self._memory, self._changed = terminal, scheduler, memory, changed
        self.paused = ""
        self.since: datetime | None = None
        kept = memory.get("paused")
        if kept:
            self.paused, self.since = str(kept["reason"]), datetime.fromisoformat(kept["since"])

    def pause(self, reason: str, staff: str | None = None) -> None:
        """Out of service from now on; ``staff`` is the number of who wants it, None for a command on the machine.

        Raises OSError, sqlite3.Error."""
        now = self._scheduler.now()
        words = " ".join(reason.split())[:LONGEST_REASON] or "机器正在检修"
        self._memory.put("paused", {"reason": words, "since": now.isoformat()})
        self._terminal.audit(AuditEvent.SERVICE_PAUSED, now, reason=words, staff=staff)
        self.paused, self.since = words, now
        self._changed()

    def resume(self, staff: str | None = None) -> None:
        """Back in service; nothing happens where nothing was paused. Raises OSError, sqlite3.Error."""
        if not self.paused:
            return
        self._memory.put("paused", None)
        self._terminal.audit(AuditEvent.SERVICE_RESUMED, self._scheduler.now(), staff=staff)
        self.paused, self.since = "", None
        self._changed()
