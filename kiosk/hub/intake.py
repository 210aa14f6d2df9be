"""Taking a case in: check the bytes, open the package, give it a case number, sign the acknowledgement. Once, however often asked."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kiosk import package
from kiosk.hub import decisions, filing, trail
from kiosk.hub.core import Hub
from kiosk.hub.entering import Arrival, Entry, enter
from kiosk.hub.models import Case, Upload, UploadPiece
from kiosk.hub.stores import Piece
from kiosk.hub.tokens import Claim
from kiosk.hub.trail import HubEvent
from kiosk.package import Package, PackageError
from kiosk.sealing import SealingError, open_sealed

LOG = logging.getLogger(__name__)
SMALL = 64 * 1024
"""Bytes of a sealed package that may stand in the database."""
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


async def take_whole(hub: Hub, claim: Claim, arrival: Arrival, sealed: bytes) -> str | None:
    """Take in a small package that came whole with its announcement: bytes, case and number are durable in one commit, or not at all.

    Returns the acknowledgement. None: nothing was done, and it has to go the long way, because it is larger, a supplement, announced
    before, or will be refused. Raises Problem 401 for a terminal that was revoked, OSError, sqlalchemy.exc.SQLAlchemyError.
    """
    if len(sealed) > SMALL:
        return None
    try:
        opened = _open(hub, arrival, sealed)
    except Refused:
        return None
    facts = filing.read(hub, opened.record)
    if facts.parent_no:
        return None

    try:
        return await hub.database.together(_enter, (hub, claim, Entry(opened, arrival, facts, sealed=sealed)))
    except IntegrityError:
        return None


def _enter(connection: Connection, several: Sequence[tuple[Hub, Claim, Entry]]) -> list[str]:
    return enter(several[0][0], connection, [entry for _, _, entry in several], [claim for _, claim, _ in several])


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
        sealed = hub.store.arrived(submission_id, pieces)
        arrival = Arrival(submission_id, upload.terminal_id, upload.receipt_no, upload.sha256, upload.length)
        opened = _open(hub, arrival, sealed)
        hub.store.keep(submission_id, sealed)
        for attempt in range(_TRIES):
            try:
                _accept(hub, opened, arrival)
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
    """The content of a case (a matter of a package: the package's), in memory only. Raises SealingError, PackageError, OSError."""
    with hub.database.reading() as session:
        whole = session.scalar(
            select(Case.submission_id).where(
                Case.case_no == select(Case.package_no).where(Case.submission_id == submission_id).scalar_subquery()
            )
        )
        small = session.scalar(select(Upload.sealed).where(Upload.submission_id == (whole or submission_id)))
    sealed = small if small is not None else hub.store.package(whole or submission_id)
    return package.read(open_sealed(sealed, hub.keys.sealing_identities()))


def _open(hub: Hub, arrival: Arrival, sealed: bytes) -> Package:
    """The content of what arrived. Raises Refused."""
    if len(sealed) != arrival.length or hashlib.sha256(sealed).hexdigest() != arrival.sha256:
        raise Refused("hash-mismatch")
    try:
        opened = package.read(open_sealed(sealed, hub.keys.sealing_identities()))
    except SealingError:
        raise Refused("cannot-be-opened") from None
    except PackageError:
        raise Refused("package-invalid") from None
    manifest = opened.manifest
    if (manifest.submission_id, manifest.receipt_no, manifest.terminal_id) != (
        arrival.submission_id,
        arrival.receipt_no,
        arrival.terminal_id,
    ):
        raise Refused("not-this-submission")
    return opened


def _accept(hub: Hub, opened: Package, arrival: Arrival) -> None:
    """One transaction: case, number, acknowledgement and the upload's state are there together or not at all."""
    with hub.database.writing() as session, session.begin():
        row = session.get(Upload, arrival.submission_id, with_for_update=True)
        if row is None or row.state != "open":
            return
        if session.scalar(select(Case.case_no).where(Case.receipt_no == arrival.receipt_no)) is not None:
            raise Refused("receipt-number-taken")
        facts = filing.read(hub, opened.record)
        parent = _parent(session, facts)
        row.state = "accepted"
        session.flush()
        enter(hub, session.connection(), [Entry(opened, arrival, facts, parent.case_no if parent else None)])
        if parent is not None:
            decisions.supplement(hub, session, parent, facts.supplied)


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
