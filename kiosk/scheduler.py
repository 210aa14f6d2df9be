"""Time and the main thread, passed in: the screen application gives Kivy's clock, tests their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

HALL_ZONE = ZoneInfo("Asia/Shanghai")
"""The one time of the whole country (北京时间), whatever the machine is set to: days of legal periods are counted in it."""

Cancel = Callable[[], None]


class Scheduler(Protocol):
    """Where the front end's work happens. ``post`` may be called from any thread, the rest from the main thread only."""

    def now(self) -> datetime:
        """The time of day, with its zone."""

    def monotonic(self) -> float:
        """Seconds that only ever grow."""

    def post(self, call: Callable[[], None]) -> None:
        """Run ``call`` on the main thread soon."""

    def later(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """Run ``call`` on the main thread after ``seconds``; the result cancels it."""
