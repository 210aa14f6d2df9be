"""What reviewers, citizens and the clock do to a case. Every step is one transaction: state, its history, the audit link, the webhook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from config.matter import LateConsequence
from kiosk.hub import outgoing, trail
from kiosk.hub.core import Hub
from kiosk.hub.lifecycle import DECISION_DAYS, RUNNING, STEPS, Action, CaseStatus, StepError, after, public_text, together
from kiosk.hub.models import Case
from kiosk.hub.models_work import Decision, OwedItem, Result
from kiosk.hub.trail import HubEvent
from kiosk.scheduler import HALL_ZONE
from kiosk.working_days import add_working_days

CLOCK = "clock"
CITIZEN = "citizen"
MAX_RESULT = 32 * 1024 * 1024
"""The largest result PDF, in bytes."""


@dataclass(frozen=True, slots=True)
class Owes:
    """A material to bring by ``last_day``."""

    material: str
    name: str
    last_day: date
    consequence: LateConsequence = LateConsequence.DEEMED_WITHDRAWN


def decide_by(hub: Hub, received: datetime) -> date:
    """The last day on which the authority may still say what is missing; the day of receipt does not count."""
    return add_working_days(received.astimezone(HALL_ZONE).date(), DECISION_DAYS, hub.holidays)


def find(session: Session, number: str, *, lock: bool = False) -> Case | None:
    """A case by its case or receipt number; a supplement's number finds its own row.

    The package a matter belongs to is locked before it: whoever decides two matters of one at the same time does it in turn.
    """
    named = or_(Case.case_no == number, Case.receipt_no == number)
    if not lock:
        return session.scalar(select(Case).where(named))
    package_no = session.scalar(select(Case.package_no).where(named))
    if package_no is not None:
        session.scalar(select(Case.case_no).where(Case.case_no == package_no).with_for_update())
    return session.scalar(select(Case).where(named).with_for_update())


def open_items(session: Session, case_no: str) -> list[OwedItem]:
    """What a case still waits for, the most urgent first."""
    query = select(OwedItem).where(OwedItem.case_no == case_no, OwedItem.settled_at.is_(None))
    return list(session.scalars(query.order_by(OwedItem.last_day, OwedItem.material)))


def step(hub: Hub, session: Session, case: Case, action: Action, actor: str, reasons: Sequence[str] = ()) -> None:
    """Take a case one step on, in the caller's transaction. Raises StepError."""
    if case.parent_no is not None:
        raise StepError(f"{case.case_no} is a supplement; decide {case.parent_no}")
    if parts := children(session, case.case_no):
        raise StepError(f"{case.case_no} is a package; decide its matters: {', '.join(part.case_no for part in parts)}")
    before, now = CaseStatus(case.status), hub.now()
    case.status = str(after(before, action))
    session.add(Decision(case_no=case.case_no, at=now, actor=actor, action=action, status=case.status, reasons=list(reasons)))
    trail.append(session, HubEvent.CASE_DECIDED, now, case_no=case.case_no, action=action, status=case.status, actor=actor)
    outgoing.forward(hub, session, "case." + action, {"case_no": case.case_no, "receipt_no": case.receipt_no, "status": case.status})
    if case.package_no is not None:
        _follow(session, case.package_no)


def children(session: Session, case_no: str) -> list[Case]:
    """The matters of a package (一件事), in the citizen's order; none for any other case."""
    return list(session.scalars(select(Case).where(Case.package_no == case_no).order_by(Case.received_at, Case.case_no)))


def _follow(session: Session, package_no: str) -> None:
    """The package stands where its matters stand together."""
    session.flush()
    whole = session.get_one(Case, package_no, populate_existing=True)
    whole.status = str(together([CaseStatus(part.status) for part in children(session, package_no)]))


