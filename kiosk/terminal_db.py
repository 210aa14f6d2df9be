"""``terminal.db``: the one database of a terminal, shared by its processes. SQLite, WAL, synchronous=FULL; nothing personal in it.

A database that SQLite calls damaged is set aside in ``damaged/`` and a new one begun, by whichever process meets it first; the others
notice that the file is another one and follow. What is promised to citizens lies in the packages, from which the queue is rebuilt.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock

from kiosk import durable
from kiosk.sqlite import Database

LOG = logging.getLogger(__name__)
FILE = "terminal.db"
DAMAGED = "damaged"
VERSION = 4
LOG_PAGES = 250
"""Pages of the write-ahead log after which it is begun anew: a short one is soon written over in place, which an fsync need not wait for
as long as for a file that grows."""
MOST_DAMAGED = 4
"""So many damaged databases are kept for whoever looks into it; a failing disk must not fill itself with them."""
_PRIMARY = 0xFF


def damaged(error: BaseException) -> bool:
    """Whether SQLite says that the file itself is broken (SQLITE_CORRUPT, SQLITE_NOTADB), not busy, full or out of reach."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    return isinstance(error, sqlite3.DatabaseError) and code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class TerminalDatabase:
    """One connection, usable from any thread of the process, one transaction at a time. Raises OSError, sqlite3.Error."""

    def __init__(self, home: Path) -> None:
        durable.make_folder(home)
        self._home = home
        self._path = str(home / FILE)
        self._lock = RLock()
        self._closed = False
        self._database, self._file = self._connect()

    @contextmanager
    def transaction(self, *, lasting: bool = True) -> Iterator[Database]:
        """A write transaction that takes the lock at once (BEGIN IMMEDIATE); on disk when the block ends.

        One that is not ``lasting`` may be undone, whole, by a power cut (not by a kill) until the next lasting one: for what is worth
        nothing without its process, such as a lease.

        Raises sqlite3.Error; after one that says damaged, the next transaction is one of a new database.
        """
        with self._lock:
            try:
                database = self._current()
                connection = database.conn
                if not lasting:
                    connection.execute("PRAGMA synchronous=NORMAL")
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield database
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.rollback()
                    raise
                finally:
                    if not lasting:
                        connection.execute("PRAGMA synchronous=FULL")
            except sqlite3.DatabaseError as error:
                self._replace_if_damaged(error)
                raise

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The database to read from; each statement sees the latest committed state. Raises as ``transaction``."""
        with self._lock:
            try:
                yield self._current()
            except sqlite3.DatabaseError as error:
                self._replace_if_damaged(error)
                raise

    def check(self) -> bool:
        """Read the whole file (SQLite's quick_check); False when it was damaged and is set aside now. Raises sqlite3.Error, OSError."""
        try:
            with self.reading() as database:
                found = database.conn.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            if damaged(error):
                return False
            raise
        if found != "ok":
            with self._lock:
                self._replace(found)
            return False
        return True

    def close(self) -> None:
        """Close the connection. A second call does nothing."""
        with self._lock:
            self._closed = True
            self._database.conn.close()

    def _current(self) -> Database:
        """The database that has the name now: another process may have set ours aside."""
        connection = self._database.conn
        if not self._closed and not connection.in_transaction and _identity(self._path) != self._file:
            self._database.conn.close()
            self._database, self._file = self._connect()
        return self._database

    def _replace_if_damaged(self, error: sqlite3.DatabaseError) -> None:
        if damaged(error) and not self._closed:
            self._replace(str(error))

    def _replace(self, reason: str) -> None:
        self._database.conn.close()
        _set_aside(self._home, self._file, reason)
        self._database, self._file = self._connect()

    def _connect(self) -> tuple[Database, tuple[int, int]]:
        try:
            return _open(self._home)
        except sqlite3.DatabaseError as error:
            if not damaged(error):
                raise
            _set_aside(self._home, _identity(self._home / FILE), str(error))
            return _open(self._home)


def _open(home: Path) -> tuple[Database, tuple[int, int]]:
    """The database and which file it is. Waits while one is being set aside."""
    path = home / FILE
    with _folder_locked(home, fcntl.LOCK_SH):
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA busy_timeout=30000")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
            database = Database(connection)
            if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
                path.chmod(0o600)
                connection.execute("BEGIN IMMEDIATE")
                _create(database)
                connection.execute("COMMIT")
                durable.sync_folder(home)
            return database, _identity(path)
        except BaseException:
            connection.close()
            raise


def _set_aside(home: Path, file: tuple[int, int], reason: str) -> None:
    """Move a damaged database out of the way, unless somebody has done so. The file before its log: SQLite drops a log without its file."""
    with _folder_locked(home, fcntl.LOCK_EX):
        if _identity(home / FILE) != file:
            return
        aside = home / DAMAGED
        durable.make_folder(aside)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
        for suffix in ("", "-wal", "-shm"):
            path = home / f"{FILE}{suffix}"
            if path.exists():
                path.rename(aside / f"{stamp}-{FILE}{suffix}")
        durable.sync_folder(aside)
        durable.sync_folder(home)
        stamps = sorted({path.name.partition("-")[0] for path in aside.iterdir()})
        for path in [path for path in aside.iterdir() if path.name.partition("-")[0] in stamps[:-MOST_DAMAGED]]:
            path.unlink(missing_ok=True)
    LOG.error("the database is damaged (%s); it is in %s now and a new one is begun from the packages", reason, aside.name)
    from kiosk import audit

    terminal = TerminalDatabase(home)
    try:
        audit.record(terminal, audit.AuditEvent.DATABASE_REBUILT, datetime.now(UTC), kept=f"{DAMAGED}/{stamp}-{FILE}")
    finally:
        terminal.close()


def _identity(path: Path | str) -> tuple[int, int]:
    try:
        facts = os.stat(path)  # noqa: PTH116 asked before every transaction
    except FileNotFoundError:
        return (0, 0)
    return facts.st_dev, facts.st_ino


@contextmanager
def _folder_locked(home: Path, how: int) -> Iterator[None]:
    descriptor = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def _create(database: Database) -> None:
    """The tables of all versions; several processes may start at once, so each exists already or is made here."""
    _create_queue(database)
    tables = database.tables()
    tables.table("device_states").create(
        {"name": str, "status": str, "at": str}, pk="name", not_null={"status", "at"}, if_not_exists=True, strict=True
    )
    tables.table("device_counters").create(
        {"name": str, "address": str, "counters": str}, pk="name", not_null={"address", "counters"}, if_not_exists=True, strict=True
    )
    transitions = tables.table("device_transitions")
    transitions.create(
        {"id": int, "name": str, "before": str, "after": str, "at": str},
        pk="id",
        not_null={"name", "before", "after", "at"},
        if_not_exists=True,
        strict=True,
    )
    transitions.create_index(["name"], if_not_exists=True)
    database.conn.execute("DROP TABLE IF EXISTS staff_state")
    tables.table("audit").create(
        {"sequence": int, "at": str, "event": str, "details": str, "previous": str, "hash": str},
        pk="sequence",
        not_null={"at", "event", "details", "previous", "hash"},
        if_not_exists=True,
        strict=True,
    )
    database.conn.execute(f"PRAGMA user_version={VERSION}")


def _create_queue(database: Database) -> None:
    """The rows of the queue. Clustered by submission id (WITHOUT ROWID) and with one index, for each further tree is one more page that
    every submission waits to see on the disk; the rare look for a receipt number reads through that index.

    A table of an older version is copied into the new one.
    """
    before = database.conn.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'queue'").fetchone()
    if before is not None and "WITHOUT ROWID" in before[0]:
        return
    if before is not None:
        database.conn.execute("ALTER TABLE queue RENAME TO queue_before")
    database.conn.execute(
        "CREATE TABLE queue (submission_id TEXT PRIMARY KEY NOT NULL, receipt_no TEXT NOT NULL, state TEXT NOT NULL, received_at TEXT NOT NULL,"
        " size INTEGER NOT NULL, sha256 TEXT NOT NULL, attempts INTEGER NOT NULL, next_at REAL NOT NULL, upload_url TEXT, owner TEXT,"
        " lease_until REAL, reason TEXT, case_no TEXT, acknowledged_at TEXT) STRICT, WITHOUT ROWID"
    )
    if before is not None:
        database.conn.execute("INSERT INTO queue SELECT * FROM queue_before")
        database.conn.execute("DROP TABLE queue_before")
    database.conn.execute("CREATE INDEX waiting ON queue (state, received_at, receipt_no)")
