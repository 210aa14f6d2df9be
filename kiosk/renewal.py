"""When the screen's process starts afresh: after a number of visits, in a quiet moment on the attract screen.

What a visit leaves in freed memory ends with the process; see docs/privacy.md.
"""

from __future__ import annotations

from typing import Protocol

from kiosk.scheduler import Scheduler
from kiosk.screen import Screen

QUIET_SECONDS = 10.0
"""So long nobody may have been there: who just left may come back."""


class Front(Protocol):
    """What is asked of the session."""

    @property
    def visiting(self) -> bool:
        """Whether something of a citizen is here."""

    @property
    def screen(self) -> Screen:
        """What is shown."""


class Renewal:
    """Counts visits; ``after`` of them make it time, 0 means never. Everything on the main thread."""

    def __init__(self, front: Front, scheduler: Scheduler, after: int) -> None:
        self._front, self._scheduler, self._after = front, scheduler, after
        self._there = False
        self._visits = 0
        self._quiet_since: float | None = None
        self.begun = False
        """Whether it was time: the process ends in order and begins anew."""

    def noticed(self) -> None:
        """Something changed in the session."""
        there = self._front.visiting
        self._visits += self._there and not there
        self._there = there

    def due(self) -> bool:
        """Whether now is the moment. Ask every second or so."""
        if not self._after or self._visits < self._after or self._there or self._front.screen is not Screen.ATTRACT:
            self._quiet_since = None
            return False
        now = self._scheduler.monotonic()
        if self._quiet_since is None:
            self._quiet_since = now
        self.begun = now - self._quiet_since >= QUIET_SECONDS
        return self.begun
