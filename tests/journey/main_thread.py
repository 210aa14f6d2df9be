"""The main thread of a test: runs what workers post and what timers ask for, until something has come true."""

from __future__ import annotations

import heapq
import itertools
import queue
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from kiosk.scheduler import HALL_ZONE, Cancel


class MainThread:
    """A scheduler whose clock is the real one plus what a test lets pass at once."""

    def __init__(self) -> None:
        self._posted: queue.Queue[Callable[[], None]] = queue.Queue()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._passed = 0.0

    def now(self) -> datetime:
        """A Saturday night in the hall."""
        return datetime(2026, 11, 21, 22, 47, 3, 141592, tzinfo=HALL_ZONE) + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic() + self._passed

    def post(self, call: Callable[[], None]) -> None:
        """From any thread."""
        self._posted.put(call)

    def later(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """After ``seconds``."""
        entry = (self.monotonic() + seconds, next(self._order), call)
        heapq.heappush(self._timers, entry)

        def cancel() -> None:
            if entry in self._timers:
                self._timers.remove(entry)
                heapq.heapify(self._timers)

        return cancel

    def let_pass(self, seconds: float) -> None:
        """The clock jumps ahead."""
        self._passed += seconds

    def until(self, condition: Callable[[], bool], seconds: float = 60.0) -> None:
        """Work until ``condition`` holds; fails after ``seconds`` of real time."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "it did not happen in time"
            self._work()

    def drain(self) -> None:
        """Do everything that was posted until now."""
        while not self._posted.empty():
            self._work()

    def _work(self) -> None:
        while self._timers and self._timers[0][0] <= self.monotonic():
            heapq.heappop(self._timers)[2]()
        try:
            self._posted.get(timeout=0.02)()
        except queue.Empty:
            return