def accept(hub: Hub, number: str, actor: str, owes: Sequence[Owes] = ()) -> CaseStatus:
    """受理, or 容缺受理 while materials are owed: those named, and those the citizen committed to. Raises StepError."""
    with hub.database.writing() as session, session.begin():
        case = _locked(session, number)
        for item in owes:
            _owe(session, case, item)
        session.flush()
        waiting = open_items(session, case.case_no)
        if case.status == CaseStatus.PROVISIONALLY_ACCEPTED and waiting:
            raise StepError(f"still owed: {', '.join(item.material for item in waiting)}")
        step(hub, session, case, Action.ACCEPT_DEFERRED if waiting else Action.ACCEPT, actor, [item.name for item in waiting])
        return CaseStatus(case.status)


def send_back(hub: Hub, number: str, actor: str, reasons: Sequence[str], owes: Sequence[Owes]) -> bool:
    """补正: once, with every reason and every material in one list. True when it was returned before: then it is flagged as excess.

    Raises StepError.
    """
    if not reasons:
        raise StepError("a return names all reasons, and there is none")
    with hub.database.writing() as session, session.begin():
        case = _locked(session, number)
        step(hub, session, case, Action.RETURN, actor, reasons)
        for item in owes:
            _owe(session, case, item)
        case.return_count += 1
        case.excess_return = case.return_count > 1
        case.decide_by = None
        return case.excess_return


def decide(hub: Hub, number: str, action: Action, actor: str, reasons: Sequence[str] = ()) -> CaseStatus:
    """Any step of a reviewer that needs nothing but its reasons. Raises StepError."""
    if action in (Action.REFUSE, Action.DENY) and not reasons:
        raise StepError("a refusal names its reasons")
    with hub.database.writing() as session, session.begin():
        case = _locked(session, number)
        step(hub, session, case, action, actor, reasons)
        return CaseStatus(case.status)


def withdraw(hub: Hub, number: str) -> CaseStatus:
    """撤回 by the citizen; of a package every matter that still runs. Raises StepError when there is none left to withdraw."""
    with hub.database.writing() as session, session.begin():
        case = _locked(session, number)
        parts = children(session, case.case_no)
        running = [part for part in parts if CaseStatus(part.status) in RUNNING]
        for each in running if running else [case]:
            step(hub, session, each, Action.WITHDRAW, CITIZEN)
        return CaseStatus(case.status)


def complete(hub: Hub, number: str, actor: str, pdf: bytes, *, stamped: bool) -> CaseStatus:
    """办结, with the result. ``stamped``: the PDF carries the authority's electronic seal. Raises StepError, OSError."""
    if not pdf.startswith(b"%PDF-") or len(pdf) > MAX_RESULT:
        raise StepError(f"a result is a PDF of at most {MAX_RESULT} bytes")
    with hub.database.reading() as session:
        case = find(session, number)
    if case is None:
        raise StepError(f"there is no case {number}")
    digest = sha256(pdf).hexdigest()
    hub.put_sealed(_result_key(case.case_no, digest), pdf)
    with hub.database.writing() as session, session.begin():
        case = _locked(session, number)
        step(hub, session, case, Action.COMPLETE, actor)
        session.merge(Result(case_no=case.case_no, sha256=digest, size=len(pdf), stamped=stamped, added_at=hub.now(), collected_at=None))
        return CaseStatus(case.status)


def collect(hub: Hub, case_no: str) -> tuple[bytes, Result]:
    """The result, and the case marked delivered. Collecting again is allowed. Raises StepError, OSError, SealingError."""
    with hub.database.reading() as session:
        result = session.get(Result, case_no)
    if result is None:
        raise StepError("there is no result yet")
    pdf = hub.get_sealed(_result_key(case_no, result.sha256))
    with hub.database.writing() as session, session.begin():
        case, row = _locked(session, case_no), session.get_one(Result, case_no)
        if row.collected_at is None:
            row.collected_at = hub.now()
            if CaseStatus(case.status) in STEPS[Action.COLLECT][0]:
                step(hub, session, case, Action.COLLECT, CITIZEN)
        trail.append(session, HubEvent.RESULT_COLLECTED, hub.now(), case_no=case_no)
    return pdf, result


