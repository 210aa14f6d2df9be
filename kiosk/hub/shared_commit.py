"""One commit for what several requests write at the same time: each is answered when its own part is durable, and they share the fsync.

While one lot is being made durable the next gathers; nobody waits for others to come. Parts of the same kind are handed to their work
together, so that they share its statements too. Where one part fails, all are done again, each in a transaction of its own, so that nobody
pays for another's fault.

What need not last (a heartbeat, which comes again within the minute) asks for no fsync of its own: a lot of such parts alone may be undone,
whole, by a power cut.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[Connection, Sequence[T]], Sequence[R]]
"""Writes several items and gives the result of each, in their order. May be called again for the same items: it changes nothing else."""
Transact = Callable[[bool, Callable[[Connection], None]], Coroutine[Any, Any, None]]
"""Does the work on a connection in a transaction of its own, committed when this is over, durably where it is told that it lasts."""


class SharedCommit:
    """Works where the requests are answered, in their event loop, of which there is one at a time: no part waits for a thread's turn."""

    def __init__(self, transact: Transact) -> None:
        self._transact = transact
        self._waiting: list[_Part] = []
        self._writing: asyncio.Task[None] | None = None

    async def run(self, work: Work[T, R], item: T, *, lasting: bool = True) -> R:
        """Do ``work`` for ``item``, perhaps with others'; its result once it is durable, if it is to be ``lasting``.

        Raises what it raises, and then nothing of it stays.
        """
        loop = asyncio.get_running_loop()
        part = _Part(work, item, lasting, loop.create_future())
        self._waiting.append(part)
        if self._writing is None or self._writing.done():
            self._writing = loop.create_task(self._write())
        result: R = await part.settled
        return result

    async def _write(self) -> None:
        """Lot after lot, until nobody waits. Where the loop ends before, so do they."""
        try:
            while self._waiting:
                parts, self._waiting = self._waiting, []
                await self._do(parts)
                for part in parts:
                    part.settle()
        finally:
            self._waiting.clear()

    async def _do(self, parts: list[_Part]) -> None:
        kinds: dict[Work[Any, Any], list[_Part]] = {}
        for part in parts:
            kinds.setdefault(part.work, []).append(part)

        def all_of_them(connection: Connection) -> None:
            for work, alike in kinds.items():
                for part, result in zip(alike, work(connection, [part.item for part in alike]), strict=True):
                    part.result = result

        try:
            await self._transact(any(part.lasting for part in parts), all_of_them)
        except Exception as error:  # noqa: BLE001 raised where the part is waited for
            if len(parts) > 1:
                for part in parts:
                    await self._do([part])
                return
            parts[0].error = error


class _Part:
    def __init__(self, work: Work[Any, Any], item: Any, lasting: bool, settled: asyncio.Future[Any]) -> None:
        self.work = work
        self.item = item
        self.lasting = lasting
        self.settled = settled
        self.result: Any = None
        self.error: Exception | None = None

    def settle(self) -> None:
        """Whoever waits goes on, unless it has gone."""
        if self.settled.cancelled():
            return
        if self.error is not None:
            self.settled.set_exception(self.error)
        else:
            self.settled.set_result(self.result)
