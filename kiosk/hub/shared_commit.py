"""One commit for what several requests write at the same time: each is answered when its own part is durable, and they share the fsync.

While one lot is being made durable the next gathers, and for a moment after it those are waited for who are likely to come back: who was
just answered often asks again at once (``commit_delay`` of PostgreSQL does the same). Whoever comes alone never waits. Parts of the same
kind are handed to their work together, so that they share its statements too. Where one part fails, all are done again, each in a
transaction of its own, so that nobody pays for another's fault.

What need not last (a heartbeat, which comes again within the minute) asks for no fsync of its own: a lot of such parts alone may be undone,
whole, by a power cut, and waits for nobody, for there is no fsync to share.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[Connection, Sequence[T]], Sequence[R]]
"""Writes several items and gives the result of each, in their order. May be called again for the same items: it changes nothing else."""


PATIENCE, LONGEST = 1.0, 0.02
"""How long others are waited for after a lot: so much of the time it took, and at most so many seconds."""


class SharedCommit:
    """``begin`` opens a transaction that commits when it ends well, durably where it is told that it lasts; ``turn`` is held by whoever writes."""

    def __init__(self, begin: Callable[[bool], AbstractContextManager[Connection]], turn: AbstractContextManager[object]) -> None:
        self._begin = begin
        self._turn = turn
        self._gathering = threading.Condition()
        self._waiting: list[_Part] = []
        self._writing = False
        self._expected = 1
        self._until = 0.0

    async def run(self, work: Work[T, R], item: T, *, lasting: bool = True) -> R:
        """Do ``work`` for ``item``, perhaps with others'; its result once it is durable, if it is to be ``lasting``.

        Raises what it raises, and then nothing of it stays.
        """
        loop = asyncio.get_running_loop()
        part = _Part(work, item, lasting, loop)
        with self._gathering:
            self._waiting.append(part)
            if len(self._waiting) >= self._expected:
                self._gathering.notify()
            idle, self._writing = not self._writing, True
        if idle:
            loop.run_in_executor(None, self._write)
        result: R = await part.settled
        return result

    def _write(self) -> None:
        """Lot after lot, until nobody waits."""
        while True:
            with self._gathering:
                if not self._waiting:
                    self._writing = False
                    return
                self._gathering.wait_for(lambda: len(self._waiting) >= self._expected, self._until - time.monotonic())
                parts, self._waiting = self._waiting, []
            began = time.monotonic()
            with self._turn:
                self._do(parts)
            ended = time.monotonic()
            with self._gathering:
                self._expected = len(parts) + len(self._waiting)
                shared = any(part.lasting for part in parts)
                self._until = ended + (min(PATIENCE * (ended - began), LONGEST) if shared else 0.0)
            for loop in {part.loop for part in parts}:
                loop.call_soon_threadsafe(_settle, [part for part in parts if part.loop is loop])

    def _do(self, parts: list[_Part]) -> None:
        kinds: dict[Work[Any, Any], list[_Part]] = {}
        for part in parts:
            kinds.setdefault(part.work, []).append(part)
        try:
            with self._begin(any(part.lasting for part in parts)) as connection:
                for work, alike in kinds.items():
                    for part, result in zip(alike, work(connection, [part.item for part in alike]), strict=True):
                        part.result = result
        except BaseException as error:  # noqa: BLE001 raised where the part is waited for
            if len(parts) > 1:
                for part in parts:
                    self._do([part])
                return
            parts[0].error = error


class _Part:
    def __init__(self, work: Work[Any, Any], item: Any, lasting: bool, loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.item = item
        self.lasting = lasting
        self.loop = loop
        self.settled: asyncio.Future[Any] = loop.create_future()
        self.result: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        """In the loop: whoever waits goes on, unless it has gone."""
        if self.settled.cancelled():
            return
        if self.error is not None:
            self.settled.set_exception(self.error)
        else:
            self.settled.set_result(self.result)


def _settle(parts: list[_Part]) -> None:
    for part in parts:
        part.settle()
