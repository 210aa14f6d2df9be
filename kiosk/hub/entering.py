"""The rows of cases, written in the caller's transaction: number, case, the matters of a package (一件事), what is owed, consents, the
audit links, the webhook. Plain inserts, one a table for all cases that come together: this is what every submitted case waits for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, insert
from sqlalchemy.sql.dml import ReturningInsert

from kiosk.audit import Detail
from kiosk.hub import decisions, filing, outgoing, tokens, trail
from kiosk.hub.core import Hub
from kiosk.hub.models import Case, Serial, Upload
from kiosk.hub.models_work import Consent, OwedItem
from kiosk.hub.statements import Question, ask, inserting, rows
from kiosk.hub.tokens import Claim
from kiosk.hub.trail import HubEvent
from kiosk.package import Package
from kiosk.scheduler import HALL_ZONE

RECEIVED = "received"
"""收件: the case is here and nobody has decided anything yet."""
PART = "part"
"""The state of an upload that only stands for a matter of a package: its bytes are those of the package's own upload."""
_UPLOAD, _CASE, _OWED, _CONSENT = insert(Upload), insert(Case), insert(OwedItem), insert(Consent)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A sealed package that is here: whose it is, what was announced of it. ``length`` in bytes."""

    submission_id: str
    terminal_id: str
    receipt_no: str
    sha256: str
    length: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A case to be written down. ``parent_no``: the case it supplements; ``sealed``: the package, where the database keeps it.

    ``whole``: it has no upload yet; one that came the long way has.
    """

    opened: Package
    arrival: Arrival
    facts: filing.Facts
    parent_no: str | None = None
    sealed: bytes | None = None

    @property
    def whole(self) -> bool:
        """Whether it came with its announcement, and has no upload yet."""
        return self.sealed is not None

    @property
    def series(self) -> tuple[str, str]:
        """Which serial its number is of: a matter's of a day, or a case's supplements."""
        if self.parent_no is not None:
            return self.parent_no[-40:], "more"
        return self.opened.manifest.matter_code, self.opened.manifest.received_at.astimezone(HALL_ZONE).strftime("%Y%m%d")


@dataclass(slots=True)
class _Rows:
    """What is to be inserted, by table, and what the chain is told."""

    uploads: list[dict[str, Any]] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)
    owed: list[dict[str, Any]] = field(default_factory=list)
    consents: list[dict[str, Any]] = field(default_factory=list)
    told: list[tuple[HubEvent, dict[str, Detail]]] = field(default_factory=list)


def enter(hub: Hub, connection: Connection, entries: Sequence[Entry], claims: Sequence[Claim] = ()) -> list[str]:
    """Write cases down; the signed acknowledgement of each. ``claims``: whose terminals are looked at in the same transaction.

    Raises IntegrityError, now or at the transaction's end, when a submission or its receipt number has a case; Problem 401 for a claim.
    """
    dialect, arrived = connection.dialect.name, hub.now()
    counts = sorted(Counter(entry.series for entry in entries).items())
    questions = [trail.END, *_serials(dialect, counts)]
    if claims:
        questions.append(tokens.whose(dialect, claims))
    ((sequence, digest),), *found = ask(connection, questions)
    if claims:
        tokens.confirmed(claims, found.pop())
    numbers = _numbers(hub, entries, {series: int(last) - count + 1 for (series, count), ((last,),) in zip(counts, found, strict=True)})
    said = arrived.isoformat(timespec="seconds")
    signed = hub.keys.sign_each(_acknowledged(entry, number, said) for entry, number in zip(entries, numbers, strict=True))
    new = _Rows()
    for entry, number, token in zip(entries, numbers, signed, strict=True):
        _add(hub, new, entry, number, token, arrived)
    for statement, added in ((_UPLOAD, new.uploads), (_CASE, new.cases), (_OWED, new.owed), (_CONSENT, new.consents)):
        if added:
            connection.execute(statement, rows(added))
    trail.link(connection, (sequence, digest), arrived, *new.told)
    for entry, number in zip(entries, numbers, strict=True):
        event = "case.supplemented" if entry.parent_no else "case.received"
        body = {"case_no": number, "receipt_no": entry.arrival.receipt_no, "status": RECEIVED}
        outgoing.forward(hub, connection, event, body)
    return signed


