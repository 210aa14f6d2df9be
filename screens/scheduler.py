"""Kivy's clock as the scheduler of the front end."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from kiosk.scheduler import HALL_ZONE, Cancel


class KivyScheduler:
    """Implements :class:`kiosk.scheduler.Scheduler`. Opens no window."""

    def now(self) -> datetime:
        """The time of day in the hall."""
        return datetime.now(HALL_ZONE)

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()

    def post(self, call: Callable[[], None]) -> None:
        """Run ``call`` on the main thread before the next frame; from any thread."""
        from kivy.clock import Clock

        Clock.schedule_once(lambda _: call())

    def later(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """Run ``call`` on the main thread after ``seconds``; the result cancels it."""
        from kivy.clock import Clock

        cancel: Cancel = Clock.schedule_once(lambda _: call(), seconds).cancel
        return cancel
