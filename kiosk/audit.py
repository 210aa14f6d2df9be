"""全程留痕: what happened on this terminal, append-only and hash-chained, in ``terminal.db``.

Each record's hash covers its canonical JSON and the hash before it, so a changed, removed or inserted record breaks the chain. A cut-off
end cannot be seen from the chain alone: heartbeats carry its head to the hub. Records older than the city's retention are removed from the
front; the chain itself tells up to where (``audit.pruned``), so what is left still verifies.

``audit_events.json`` is the catalogue of events: what each means and which details it carries. A detail that does not stand there is
masked whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec

from kiosk.redact import STAR, redact_value
from kiosk.sqlite import Database
from kiosk.terminal_db import TerminalDatabase

Detail = str | int | float | bool | None
FIRST = "0" * 64
"""What the first record names as the hash before it."""
_CANONICAL = msgspec.json.Encoder(order="sorted")


class AuditEvent(StrEnum):
    """The events there are. Details carry receipt numbers, codes and counts, never a person."""

    CASE_SEALED = "case.sealed"
    CASE_ADOPTED = "case.adopted"
    CASE_ACKNOWLEDGED = "case.acknowledged"
    CASE_PARKED = "case.parked"
    CASE_RETRIED = "case.retried"
    CASE_RATED = "case.rated"
    QUEUE_EXPORTED = "queue.exported"
    DATABASE_REBUILT = "database.rebuilt"
    AUDIT_PRUNED = "audit.pruned"
    TERMINAL_ENROLLED = "terminal.enrolled"
    VISIT_STARTED = "visit.started"
    VISIT_ENDED = "visit.ended"
    PAYMENT_CHANGED = "payment.changed"
    DOCUMENT_PRINTED = "document.printed"
    RECEIPT_NOT_PRINTED = "receipt.not_printed"
    DEVICE_CHANGED = "device.changed"
    INPUT_TROUBLE = "input.trouble"
    SERVICE_PAUSED = "service.paused"
    SERVICE_RESUMED = "service.resumed"
    CATALOGUE_CHANGED = "catalogue.changed"
    CATALOGUE_TAKEDOWN = "catalogue.takedown"
    CATALOGUE_REFUSED = "catalogue.refused"
    CATALOGUE_ADOPTED = "catalogue.adopted"
    STAFF_ADDED = "staff.added"
    STAFF_REMOVED = "staff.removed"
    STAFF_ENTERED = "staff.entered"
    STAFF_REFUSED = "staff.refused"
    STAFF_LEFT = "staff.left"
    STAFF_ACTION = "staff.action"
    STAFF_TESTED = "staff.tested"
    STAFF_REPORT = "staff.report"
    STAFF_DAILY_CHECK = "staff.daily_check"
    STAFF_EXPORTED = "staff.exported"


class EventKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event of the catalogue: what it tells, for auditors, and the names of the details it carries."""

    text: str
    details: tuple[str, ...] = ()


@cache
def catalogue(file: Path = Path(__file__).with_name("audit_events.json")) -> dict[str, EventKind]:  # noqa: B008 the name of a file
    """Every event there is, by its name: a terminal's, or those of another catalogue."""
    return msgspec.json.decode(file.read_bytes(), type=dict[str, EventKind])


def kept(kind: EventKind, details: Mapping[str, Detail]) -> str:
    """What is kept of an event's details: canonical JSON, redacted; one that the catalogue does not name is masked whole."""
    return _CANONICAL.encode(
        {name: redact_value(value, name) if name in kind.details else STAR * 3 for name, value in details.items()}
    ).decode()


@dataclass(frozen=True, slots=True)
class Record:
    """One link. ``at`` is ISO 8601 in UTC, ``details`` canonical JSON."""

    sequence: int
    at: str
    event: str
    details: str
    previous: str
    hash: str

    def expected_hash(self) -> str:
        """SHA-256 over the canonical JSON of all other members."""
        return _hash((self.sequence, self.at, self.event, self.details, self.previous))


