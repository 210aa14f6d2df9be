"""Taking a case in: check the bytes, open the package, give it a case number, sign the acknowledgement. Once, however often asked."""

from __future__ import annotations

import hashlib
import logging

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kiosk import package
from kiosk.hub import decisions, filing, outgoing, trail
from kiosk.hub.core import Hub
from kiosk.hub.models import Case, Serial, Upload, UploadPiece
from kiosk.hub.stores import Piece
from kiosk.hub.trail import HubEvent
from kiosk.package import Manifest, Package, PackageError
from kiosk.scheduler import HALL_ZONE
from kiosk.sealing import SealingError, open_sealed

LOG = logging.getLogger(__name__)
RECEIVED = "received"
"""收件: the case is here and nobody has decided anything yet."""
REFUSALS = {
    "hash-mismatch": "the bytes that arrived are not those that were announced",
    "cannot-be-opened": "none of the hub's keys opens the package",
    "package-invalid": "the package breaks its format",
    "not-this-submission": "the package holds another submission than announced",
    "receipt-number-taken": "another case already has this receipt number",
    "unknown-parent": "the supplement is for a case that is not here",
    "not-this-person": "the supplement is another person's than the case",
}
_TRIES = 5


class Refused(Exception):
    """The package cannot be taken in; ``kind`` is one of REFUSALS."""

    def __init__(self, kind: str) -> None:
        super().__init__(REFUSALS[kind])
        self.kind = kind


def take_in(hub: Hub, submission_id: str) -> None:
    """Decide an upload that is complete: afterwards it is accepted, with a case, or refused, with the reason. Repeatable at any time.

    Raises OSError and sqlalchemy.exc.SQLAlchemyError: the hub's own trouble, nothing decided.
    """
    with hub.database.reading() as session:
        upload = session.get(Upload, submission_id)
        rows = session.scalars(select(UploadPiece).where(UploadPiece.submission_id == submission_id).order_by(UploadPiece.offset)).all()
    if upload is None or upload.state != "open" or upload.offset != upload.length:
        return
    pieces = [Piece(row.key, row.length) for row in rows]
    try:
        opened = _open(hub, upload, pieces)
        for attempt in range(_TRIES):
            try:
                _accept(hub, opened, upload)
                hub.store.forget(pieces)
                return
            except IntegrityError:
                if attempt == _TRIES - 1:
                    raise
    except Refused as refusal:
        LOG.warning("%s from %s refused: %s", upload.receipt_no, upload.terminal_id, refusal.kind)
        with hub.database.writing() as session, session.begin():
            row = session.get(Upload, submission_id, with_for_update=True)
            if row is not None and row.state == "open":
                row.state, row.refusal = "refused", refusal.kind
                trail.append(
                    session, HubEvent.CASE_REFUSED, hub.now(), receipt_no=row.receipt_no, terminal=row.terminal_id, reason=refusal.kind
                )


def take_in_all(hub: Hub) -> None:
    """Decide what a hub that died left complete and undecided. For the start."""
    with hub.database.reading() as session:
        waiting = session.scalars(select(Upload.submission_id).where(Upload.state == "open", Upload.offset == Upload.length)).all()
    for submission_id in waiting:
        take_in(hub, submission_id)


def open_case(hub: Hub, submission_id: str) -> Package:
    """The content of a case, in memory only. Raises SealingError, PackageError, OSError."""
    return package.read(open_sealed(hub.store.package(submission_id), hub.keys.sealing_identities()))


def _open(hub: Hub, upload: Upload, pieces: list[Piece]) -> Package:
    sealed = hub.store.arrived(upload.submission_id, pieces)
    if len(sealed) != upload.length or hashlib.sha256(sealed).hexdigest() != upload.sha256:
        raise Refused("hash-mismatch")
    try:
        opened = package.read(open_sealed(sealed, hub.keys.sealing_identities()))
    except SealingError:
        raise Refused("cannot-be-opened") from None
    except PackageError:
        raise Refused("package-invalid") from None
    manifest = opened.manifest
    if (manifest.submission_id, manifest.receipt_no, manifest.terminal_id) != (upload.submission_id, upload.receipt_no, upload.terminal_id):
        raise Refused("not-this-submission")
    hub.store.keep(upload.submission_id, sealed)
    return opened


def _accept(hub: Hub, opened: Package, upload: Upload) -> None:
    """One transaction: case, number, acknowledgement and the upload's state are there together or not at all."""
    manifest, arrived = opened.manifest, hub.now()
    with hub.database.writing() as session, session.begin():
        row = session.get(Upload, upload.submission_id, with_for_update=True)
        if row is None or row.state != "open":
            return
        if session.scalar(select(Case.case_no).where(Case.receipt_no == manifest.receipt_no)) is not None:
            raise Refused("receipt-number-taken")
        facts = filing.read(hub, opened.record)
        parent = _parent(session, facts)
        case_no = _number(hub, session, manifest, parent)
        claims = {
            "aud": upload.terminal_id,
            "submission_id": upload.submission_id,
            "receipt_no": manifest.receipt_no,
            "sha256": upload.sha256,
            "case_no": case_no,
            "received": arrived.isoformat(timespec="seconds"),
        }
        row.state = "accepted"
        case = Case(
            case_no=case_no,
            submission_id=upload.submission_id,
            receipt_no=manifest.receipt_no,
            terminal_id=upload.terminal_id,
            matter_code=manifest.matter_code,
            matter_version=manifest.matter_version,
            received_at=manifest.received_at,
            clock_synchronised=manifest.clock_synchronised,
            arrived_at=arrived,
            status=RECEIVED,
            query_code_hash=manifest.query_code_hash,
            parts=len(opened.parts),
            size=upload.length,
            acknowledgement=hub.keys.sign(claims),
            parent_no=parent.case_no if parent else None,
            person_key=facts.person_key,
            hall=facts.hall,
            authority_code=facts.authority_code,
            decide_by=None if parent else decisions.decide_by(hub, manifest.received_at),
            due_on=facts.due_on,
        )
        session.add(case)
        session.flush()
        trail.append(session, HubEvent.CASE_RECEIVED, arrived, case_no=case_no, receipt_no=manifest.receipt_no, terminal=upload.terminal_id)
        filing.note(hub, session, case, facts)
        if parent is not None:
            decisions.supplement(hub, session, parent, facts.supplied)
        event = "case.supplemented" if parent else "case.received"
        outgoing.forward(hub, session, event, {"case_no": case_no, "receipt_no": manifest.receipt_no, "status": case.status})


def _parent(session: Session, facts: filing.Facts) -> Case | None:
    """The case a supplement belongs to, locked. A supplement never hangs on a supplement."""
    if not facts.parent_no:
        return None
    parent = decisions.find(session, facts.parent_no, lock=True)
    if parent is None or parent.parent_no is not None:
        raise Refused("unknown-parent")
    if parent.person_key != facts.person_key:
        raise Refused("not-this-person")
    return parent


def _number(hub: Hub, session: Session, manifest: Manifest, parent: Case | None) -> str:
    if parent is not None:
        return f"{parent.case_no}-{_serial(session, parent.case_no[-40:], 'more'):02d}"
    day = manifest.received_at.astimezone(HALL_ZONE).strftime("%Y%m%d")
    return hub.case_number.format(matter_code=manifest.matter_code, day=day, serial=_serial(session, manifest.matter_code, day))


def _serial(session: Session, matter_code: str, day: str) -> int:
    row = session.get(Serial, (matter_code, day), with_for_update=True)
    if row is None:
        row = Serial(matter_code=matter_code, day=day, last=0)
        session.add(row)
    row.last += 1
    return row.last
