"""Reading cases for staff: what is there, and one case's content on request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import or_, select

from kiosk import durable
from kiosk.hub import trail
from kiosk.hub.core import Hub
from kiosk.hub.intake import open_case
from kiosk.hub.models import Case
from kiosk.hub.trail import HubEvent
from kiosk.package import RECORD, PackageError
from kiosk.sealing import SealingError


class CaseError(Exception):
    """The case is not there or cannot be opened."""


def listing(hub: Hub) -> list[dict[str, Any]]:
    """All cases but supplements and the matters of packages, oldest first. Nothing personal.

    Times in ISO 8601, ``size`` in bytes of the sealed package.
    """
    with hub.database.reading() as session:
        query = select(Case).where(Case.parent_no.is_(None), Case.package_no.is_(None)).order_by(Case.received_at, Case.case_no)
        return [plain(case) for case in session.scalars(query)]


def plain(case: Case) -> dict[str, Any]:
    """A case as plain data."""
    return {
        "case_no": case.case_no,
        "receipt_no": case.receipt_no,
        "submission_id": case.submission_id,
        "terminal_id": case.terminal_id,
        "hall": case.hall,
        "matter_code": case.matter_code,
        "matter_version": case.matter_version,
        "received_at": case.received_at.isoformat(),
        "clock_synchronised": case.clock_synchronised,
        "arrived_at": case.arrived_at.isoformat(),
        "status": case.status,
        "decide_by": case.decide_by.isoformat() if case.decide_by else None,
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "excess_return": case.excess_return,
        "parts": case.parts,
        "size": case.size,
        "package_no": case.package_no,
        "title": case.title,
    }


def extract(hub: Hub, number: str, folder: Path) -> int:
    """Write ``case.json`` and the parts of a case (by case or receipt number) below ``folder``; returns how many.

    Raises CaseError, OSError.
    """
    with hub.database.reading() as session:
        submission_id = session.scalar(select(Case.submission_id).where(or_(Case.case_no == number, Case.receipt_no == number)))
    if submission_id is None:
        raise CaseError(f"there is no case {number}")
    try:
        opened = open_case(hub, submission_id)
    except (SealingError, PackageError) as error:
        raise CaseError(f"{number}: {error}") from error
    trail.record(hub, HubEvent.CASE_OPENED, receipt_no=opened.manifest.receipt_no)
    files = [(RECORD, msgspec.json.encode(opened.record)), *((part.name, part.data) for part in opened.parts)]
    for name, data in files:
        durable.make_folder((folder / name).parent)
        durable.write(folder / name, data)
    return len(files)
