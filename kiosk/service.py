"""Whether the terminal is in service. A pause outlives a restart."""

from __future__ import annotations

from datetime import datetime

from kiosk.staff.memory import StaffMemory

LONGEST_REASON = 60


class Service:
    """``paused`` is the reason citizens read, empty while in service; ``since`` when it began."""

    def __init__(self, memory: StaffMemory) -> None:
        self._memory = memory
        self.paused = ""
        self.since: datetime | None = None
        kept = memory.get("paused")
        if kept:
            self.paused, self.since = str(kept["reason"]), datetime.fromisoformat(kept["since"])

    def pause(self, reason: str, now: datetime) -> None:
        """Out of service from now on. Raises sqlite3.Error."""
        words = " ".join(reason.split())[:LONGEST_REASON] or "机器正在检修"
        self._memory.put("paused", {"reason": words, "since": now.isoformat()})
        self.paused, self.since = words, now

    def resume(self) -> None:
        """Back in service. Raises sqlite3.Error."""
        self._memory.put("paused", None)
        self.paused, self.since = "", None
