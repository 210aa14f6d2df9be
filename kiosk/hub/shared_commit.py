"""One commit for what several requests write at the same time: each is answered when its own part is durable, and they share the fsync.

Whoever gets the turn does the work of all who wait by then; while that is being made durable the next ones gather. Where one part fails,
all are done again, each in a transaction of its own, so that nobody pays for another's fault.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


class SharedCommit:
    """``begin`` opens a transaction that commits when it ends well; ``turn`` is held by whoever writes."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Connection]], turn: AbstractContextManager[object]) -> None:
        self._begin = begin
        self._turn = turn
        self._gathering = threading.Lock()
        self._waiting: list[_Part] = []

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do ``work``, perhaps with others'; its result once it is durable. Raises what it raises, and then nothing of it stays."""
        part = _Part(work)
        with self._gathering:
            self._waiting.append(part)
        with self._turn:
            if not part.over:
                with self._gathering:
                    parts, self._waiting = self._waiting, []
                self._do(parts)
        if part.error is not None:
            raise part.error
        result: T = part.result
        return result

    def _do(self, parts: list[_Part]) -> None:
        try:
            with self._begin() as connection:
                for part in parts:
                    part.result = part.work(connection)
        except BaseException as error:  # noqa: BLE001 raised in the thread whose part it is, which waits for it
            if len(parts) > 1:
                for part in parts:
                    self._do([part])
                return
            parts[0].error = error
        for part in parts:
            part.over = True


class _Part:
    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self.over = False