def supplement(hub: Hub, session: Session, parent: Case, materials: Sequence[str]) -> None:
    """What was owed has come: ``materials`` by id, none named means all. Of a package it has come for every matter. In the intake's
    transaction."""
    parts = children(session, parent.case_no)
    for each in parts or [parent]:
        _supplied(hub, session, each, materials)


def _supplied(hub: Hub, session: Session, parent: Case, materials: Sequence[str]) -> None:
    for item in open_items(session, parent.case_no):
        if not materials or item.material in materials:
            item.settled_at = hub.now()
    session.flush()
    if open_items(session, parent.case_no):
        return
    status = CaseStatus(parent.status)
    if status in (CaseStatus.CORRECTION_REQUIRED, CaseStatus.RETURNED):
        step(hub, session, parent, Action.SUPPLEMENT, CITIZEN)
        parent.decide_by = decide_by(hub, hub.now())
    elif status is CaseStatus.PROVISIONALLY_ACCEPTED:
        step(hub, session, parent, Action.ACCEPT, CLOCK)


def keep_time(hub: Hub) -> int:
    """What the passing of days does: silence means accepted, owed and not brought has its consequence. Returns how many cases moved."""
    today, moved = hub.today(), 0
    silent = select(Case.case_no).where(Case.status == CaseStatus.RECEIVED, Case.parent_no.is_(None), Case.decide_by < today)
    late = (
        select(OwedItem.case_no)
        .join(Case, Case.case_no == OwedItem.case_no)
        .where(OwedItem.settled_at.is_(None), OwedItem.last_day < today)
        .where(Case.status.in_([CaseStatus.CORRECTION_REQUIRED, CaseStatus.RETURNED, CaseStatus.PROVISIONALLY_ACCEPTED]))
        .distinct()
    )
    with hub.database.reading() as session:
        numbers = [*session.scalars(silent), *session.scalars(late)]
    for number in numbers:
        with hub.database.writing() as session, session.begin():
            moved += _keep_time(hub, session, _locked(session, number), today)
    return moved


def sentence(case: Case) -> str:
    """Where a case stands, for its citizen."""
    return public_text(CaseStatus(case.status))


def _keep_time(hub: Hub, session: Session, case: Case, today: date) -> bool:
    """Looked at again under the lock: a reviewer or another replica may have been faster."""
    if case.status == CaseStatus.RECEIVED:
        if case.decide_by is None or case.decide_by >= today:
            return False
        step(hub, session, case, Action.DEEM_ACCEPTED, CLOCK)
        return True
    late = [item for item in open_items(session, case.case_no) if item.last_day < today]
    if not late:
        return False
    revoke = late[0].consequence == LateConsequence.ACCEPTANCE_REVOKED and case.status == CaseStatus.PROVISIONALLY_ACCEPTED
    step(hub, session, case, Action.REVOKE_ACCEPTANCE if revoke else Action.DEEM_WITHDRAWN, CLOCK, [item.name for item in late])
    return True


def _locked(session: Session, number: str) -> Case:
    case = find(session, number, lock=True)
    if case is None:
        raise StepError(f"there is no case {number}")
    return case


def _owe(session: Session, case: Case, item: Owes) -> None:
    session.merge(
        OwedItem(
            case_no=case.case_no,
            material=item.material,
            name=item.name,
            last_day=item.last_day,
            consequence=str(item.consequence),
            settled_at=None,
        )
    )


def _result_key(case_no: str, digest: str) -> str:
    return f"results/{case_no}-{digest[:16]}.age"


def default_deadline(hub: Hub, days: int) -> date:
    """The last of ``days`` working days from today."""
    return add_working_days(hub.today(), days, hub.holidays)
