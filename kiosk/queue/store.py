"""The queue: one row a submitted case, in ``terminal.db``. States ``sealed -> uploading -> acknowledged``, or ``parked``.

Whoever works on a row holds a lease. A lease ends when it is given back, when its time has passed, when its time lies further ahead than
any lease is given for (the clock was set back), or when its process is gone; so nothing stays "uploading" after a crash or a restart.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from kiosk import audit
from kiosk.audit import AuditEvent
from kiosk.package import SUBMISSION_ID
from kiosk.queue.lease import process_lives
from kiosk.queue.packages import Packages, SealedFile, digest
from kiosk.sqlite import Database
from kiosk.terminal_db import TerminalDatabase

LEASE = 120.0
"""Seconds a lease lasts unless renewed; longer than any single request of the uploader may take."""
LONGEST_WAIT = 3600.0
"""No retry is ever further away than this (seconds); one that seems to be comes from a clock that was set."""


class State(StrEnum):
    """Where a case is."""

    SEALED = "sealed"
    UPLOADING = "uploading"
    ACKNOWLEDGED = "acknowledged"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the queue. Times are ISO 8601; ``sha256`` and ``size`` (bytes) are those of the sealed package."""

    submission_id: str
    receipt_no: str
    state: State
    received_at: str
    size: int
    sha256: str
    attempts: int
    next_at: float
    upload_url: str | None
    owner: str | None
    lease_until: float | None
    reason: str | None
    case_no: str | None
    acknowledged_at: str | None


@dataclass(frozen=True, slots=True)
class Depth:
    """How many rows in which state, and since when the oldest undelivered one waits (ISO 8601, None for none)."""

    sealed: int
    uploading: int
    parked: int
    acknowledged: int
    oldest: str | None


