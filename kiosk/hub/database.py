"""The hub's database: SQLite by default (WAL, synchronous=FULL), PostgreSQL by its URL."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from kiosk.hub import in_loop
from kiosk.hub.shared_commit import SharedCommit, Work

T = TypeVar("T")
R = TypeVar("R")
MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATING = 20261122
"""The advisory lock that lets one of several replicas that start together migrate."""
_RESTED = 2.0
"""Seconds without use after which a connection is asked whether it still lives before it is used."""


class HubDatabase:
    """Sessions on one database, migrated to the newest tables when opened. Raises sqlalchemy.exc.SQLAlchemyError."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        self._of_loop: AsyncEngine | None = None
        if self.engine.dialect.name == "sqlite":
            self._turn: AbstractContextManager[object] = (turn := threading.Lock())
            _prepare_sqlite(self.engine)
            transact = in_loop.on_sqlite(self.engine, turn)
        else:
            self._turn = nullcontext()
            self._of_loop = create_async_engine(url, isolation_level="AUTOCOMMIT")
            for engine in (self.engine, self._of_loop.sync_engine):
                _ask_the_rested(engine)
            transact = in_loop.on_postgres(self._of_loop)
        migrate(self.engine)
        self._shared = SharedCommit(transact)
        self._writing = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(self.engine.execution_options(hub_reading=True), expire_on_commit=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session to use as ``with database.writing() as session, session.begin(): …``; never inside another one.

        SQLite has one writer: its threads wait here in turn, for the database itself would let them sleep and try again.
        """
        with self._turn, self._writing() as session:
            yield session

    async def together(self, work: Work[T, R], item: T, *, lasting: bool = True) -> R:
        """Do ``work`` for ``item`` in a transaction it may share with others that wait. Raises what it raises.

        ``work`` asks through ``statements.ask``: on PostgreSQL its other statements are sent without waiting for what comes of them, so that an
        insert whose key the database makes is ``inline``.

        Durable when this returns; where it is not ``lasting``, a power cut (not a kill) may undo it, whole, until the next that is.
        """
        return await self._shared.run(work, item, lasting=lasting)

    def reading(self) -> Session:
        """A session that only reads; never waits for a writer."""
        return self._reading()

    def close(self) -> None:
        """Close all connections. Not while an event loop uses them."""
        self.engine.dispose()
        if self._of_loop is not None:
            asyncio.run(self._of_loop.dispose())


def migrate(engine: Engine) -> None:
    """Bring the tables up to date."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def _prepare_sqlite(engine: Engine) -> None:
    engine.dialect.use_insertmanyvalues_wo_returning = True  # several rows are one statement, and Python's lock changes hands once for it

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=4000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        options, driver = connection.get_execution_options(), connection.connection.driver_connection
        assert driver is not None
        if options.get("hub_reading", False):
            driver.execute("BEGIN")
            return
        driver.execute(f"PRAGMA synchronous={'FULL' if options.get('hub_lasting', True) else 'NORMAL'}")
        driver.execute("BEGIN IMMEDIATE")


def _ask_the_rested(engine: Engine) -> None:
    """A connection that was not used for a while may have died with the server or on the way; one used a moment ago is not asked."""

    @event.listens_for(engine, "checkout")
    def taken(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.get("used", 0.0) > _RESTED:
            try:
                engine.dialect.do_ping(connection)
            except psycopg.Error as error:
                raise DisconnectionError from error

    @event.listens_for(engine, "checkin")
    def given_back(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()