def _add(hub: Hub, new: _Rows, entry: Entry, case_no: str, token: str, arrived: datetime) -> None:
    manifest, arrival, facts = entry.opened.manifest, entry.arrival, entry.facts
    children = () if entry.parent_no else facts.children
    clock = decisions.decide_by(hub, manifest.received_at)
    days = [facts.due_on, *(child.due_on for child in children)]
    if entry.whole:
        new.uploads.append(_upload(arrival, arrived, "accepted", entry.sealed))
    row = {
        "case_no": case_no,
        "submission_id": arrival.submission_id,
        "receipt_no": manifest.receipt_no,
        "terminal_id": arrival.terminal_id,
        "matter_code": manifest.matter_code,
        "matter_version": manifest.matter_version,
        "received_at": manifest.received_at,
        "clock_synchronised": manifest.clock_synchronised,
        "arrived_at": arrived,
        "status": RECEIVED,
        "query_code_hash": manifest.query_code_hash,
        "parts": len(entry.opened.parts),
        "size": arrival.length,
        "acknowledgement": token,
        "parent_no": entry.parent_no,
        "package_no": None,
        "title": "",
        "person_key": facts.person_key,
        "hall": facts.hall,
        "authority_code": facts.authority_code,
        "decide_by": None if entry.parent_no or children else clock,
        "due_on": max((day for day in days if day is not None), default=None),
    }
    new.cases.append(row)
    told: dict[str, Detail] = {"case_no": case_no, "receipt_no": manifest.receipt_no, "terminal": arrival.terminal_id}
    new.told.append((HubEvent.CASE_RECEIVED, told))
    numbers = [f"{case_no}-C{place:02d}" for place in range(1, len(children) + 1)] or [case_no]
    for place, child in enumerate(children, 1):
        part = replace(
            arrival,
            submission_id=str(uuid5(UUID(arrival.submission_id), child.id)),
            receipt_no=f"{arrival.receipt_no}-C{place:02d}",
        )
        new.uploads.append(_upload(part, arrived, PART, None))
        facts_of_child = {
            "case_no": numbers[place - 1],
            "submission_id": part.submission_id,
            "receipt_no": part.receipt_no,
            "matter_code": child.code,
            "package_no": case_no,
            "title": child.name,
            "decide_by": clock,
            "due_on": child.due_on or facts.due_on,
        }
        new.cases.append({**row, **facts_of_child})
        new.told.append((HubEvent.CASE_RECEIVED, {"case_no": numbers[place - 1], "receipt_no": part.receipt_no, "package": case_no}))
    new.owed += [{**item, "case_no": number, "settled_at": None} for number in numbers for item in facts.owed]
    new.consents += [{**item, "submission_id": arrival.submission_id} for item in facts.consents]


def _upload(arrival: Arrival, at: datetime, state: str, sealed: bytes | None) -> dict[str, Any]:
    """An upload that came whole."""
    return {
        "submission_id": arrival.submission_id,
        "terminal_id": arrival.terminal_id,
        "receipt_no": arrival.receipt_no,
        "sha256": arrival.sha256,
        "length": arrival.length,
        "received": arrival.length,
        "state": state,
        "created_at": at,
        "sealed": sealed,
    }


def _acknowledged(entry: Entry, case_no: str, arrived: str) -> dict[str, str]:
    """What the hub signs of a case; ``arrived`` in ISO 8601."""
    arrival = entry.arrival
    return {
        "aud": arrival.terminal_id,
        "submission_id": arrival.submission_id,
        "receipt_no": arrival.receipt_no,
        "sha256": arrival.sha256,
        "case_no": case_no,
        "received": arrived,
    }


def _serials(dialect: str, counts: Iterable[tuple[tuple[str, str], int]]) -> list[Question]:
    """Counts each series on, and asks for its last serial. In one order everywhere, so that nobody waits for each other."""
    return [Question(_counting(dialect), {"matter_code": code, "day": day, "last": count}) for (code, day), count in counts]


def _numbers(hub: Hub, entries: Sequence[Entry], next_of: dict[tuple[str, str], int]) -> list[str]:
    """The case number of each; ``next_of``: the next serial of each series."""
    numbers = []
    for entry in entries:
        code, day = entry.series
        serial = next_of[code, day]
        next_of[code, day] += 1
        if entry.parent_no is not None:
            numbers.append(f"{entry.parent_no}-{serial:02d}")
        else:
            numbers.append(hub.settings.case_number.format(matter_code=code, day=day, serial=serial))
    return numbers


@cache
def _counting(dialect: str) -> ReturningInsert[Any]:
    new = inserting(dialect)(Serial)
    moved = {"last": Serial.last + new.excluded.last}
    return new.on_conflict_do_update(index_elements=["matter_code", "day"], set_=moved).returning(Serial.last)
