"""A case's rows, written in the caller's transaction: its number, the case, the matters of a package (一件事), what is owed, consents, the
audit link, the webhook. Plain inserts: this is what every submitted case waits for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, insert
from sqlalchemy.sql.dml import ReturningInsert

from kiosk.hub import decisions, filing, outgoing, trail
from kiosk.hub.core import Hub
from kiosk.hub.database import inserting
from kiosk.hub.models import Case, Serial, Upload
from kiosk.hub.models_work import Consent, OwedItem
from kiosk.hub.trail import HubEvent
from kiosk.package import Manifest, Package
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


def note_upload(connection: Connection, arrival: Arrival, at: datetime, state: str = "accepted", sealed: bytes | None = None) -> None:
    """A row for an upload that came whole. Raises IntegrityError where the submission has one."""
    connection.execute(
        _UPLOAD,
        {
            "submission_id": arrival.submission_id,
            "terminal_id": arrival.terminal_id,
            "receipt_no": arrival.receipt_no,
            "sha256": arrival.sha256,
            "length": arrival.length,
            "received": arrival.length,
            "state": state,
            "created_at": at,
            "sealed": sealed,
        },
    )


def enter(hub: Hub, connection: Connection, opened: Package, arrival: Arrival, facts: filing.Facts, parent_no: str | None = None) -> str:
    """Write the case down; its signed acknowledgement. ``parent_no``: the case it supplements.

    Raises IntegrityError when the submission or its receipt number has a case.
    """
    manifest, arrived = opened.manifest, hub.now()
    end = trail.lock(connection)
    case_no = _number(hub, connection, manifest, parent_no)
    token = hub.keys.sign(
        {
            "aud": arrival.terminal_id,
            "submission_id": arrival.submission_id,
            "receipt_no": manifest.receipt_no,
            "sha256": arrival.sha256,
            "case_no": case_no,
            "received": arrived.isoformat(timespec="seconds"),
        }
    )
    children = () if parent_no else facts.children
    clock = decisions.decide_by(hub, manifest.received_at)
    days = [facts.due_on, *(child.due_on for child in children)]
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
        "parts": len(opened.parts),
        "size": arrival.length,
        "acknowledgement": token,
        "parent_no": parent_no,
        "package_no": None,
        "title": "",
        "person_key": facts.person_key,
        "hall": facts.hall,
        "authority_code": facts.authority_code,
        "decide_by": None if parent_no or children else clock,
        "due_on": max((day for day in days if day is not None), default=None),
    }
    connection.execute(_CASE, row)
    end = trail.link(
        connection, end, HubEvent.CASE_RECEIVED, arrived, case_no=case_no, receipt_no=manifest.receipt_no, terminal=arrival.terminal_id
    )
    numbers = [case_no]
    if children:
        numbers = [f"{case_no}-C{place:02d}" for place in range(1, len(children) + 1)]
    for place, child in enumerate(children, 1):
        part = replace(
            arrival,
            submission_id=str(uuid5(UUID(arrival.submission_id), child.id)),
            receipt_no=f"{arrival.receipt_no}-C{place:02d}",
        )
        note_upload(connection, part, arrived, PART)
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
        connection.execute(_CASE, {**row, **facts_of_child})
        end = trail.link(
            connection, end, HubEvent.CASE_RECEIVED, arrived, case_no=numbers[place - 1], receipt_no=part.receipt_no, package=case_no
        )
    if facts.owed:
        connection.execute(_OWED, [{**item, "case_no": number, "settled_at": None} for number in numbers for item in facts.owed])
    if facts.consents:
        connection.execute(_CONSENT, [{**item, "submission_id": arrival.submission_id} for item in facts.consents])
    event = "case.supplemented" if parent_no else "case.received"
    outgoing.forward(hub, connection, event, {"case_no": case_no, "receipt_no": manifest.receipt_no, "status": RECEIVED})
    return token


def _number(hub: Hub, connection: Connection, manifest: Manifest, parent_no: str | None) -> str:
    if parent_no is not None:
        return f"{parent_no}-{_serial(connection, parent_no[-40:], 'more'):02d}"
    day = manifest.received_at.astimezone(HALL_ZONE).strftime("%Y%m%d")
    return hub.case_number.format(matter_code=manifest.matter_code, day=day, serial=_serial(connection, manifest.matter_code, day))


def _serial(connection: Connection, matter_code: str, day: str) -> int:
    counted = connection.execute(_counting(connection.dialect.name), {"matter_code": matter_code, "day": day, "last": 1})
    return int(counted.scalar_one())


@cache
def _counting(dialect: str) -> ReturningInsert[Any]:
    new = inserting(dialect)(Serial)
    return new.on_conflict_do_update(index_elements=["matter_code", "day"], set_={"last": Serial.last + 1}).returning(Serial.last)
