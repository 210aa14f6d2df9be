"""Work of staff mode off the screen's thread: one thing at a time, its news on the main thread, none once staff have left."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from kiosk.scheduler import Scheduler

log = logging.getLogger(__name__)
T = TypeVar("T")


class Work:
    """One worker thread. ``drop`` makes everything under way tell nobody."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._worker = ThreadPoolExecutor(2, thread_name_prefix="staff")
        self._round = 0

    def start(self, work: Callable[[Callable[[], bool]], T], done: Callable[[T], None], failed: Callable[[], None]) -> None:
        """Run ``work(going_on)``; then ``done`` with what it gave, or ``failed`` when it broke (which is logged), on the main thread."""
        this = self._round

        def run() -> None:
            try:
                result = work(lambda: this == self._round)
            except Exception:
                log.exception("work of staff mode failed")
                self._post(this, failed)
            else:
                self._post(this, lambda: done(result))

        self._worker.submit(run)

    def tell(self, news: Callable[[], None]) -> None:
        """From within work: run ``news`` on the main thread, unless staff have left by then."""
        self._post(self._round, news)

    def drop(self) -> None:
        """Nobody waits any more."""
        self._round += 1

    def close(self) -> None:
        """End the threads."""
        self.drop()
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _post(self, this: int, call: Callable[[], None]) -> None:
        def deliver() -> None:
            if this == self._round:
                call()

        self._scheduler.post(deliver)
