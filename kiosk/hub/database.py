"""The hub's database: SQLite by default (WAL, synchronous=FULL), PostgreSQL by its URL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker

from kiosk.hub.shared_commit import SharedCommit, Work

T = TypeVar("T")
R = TypeVar("R")
MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATING = 20261122
"""The advisory lock that lets one of several replicas that start together migrate."""


class HubDatabase:
    """Sessions on one database, migrated to the newest tables when opened. Raises sqlalchemy.exc.SQLAlchemyError."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
        if self.engine.dialect.name == "sqlite":
            _prepare_sqlite(self.engine)
        migrate(self.engine)
        turn = threading.Lock()
        self._turn: AbstractContextManager[object] = turn if self.engine.dialect.name == "sqlite" else nullcontext()
        self._shared = SharedCommit(self.engine.begin, turn)
        self._writing = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(self.engine.execution_options(hub_reading=True), expire_on_commit=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session to use as ``with database.writing() as session, session.begin(): …``; never inside another one.

        SQLite has one writer: its threads wait here in turn, for the database itself would let them sleep and try again.
        """
        with self._turn, self._writing() as session:
            yield session

    async def together(self, work: Work[T, R], item: T) -> R:
        """Do ``work`` for ``item`` in a transaction it may share with others that wait; durable when this returns. Raises what it raises."""
        return await self._shared.run(work, item)

    def reading(self) -> Session:
        """A session that only reads; never waits for a writer."""
        return self._reading()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def rows(several: list[dict[str, Any]]) -> list[dict[str, Any]] | dict[str, Any]:
    """What to execute an insert with: a list of one takes a longer way through the drivers than the one."""
    return several[0] if len(several) == 1 else several


def inserting(dialect: str) -> Callable[[Any], sqlite.Insert | postgresql.Insert]:
    """``insert`` of a database, which knows what to do where a row is there already. Raises KeyError for another one."""
    found: dict[str, Callable[[Any], sqlite.Insert | postgresql.Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    return found[dialect]


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
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=4000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        reading = connection.get_execution_options().get("hub_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
