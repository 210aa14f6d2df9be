"""Work of staff mode off the screen's thread: its news on the main thread, none once staff have left."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from kiosk.scheduler import Scheduler

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ongoing:
    """Given to a piece of work: ``going_on`` says whether anybody still waits, ``tell`` runs news on the main thread unless nobody does."""

    going_on: Callable[[], bool]
    tell: Callable[[Callable[[], None]], None]


class Work:
    """A few worker threads. ``drop`` makes everything under way tell nobody, whoever comes in next."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._worker = ThreadPoolExecutor(3, thread_name_prefix="staff")
        self._round = 0

    def start(self, work: Callable[[Ongoing], T], done: Callable[[T], None], failed: Callable[[], None]) -> None:
        """Run ``work``; then ``done`` with what it gave, or ``failed`` when it broke (which is logged), on the main thread."""
        this = self._round
        ongoing = Ongoing(lambda: this == self._round, lambda news: self._post(this, news))

        def run() -> None:
            try:
                result = work(ongoing)
            except Exception:
                log.exception("work of staff mode failed")
                self._post(this, failed)
            else:
                self._post(this, lambda: done(result))

        self._worker.submit(run)

    def drop(self) -> None:
        """Nobody waits any more."""
        self._round += 1

    def close(self) -> None:
        """Wait for what is under way, then end the threads."""
        self.drop()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _post(self, this: int, call: Callable[[], None]) -> None:
        def deliver() -> None:
            if this == self._round:
                call()

        self._scheduler.post(deliver)
