"""Transactions of the event loop: what writes runs where the requests are answered, and only what waits is elsewhere.

A statement in a thread of its own costs two changes of Python's lock, each of which waits for whatever the loop is at. SQLite's statements
wait for nothing once the transaction has begun, so its beginning (another process may be writing) and its commit (the fsync) are in a
thread; PostgreSQL is asked through its asynchronous driver.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.hub.shared_commit import Transact

R = TypeVar("R")


def on_sqlite(engine: Engine, turn: threading.Lock) -> Transact:
    """``turn`` is held by whoever writes."""
    passing = engine.execution_options(hub_lasting=False)

    async def transact(lasting: bool, write: Callable[[Connection], None]) -> None:
        transaction = _Transaction(engine if lasting else passing, turn)
        try:
            write(await _waited_for(transaction.begin))
            await _waited_for(transaction.commit)
        finally:
            transaction.end()

    return transact


def on_postgres(engine: AsyncEngine) -> Transact:
    """Through the asynchronous driver, on connections that begin nothing by themselves.

    All of a transaction, BEGIN and COMMIT too, is sent without waiting for what is not asked for: PostgreSQL is waited for where ``write``
    asks something, and at the end. What a statement raises is raised there.
    """

    async def transact(lasting: bool, write: Callable[[Connection], None]) -> None:
        try:
            async with engine.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                assert isinstance(driver, psycopg.AsyncConnection)
                try:
                    async with driver.pipeline():
                        await driver.execute("BEGIN")
                        if not lasting:
                            await driver.execute("SET LOCAL synchronous_commit TO off")
                        await connection.run_sync(write)
                        await driver.execute("COMMIT")
                finally:
                    if driver.closed:
                        await connection.invalidate()
        except psycopg.Error as error:
            raise DBAPIError.instance("", None, error, psycopg.Error) from error

    return transact


class _Transaction:
    """One of SQLite's single writer. ``end`` gives up what was not committed, and the turn."""

    def __init__(self, engine: Engine, turn: threading.Lock) -> None:
        self._engine = engine
        self._turn = turn
        self._connection: Connection | None = None

    def begin(self) -> Connection:
        """In a thread: when it is this one's turn, and no other process writes."""
        self._turn.acquire()
        try:
            self._connection = self._engine.connect()
        except BaseException:
            self._turn.release()
            raise
        self._connection.begin()
        return self._connection

    def commit(self) -> None:
        """In a thread: durable afterwards."""
        assert self._connection is not None
        self._connection.commit()

    def end(self) -> None:
        """Roll back what was not committed."""
        if self._connection is not None:
            self._connection.close()
            self._turn.release()


async def _waited_for(work: Callable[[], R]) -> R:
    """Do ``work`` in a thread, to its end even where whoever asked for it goes away meanwhile."""
    running = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
