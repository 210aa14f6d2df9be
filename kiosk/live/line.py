"""Questions to the hub that a citizen waits for: each on a thread of its own, its answer back on the main thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from kiosk.hub_live import BUSY, OFFLINE, HubLive, Unavailable
from kiosk.identity import Identity
from kiosk.scheduler import Scheduler

log = logging.getLogger(__name__)
T = TypeVar("T")


class LiveLine:
    """One terminal's line. ``identity`` is None before enrolment: then nobody answers."""

    def __init__(self, identity: Identity | None, scheduler: Scheduler) -> None:
        self._identity, self._scheduler = identity, scheduler
        self._round = 0

    def ask(self, question: Callable[[HubLive], T], told: Callable[[T | Unavailable], None], *, kept: bool = False) -> None:
        """Put a question; ``told`` gets the answer, unless the citizen has gone by then (``kept``: also then)."""
        this = self._round

        def work() -> None:
            answer = self._answer(question)
            self._scheduler.post(lambda: told(answer) if kept or this == self._round else None)

        threading.Thread(target=work, name="live", daemon=True).start()

    def clear(self) -> None:
        """The citizen has gone: what is still under way is dropped."""
        self._round += 1

    def _answer(self, question: Callable[[HubLive], T]) -> T | Unavailable:
        if self._identity is None:
            return Unavailable(OFFLINE, offline=True)
        live = HubLive(self._identity)
        try:
            return question(live)
        except Exception as error:  # noqa: BLE001 - told by its type only: a message could repeat what was asked
            log.error("a question to the hub failed: %s", type(error).__name__)
            return Unavailable(BUSY)
        finally:
            live.close()
