"""全程留痕 at the hub: the same hash chain as a terminal's, in the hub's database, one chain for all replicas.

A link is added in the transaction of what it records. Retention removes links from the old end and remembers where the rest begins.

``trail_events.json`` is the catalogue of events, as ``kiosk/audit_events.json`` is a terminal's. A detail that does not stand there is masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.orm import Session

from kiosk import audit
from kiosk.audit import Detail, EventKind, Record, Verification
from kiosk.hub.core import Hub
from kiosk.hub.models_work import AuditEnd, AuditLink
from kiosk.hub.statements import Question, ask, rows


class HubEvent(StrEnum):
    """The hub's events. Details carry numbers, codes and counts, never a citizen."""

    TERMINAL_ENROLLED = "terminal.enrolled"
    TERMINAL_REVOKED = "terminal.revoked"
    CASE_RECEIVED = "case.received"
    CASE_REFUSED = "case.refused"
    CASE_DECIDED = "case.decided"
    CASE_OPENED = "case.opened"
    CASES_LISTED = "case.listed_for_person"
    RESULT_COLLECTED = "result.collected"
    STAFF_ADDED = "staff.added"
    STAFF_REMOVED = "staff.removed"
    STAFF_ENTERED = "staff.entered"
    STAFF_REFUSED = "staff.refused"
    SERVICE_ASKED = "service.asked"
    MESSAGE_RECEIVED = "message.received"
    ALERT_RAISED = "alert.raised"
    ALERT_CLEARED = "alert.cleared"
    DELIVERY_DEAD = "delivery.dead"
    PACKAGES_IMPORTED = "packages.imported"
    KEY_MADE = "key.made"
    RETENTION = "retention.removed"


End = tuple[int, str]
"""Sequence and hash of the last link."""
END = Question(select(AuditEnd.sequence, AuditEnd.hash).where(AuditEnd.id == 1).with_for_update())
"""Asks for the end of the chain, which nobody else moves before the transaction is over. A row of ``cases`` is locked before, one of
``serials`` after it: so nobody waits for each other."""
_LINK, _MOVE = insert(AuditLink), update(AuditEnd).where(AuditEnd.id == 1)
_COLUMNS = ("sequence", "at", "event", "details", "previous")
_EVENTS = Path(__file__).with_name("trail_events.json")


def catalogue() -> dict[str, EventKind]:
    """Every event of the hub: what it tells, and the names of its details."""
    return audit.catalogue(_EVENTS)


def append(session: Session, event: HubEvent, at: datetime, /, **details: Detail) -> None:
    """Add a link inside the caller's write transaction."""
    session.flush()
    connection = session.connection()
    (((sequence, digest),),) = ask(connection, [END])
    link(connection, (sequence, digest), at, (event, details))


def link(connection: Connection, end: End, at: datetime, *told: tuple[HubEvent, Mapping[str, Detail]]) -> None:
    """Add a link for each of ``told`` behind ``end``, which is locked, and move the end."""
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds")
    kinds, added = catalogue(), []
    sequence, digest = end
    for event, details in told:
        record = Record(sequence + 1, moment, event.value, audit.kept(kinds[event], details), digest, "")
        sequence, digest = record.sequence, record.expected_hash()
        added.append({**{name: getattr(record, name) for name in _COLUMNS}, "hash": digest})
    connection.execute(_LINK, rows(added))
    connection.execute(_MOVE, {"sequence": sequence, "hash": digest})


def record(hub: Hub, event: HubEvent, /, **details: Detail) -> None:
    """Add a link in a transaction of its own."""
    with hub.database.writing() as session, session.begin():
        append(session, event, hub.now(), **details)


def links(hub: Hub) -> Iterator[Record]:
    """All links that are kept, in order."""
    with hub.database.reading() as session:
        for row in session.scalars(select(AuditLink).order_by(AuditLink.sequence).execution_options(yield_per=1000)):
            yield Record(row.sequence, row.at, row.event, row.details, row.previous, row.hash)


def verify(hub: Hub) -> Verification:
    """Follow the chain from where retention left it to the end that was written last: a link changed, removed or cut off shows."""
    with hub.database.reading() as session:
        end = session.get_one(AuditEnd, 1)
    found = _follow(links(hub), end.removed, end.removed_hash)
    if found.broken_at is None and (found.head != end.hash or end.removed + found.records != end.sequence):
        return Verification(found.records, found.head, end.removed + found.records + 1)
    return found


def forget_before(hub: Hub, moment: datetime) -> int:
    """Remove the links older than ``moment``, from the old end on; returns how many."""
    border = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    with hub.database.writing() as session, session.begin():
        end = session.get_one(AuditEnd, 1, with_for_update=True)
        first_kept = session.scalar(select(AuditLink.sequence).where(AuditLink.at >= border).order_by(AuditLink.sequence).limit(1))
        last = session.scalar(
            select(AuditLink)
            .where(AuditLink.sequence < (first_kept if first_kept is not None else end.sequence + 1))
            .order_by(AuditLink.sequence.desc())
            .limit(1)
        )
        if last is None:
            return 0
        count = last.sequence - end.removed
        end.removed, end.removed_hash = last.sequence, last.hash
        session.execute(delete(AuditLink).where(AuditLink.sequence <= last.sequence))
        append(session, HubEvent.RETENTION, hub.now(), what="audit", count=count)
    return count


def _follow(chain: Iterable[Record], sequence: int, previous: str) -> Verification:
    count = 0
    for link in chain:
        if link.sequence != sequence + count + 1 or link.previous != previous or link.hash != link.expected_hash():
            return Verification(count, previous, link.sequence)
        previous, count = link.hash, count + 1
    return Verification(count, previous, None)