class Queue:
    """The rows and their packages. ``clock`` tells wall-clock seconds. Methods raise sqlite3.Error and OSError."""

    def __init__(self, home: Path, *, clock: Callable[[], float] = time.time, lease: float = LEASE) -> None:
        self.packages = Packages(home)
        self.terminal = TerminalDatabase(home)
        self._clock = clock
        self._lease = lease

    def close(self) -> None:
        """Close the database."""
        self.terminal.close()

    def add(self, row: SealedFile, received_at: datetime, sha256: str, event: AuditEvent = AuditEvent.CASE_SEALED) -> bool:
        """Add a row for a package that is durable already, with its audit record. False when the case has a row."""
        with self.terminal.transaction() as database:
            cursor = database.conn.execute(
                "INSERT INTO queue (submission_id, receipt_no, state, received_at, size, sha256, attempts, next_at)"
                " VALUES (?, ?, 'sealed', ?, ?, ?, 0, 0) ON CONFLICT (submission_id) DO NOTHING",
                (row.submission_id, row.receipt_no, received_at.astimezone(UTC).isoformat(timespec="seconds"), row.size, sha256),
            )
            if cursor.rowcount:
                audit.append(database, event, self._now(), receipt_no=row.receipt_no, size=row.size)
        return bool(cursor.rowcount)

    def claim(self, owner: str, *, at_most: int | None = None) -> Row | None:
        """Lease the oldest case that is due, or None; ``at_most`` looks only at packages of that many bytes or fewer.

        ``owner`` comes from ``process_owner``. A lease is not synced to the disk of its own: a power cut ends its process, too.
        """
        now = self._clock()
        with self.terminal.transaction(lasting=False) as database:
            chosen = self._due(database, now, at_most)
            if chosen is None:
                return None
            found = database.conn.execute(
                "UPDATE queue SET state = 'uploading', owner = ?, lease_until = ? WHERE submission_id = ? RETURNING *",
                (owner, now + self._lease, chosen),
            ).fetchall()
        return self._row(found[0])

    def due(self, *, at_most: int) -> bool:
        """Whether a package of at most so many bytes could be claimed now."""
        with self.terminal.reading() as database:
            return self._due(database, self._clock(), at_most) is not None

    def _due(self, database: Database, now: float, at_most: int | None) -> str | None:
        """The oldest case nobody holds whose time has come. Two plain look-ups: the few that are held, and the first of the index."""
        limit = at_most if at_most is not None else 1 << 62
        held = database.conn.execute(
            "SELECT received_at, receipt_no, submission_id, lease_until, owner FROM queue WHERE state = 'uploading' AND size <= ?", (limit,)
        ).fetchall()
        gone = {owner for owner in {row[4] for row in held} if not process_lives(owner)}
        lapsed = [row[:3] for row in held if not now < row[3] <= now + self._lease or row[4] in gone]
        sealed = database.conn.execute(
            "SELECT received_at, receipt_no, submission_id FROM queue WHERE state = 'sealed' AND size <= ?"
            " AND (next_at <= ? OR next_at > ?) ORDER BY received_at, receipt_no LIMIT 1",
            (limit, now, now + LONGEST_WAIT),
        ).fetchall()
        found = min([*lapsed, *sealed], default=None)
        return str(found[2]) if found else None

    def renew(self, submission_id: str, owner: str) -> bool:
        """Lengthen the lease. False when it is no longer the caller's: then let go."""
        return self._change(
            "lease_until = :until",
            "submission_id = :id AND state = 'uploading' AND owner = :owner",
            id=submission_id,
            owner=owner,
            until=self._clock() + self._lease,
        )

    def remember_upload(self, submission_id: str, owner: str, url: str | None) -> bool:
        """Keep where the upload goes on, for the next process; None forgets it."""
        return self._change(
            "upload_url = :url", "submission_id = :id AND state = 'uploading' AND owner = :owner", id=submission_id, owner=owner, url=url
        )

    def later(self, submission_id: str, owner: str, wait: float, reason: str) -> bool:
        """Give the case back, to be tried again in ``wait`` seconds."""
        return self._change(
            "state = 'sealed', owner = NULL, lease_until = NULL, attempts = attempts + 1, next_at = :at, reason = :reason",
            "submission_id = :id AND state = 'uploading' AND owner = :owner",
            id=submission_id,
            owner=owner,
            at=self._clock() + min(wait, LONGEST_WAIT),
            reason=reason,
        )

    def release(self, submission_id: str, owner: str) -> bool:
        """Give the case back untried: the process is told to stop."""
        return self._change(
            "state = 'sealed', owner = NULL, lease_until = NULL",
            "submission_id = :id AND state = 'uploading' AND owner = :owner",
            id=submission_id,
            owner=owner,
        )

    def park(self, submission_id: str, owner: str, reason: str) -> bool:
        """The hub refuses the case, or its package is damaged: keep it with the reason until staff decide."""
        with self.terminal.transaction() as database:
            done = self._change(
                "state = 'parked', owner = NULL, lease_until = NULL, reason = :reason",
                "submission_id = :id AND state = 'uploading' AND owner = :owner",
                id=submission_id,
                owner=owner,
                reason=reason,
                database=database,
            )
            if done:
                receipt_no = self._receipt_no(database, submission_id)
                audit.append(database, AuditEvent.CASE_PARKED, self._now(), receipt_no=receipt_no, reason=reason)
        return done

    def acknowledge(self, submission_id: str, case_no: str) -> None:
        """The hub has the case (its acknowledgement was verified): note it durably, then delete the package.

        Whoever verified it may say so, lease or not: the case arrived.
        """
        with self.terminal.transaction() as database:
            changed = database.conn.execute(
                "UPDATE queue SET state = 'acknowledged', owner = NULL, lease_until = NULL, reason = NULL, case_no = ?, acknowledged_at = ?"
                " WHERE submission_id = ? AND state <> 'acknowledged' RETURNING receipt_no",
                (case_no, self._now().isoformat(timespec="seconds"), submission_id),
            ).fetchall()
            receipt_no = changed[0][0] if changed else self._receipt_no(database, submission_id)
            if changed:
                audit.append(database, AuditEvent.CASE_ACKNOWLEDGED, self._now(), receipt_no=receipt_no, case_no=case_no)
        if receipt_no:
            self.packages.remove(receipt_no, submission_id)

    def retry(self, identifier: str) -> bool:
        """Try a parked or waiting case again at once; ``identifier`` is its receipt number or submission id."""
        with self.terminal.transaction() as database:
            done = self._change(
                "state = 'sealed', next_at = 0, attempts = 0",
                "(receipt_no = :id OR submission_id = :id) AND state IN ('parked', 'sealed')",
                id=identifier,
                database=database,
            )
            if done:
                audit.append(database, AuditEvent.CASE_RETRIED, self._now(), case=identifier)
        return done

    def wake(self) -> None:
        """The hub can be reached again: nobody waits any longer."""
        self._change("next_at = 0", "state = 'sealed' AND next_at > 0")

    def recover(self) -> int:
        """Bring files and rows together again after a crash; returns how many packages were given a row.

        A package without a row was sealed by a process that died before it could add the row, or could not add it, or the row was lost
        with the database: the hub tells duplicates by submission id, so adding it is always right. A package whose row is acknowledged
        is deleted.
        """
        self.packages.sweep()
        adopted = 0
        for file in self.packages.files():
            row = self.find(file.submission_id)
            if row is None:
                try:
                    adopted += self.add(file, file.written, digest(file.path), AuditEvent.CASE_ADOPTED)
                except FileNotFoundError:
                    continue
            elif row.state is State.ACKNOWLEDGED:
                self.packages.remove(file.receipt_no, file.submission_id)
        return adopted

    def forget(self, before: datetime) -> int:
        """Drop the rows of cases acknowledged before ``before``; returns how many. Their numbers stay given (see receipt_number)."""
        with self.terminal.transaction() as database:
            return database.conn.execute(
                "DELETE FROM queue WHERE state = 'acknowledged' AND acknowledged_at < ?",
                (before.astimezone(UTC).isoformat(timespec="seconds"),),
            ).rowcount

    def find(self, identifier: str) -> Row | None:
        """The case of a submission id or receipt number; for the latter the whole index is read through."""
        which = "?" if SUBMISSION_ID.fullmatch(identifier) else "(SELECT submission_id FROM queue WHERE receipt_no = ?)"
        with self.terminal.reading() as database:
            rows = database.query(f"SELECT * FROM queue WHERE submission_id = {which}", (identifier,))  # noqa: S608 both stand here
            return next((_typed(row) for row in rows), None)

    def rows(self) -> list[Row]:
        """Every row, oldest first."""
        with self.terminal.reading() as database:
            return [_typed(row) for row in database.query("SELECT * FROM queue ORDER BY received_at, receipt_no")]

    def depth(self) -> Depth:
        """Counts by state."""
        with self.terminal.reading() as database:
            counts = {row["state"]: row["n"] for row in database.query("SELECT state, count(*) AS n FROM queue GROUP BY state")}
            oldest = next(database.query("SELECT min(received_at) AS at FROM queue WHERE state <> 'acknowledged'"))["at"]
        return Depth(counts.get("sealed", 0), counts.get("uploading", 0), counts.get("parked", 0), counts.get("acknowledged", 0), oldest)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    def _change(self, assignments: str, condition: str, *, database: Database | None = None, **values: Any) -> bool:
        if database is None:
            with self.terminal.transaction() as own:
                return self._change(assignments, condition, database=own, **values)
        return bool(database.conn.execute(f"UPDATE queue SET {assignments} WHERE {condition}", values).rowcount)  # noqa: S608 both are written in this file

    @staticmethod
    def _receipt_no(database: Database, submission_id: str) -> str:
        row = next(database.query("SELECT receipt_no FROM queue WHERE submission_id = ?", (submission_id,)), None)
        return str(row["receipt_no"]) if row else ""

    @staticmethod
    def _row(values: tuple[Any, ...]) -> Row:
        return _typed(dict(zip(Row.__slots__, values, strict=True)))


def _typed(row: dict[str, Any]) -> Row:
    return Row(**{**row, "state": State(row["state"])})