@dataclass(frozen=True, slots=True)
class Verification:
    """What ``verify`` found. ``broken_at``: sequence of the first wrong record, None when the chain holds; ``head``: the last good hash."""

    records: int
    head: str
    broken_at: int | None


def append(database: Database, event: AuditEvent, at: datetime, /, **details: Detail) -> None:
    """Add a record inside the caller's write transaction, so that what happened and its trace are durable together."""
    last = database.conn.execute("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1").fetchone()
    sequence, previous = (last[0] + 1, last[1]) if last else (1, FIRST)
    told = (sequence, at.astimezone(UTC).isoformat(timespec="milliseconds"), event.value, kept(catalogue()[event], details), previous)
    database.conn.execute(
        "INSERT INTO audit (sequence, at, event, details, previous, hash) VALUES (?, ?, ?, ?, ?, ?)", (*told, _hash(told))
    )


def record(terminal: TerminalDatabase, event: AuditEvent, at: datetime | None = None, /, **details: Detail) -> None:
    """Add a record in a transaction of its own. Raises sqlite3.Error."""
    with terminal.transaction() as database:
        append(database, event, at or datetime.now(UTC), **details)


def records(terminal: TerminalDatabase) -> Iterator[Record]:
    """All records in order."""
    with terminal.reading() as database:
        for row in database.query("SELECT sequence, at, event, details, previous, hash FROM audit ORDER BY sequence"):
            yield Record(**row)


def head(terminal: TerminalDatabase) -> tuple[int, str]:
    """Sequence and hash of the last record; (0, FIRST) for an empty chain."""
    with terminal.reading() as database:
        last = next(database.query("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1"), None)
    return (last["sequence"], last["hash"]) if last else (0, FIRST)


def verify(chain: Iterator[Record]) -> Verification:
    """Follow the chain from its first record. It may begin later than at 1 only where a later record tells that it was pruned up to there."""
    previous, count, begins = FIRST, 0, 1
    pruned: tuple[int, str] | None = None
    for link in chain:
        if count == 0 and link.sequence > 1:
            previous, begins = link.previous, link.sequence
            pruned = (link.sequence - 1, link.previous)
        if link.sequence != begins + count or link.previous != previous or link.hash != link.expected_hash():
            return Verification(count, previous, link.sequence)
        if pruned is not None and link.event == AuditEvent.AUDIT_PRUNED and _pruned(link) == pruned:
            pruned = None
        previous, count = link.hash, count + 1
    return Verification(0, FIRST, begins) if pruned else Verification(count, previous, None)


def prune(terminal: TerminalDatabase, before: datetime) -> int:
    """Remove the records older than ``before`` from the front, and tell so in the chain; returns how many. Raises sqlite3.Error.

    The last record is never removed: the next one needs its hash.
    """
    with terminal.transaction() as database:
        limit = before.astimezone(UTC).isoformat(timespec="milliseconds")
        found = database.conn.execute(
            "SELECT max(sequence) FROM audit WHERE sequence < (SELECT coalesce(min(sequence), 0) FROM audit WHERE at >= ?)"
            " AND sequence < (SELECT max(sequence) FROM audit)",
            (limit,),
        ).fetchone()[0]
        if found is None:
            return 0
        digest = database.conn.execute("SELECT hash FROM audit WHERE sequence = ?", (found,)).fetchone()[0]
        removed = database.conn.execute("DELETE FROM audit WHERE sequence <= ?", (found,)).rowcount
        append(database, AuditEvent.AUDIT_PRUNED, datetime.now(UTC), through=found, digest=digest)
    return int(removed)


def _pruned(link: Record) -> object:
    told = json.loads(link.details)
    return (told.get("through"), told.get("digest")) if isinstance(told, dict) else None


def _hash(link: tuple[int, str, str, str, str]) -> str:
    return hashlib.sha256(_CANONICAL.encode(link)).hexdigest()
