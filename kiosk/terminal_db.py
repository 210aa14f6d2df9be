"""``terminal.db``: the one database of a terminal, shared by its processes. SQLite, WAL, synchronous=FULL; nothing personal in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from sqlite_utils import Database

from kiosk import durable

FILE = "terminal.db"
VERSION = 2


class TerminalDatabase:
    """One connection, usable from any thread of the process, one transaction at a time."""

    def __init__(self, home: Path) -> None:
        durable.make_folder(home)
        path = home / FILE
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA busy_timeout=30000")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            self._database = Database(connection, execute_plugins=False)
            self._lock = RLock()
            if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
                path.chmod(0o600)
                with self.transaction() as database:
                    _create(database)
                durable.sync_folder(home)
        except BaseException:
            connection.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """A write transaction that takes the lock at once (BEGIN IMMEDIATE); on disk when the block ends. Raises sqlite3.Error."""
        with self._lock:
            self._database.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.conn.execute("COMMIT")
            except BaseException:
                self._database.rollback()
                raise

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The database to read from; each statement sees the latest committed state."""
        with self._lock:
            yield self._database

    def close(self) -> None:
        """Close the connection. A second call does nothing."""
        with self._lock:
            self._database.close()


def _create(database: Database) -> None:
    """The tables of all versions; several processes may start at once, so each exists already or is made here."""
    queue = database.table("queue")
    queue.create(
        {
            "submission_id": str,
            "receipt_no": str,
            "state": str,
            "received_at": str,
            "size": int,
            "sha256": str,
            "attempts": int,
            "next_at": float,
            "upload_url": str,
            "owner": str,
            "lease_until": float,
            "reason": str,
            "case_no": str,
            "acknowledged_at": str,
        },
        pk="submission_id",
        not_null={"receipt_no", "state", "received_at", "size", "sha256", "attempts", "next_at"},
        if_not_exists=True,
        strict=True,
    )
    queue.create_index(["receipt_no"], if_not_exists=True)
    queue.create_index(["state", "received_at"], if_not_exists=True)
    database.table("device_states").create(
        {"name": str, "status": str, "at": str}, pk="name", not_null={"status", "at"}, if_not_exists=True, strict=True
    )
    database.table("device_counters").create(
        {"name": str, "address": str, "counters": str}, pk="name", not_null={"address", "counters"}, if_not_exists=True, strict=True
    )
    transitions = database.table("device_transitions")
    transitions.create(
        {"id": int, "name": str, "before": str, "after": str, "at": str},
        pk="id",
        not_null={"name", "before", "after", "at"},
        if_not_exists=True,
        strict=True,
    )
    transitions.create_index(["name"], if_not_exists=True)
    database.table("staff_state").create({"name": str, "value": str}, pk="name", not_null={"value"}, if_not_exists=True, strict=True)
    database.table("audit").create(
        {"sequence": int, "at": str, "event": str, "details": str, "previous": str, "hash": str},
        pk="sequence",
        not_null={"at", "event", "details", "previous", "hash"},
        if_not_exists=True,
        strict=True,
    )
    database.conn.execute(f"PRAGMA user_version={VERSION}")
