"""For people who work at the hub, and for the console: log in, cases and their steps, terminals, alerts, what nobody took."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials
from pydantic import BaseModel, Field
from sqlalchemy import select

from config.matter import LateConsequence
from kiosk.hub import cases, decisions, fleet, outgoing, users
from kiosk.hub.api_v1.asking import STAFF_TOKEN, CurrentHub, Strict, errors
from kiosk.hub.lifecycle import Action, CaseStatus, StepError
from kiosk.hub.models import Case
from kiosk.hub.models_work import Alert, Decision
from kiosk.hub.problems import Problem
from kiosk.hub.users import Role, Staff

router = APIRouter(prefix="/v1/staff", tags=["staff"], responses=errors(502))
SIMPLE = frozenset(
    {
        Action.REFUSE,
        Action.REVIEW,
        Action.SUSPEND,
        Action.RESUME,
        Action.APPROVE,
        Action.DENY,
        Action.DELIVER,
        Action.HAND_OVER,
        Action.ARCHIVE,
        Action.DEEM_APPROVED,
    }
)
"""Steps that need nothing but their reasons; the others have endpoints of their own."""

Reasons = Annotated[list[Annotated[str, Field(min_length=1, max_length=300)]], Field(max_length=50)]


def current_staff(hub: CurrentHub, token: Annotated[HTTPAuthorizationCredentials | None, Depends(STAFF_TOKEN)]) -> Staff:
    """Who is logged in. Raises Problem 401."""
    return users.who(hub, token.credentials if token else "")


CurrentStaff = Annotated[Staff, Depends(current_staff)]


def _role(*roles: Role) -> Callable[[Staff], Staff]:
    def needed(staff: CurrentStaff) -> Staff:
        if staff.role not in roles:
            raise Problem(403, "role", f"this needs the role {' or '.join(roles)}")
        return staff

    return needed


Reviewer = Annotated[Staff, Depends(_role(Role.REVIEWER))]
Administrator = Annotated[Staff, Depends(_role(Role.ADMINISTRATOR))]


class LogIn(Strict):
    """Both factors at once."""

    name: Annotated[str, Field(max_length=40)]
    password: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=10)]


class LoggedIn(BaseModel):
    """``token`` goes into Authorization: Bearer."""

    token: str
    expires_at: datetime


class StaffCase(BaseModel):
    """A case for staff; nothing personal, which stands in the package alone.

    A matter of a package (一件事) has its name as ``title`` and the case it belongs to as ``package_no``; it is decided on its own.
    """

    case_no: str
    receipt_no: str
    submission_id: str
    terminal_id: str
    hall: str
    matter_code: str
    matter_version: str
    received_at: datetime
    clock_synchronised: bool
    arrived_at: datetime
    status: str
    decide_by: date | None
    due_on: date | None
    excess_return: bool
    parts: int
    size: int
    package_no: str | None
    title: str


class StaffCases(BaseModel):
    """A page of cases, oldest first; ``more`` is the case number to go on after."""

    cases: list[StaffCase]
    more: str | None


class StepTaken(BaseModel):
    """One line of a case's history."""

    at: datetime
    actor: str
    action: str
    status: str
    reasons: list[str]


class StaffCaseDetail(BaseModel):
    """A case with its history, its supplements and, of a package, its matters."""

    case: StaffCase
    history: list[StepTaken]
    supplements: list[StaffCase]
    children: list[StaffCase]


class OwesRequest(Strict):
    """A material to bring by ``last_day``; ``consequence`` is what lateness means."""

    material: Annotated[str, Field(min_length=1, max_length=60)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    last_day: date
    consequence: LateConsequence = LateConsequence.DEEMED_WITHDRAWN


class AcceptRequest(Strict):
    """受理; with materials still to come it is 容缺受理."""

    owes: list[OwesRequest] = Field(default=[], max_length=50)


class ReturnRequest(Strict):
    """补正: every reason and every material, in one list."""

    reasons: Annotated[Reasons, Field(min_length=1)]
    owes: list[OwesRequest] = Field(default=[], max_length=50)


class StepRequest(Strict):
    """One of the simple steps."""

    action: Action
    reasons: Reasons = Field(default=[])


class StepAnswer(BaseModel):
    """Where the case stands now. ``excess_return``: it was returned before, which is flagged."""

    status: CaseStatus
    excess_return: bool = False


class TerminalAnswer(BaseModel):
    """A terminal and how it last said it was."""

    id: str
    hall: str
    enrolled_at: datetime
    revoked_at: datetime | None
    last_heartbeat: datetime | None
    undelivered: int
    parked: int
    oldest: datetime | None
    devices: dict[str, Any]
    catalogue_version: str | None
    audit_sequence: int | None
    clock_skew: float | None


class AlertAnswer(BaseModel):
    """Something to look at; ``cleared_at`` when the cause was gone."""

    id: int
    kind: str
    subject: str
    hall: str
    sentence: str
    raised_at: datetime
    cleared_at: datetime | None


class DeadLetter(BaseModel):
    """A message nobody took."""

    id: int
    channel: str
    event: str
    created_at: datetime
    attempts: int
    problem: str


@router.post("/sessions", status_code=201)
def log_in(body: LogIn, hub: CurrentHub) -> LoggedIn:
    """Log in."""
    token, until = users.log_in(hub, body.name, body.password, body.code)
    return LoggedIn(token=token, expires_at=until)


@router.delete("/sessions", status_code=204)
def log_out(hub: CurrentHub, _staff: CurrentStaff, token: Annotated[HTTPAuthorizationCredentials, Depends(STAFF_TOKEN)]) -> None:
    """Log out."""
    users.log_out(hub, token.credentials)


@router.get("/cases")
def list_cases(
    hub: CurrentHub,
    _staff: CurrentStaff,
    status: CaseStatus | None = None,
    hall: Annotated[str | None, Query(max_length=100)] = None,
    after: Annotated[str, Query(max_length=64, pattern="^[0-9A-Z-]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> StaffCases:
    """Cases by case number, a page at a time."""
    query = select(Case).where(Case.parent_no.is_(None), Case.case_no > after).order_by(Case.case_no).limit(limit)
    if status is not None:
        query = query.where(Case.status == status)
    if hall is not None:
        query = query.where(Case.hall == hall)
    with hub.database.reading() as session:
        found = [StaffCase.model_validate(cases.plain(case)) for case in session.scalars(query)]
    return StaffCases(cases=found, more=found[-1].case_no if len(found) == limit else None)


@router.get("/cases/{case_no}")
def one_case(case_no: str, hub: CurrentHub, _staff: CurrentStaff) -> StaffCaseDetail:
    """A case with all that happened to it."""
    with hub.database.reading() as session:
        case = decisions.find(session, case_no)
        if case is None:
            raise Problem(404, "unknown", "there is no such case")
        history = session.scalars(select(Decision).where(Decision.case_no == case.case_no).order_by(Decision.id))
        more = session.scalars(select(Case).where(Case.parent_no == case.case_no).order_by(Case.received_at))
        return StaffCaseDetail(
            case=StaffCase.model_validate(cases.plain(case)),
            history=[StepTaken(at=row.at, actor=row.actor, action=row.action, status=row.status, reasons=row.reasons) for row in history],
            supplements=[StaffCase.model_validate(cases.plain(each)) for each in more],
            children=[StaffCase.model_validate(cases.plain(each)) for each in decisions.children(session, case.case_no)],
        )


@router.post("/cases/{case_no}/accept")
def accept(case_no: str, body: AcceptRequest, hub: CurrentHub, staff: Reviewer) -> StepAnswer:
    """受理 or 容缺受理."""
    return _stepped(lambda: StepAnswer(status=decisions.accept(hub, case_no, staff.name, [_owes(item) for item in body.owes])))


@router.post("/cases/{case_no}/return")
def send_back(case_no: str, body: ReturnRequest, hub: CurrentHub, staff: Reviewer) -> StepAnswer:
    """补正, once."""
    owes = [_owes(item) for item in body.owes]
    return _stepped(
        lambda: StepAnswer(
            status=CaseStatus.CORRECTION_REQUIRED, excess_return=decisions.send_back(hub, case_no, staff.name, body.reasons, owes)
        )
    )


@router.post("/cases/{case_no}/step")
def step(case_no: str, body: StepRequest, hub: CurrentHub, staff: Reviewer) -> StepAnswer:
    """Any other step of a reviewer."""
    if body.action not in SIMPLE:
        raise Problem(422, "step", "this step has an endpoint of its own, or is not a reviewer's")
    return _stepped(lambda: StepAnswer(status=decisions.decide(hub, case_no, body.action, staff.name, body.reasons)))


@router.put(
    "/cases/{case_no}/result",
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
    },
)
async def complete(case_no: str, request: Request, hub: CurrentHub, staff: Reviewer, stamped: bool) -> StepAnswer:
    """办结: the result's PDF as the body; ``stamped`` says that it carries the authority's electronic seal."""
    pdf = await request.body()
    return await run_in_threadpool(_stepped, lambda: StepAnswer(status=decisions.complete(hub, case_no, staff.name, pdf, stamped=stamped)))


@router.get("/terminals")
def terminals(hub: CurrentHub, _staff: CurrentStaff) -> list[TerminalAnswer]:
    """All terminals."""
    return [TerminalAnswer.model_validate(state.plain()) for state in fleet.listing(hub)]


@router.post("/terminals/{terminal_id}/revoke", status_code=204)
def revoke(terminal_id: str, hub: CurrentHub, _staff: Administrator) -> None:
    """A lost terminal: refused from now on."""
    if not fleet.revoke(hub, terminal_id):
        raise Problem(404, "unknown", "there is no such terminal")


@router.get("/alerts")
def list_alerts(hub: CurrentHub, _staff: CurrentStaff, cleared: bool = False) -> list[AlertAnswer]:
    """Open alerts, oldest first; with ``cleared`` the latest 200 whatever became of them."""
    query = (
        select(Alert).order_by(Alert.id.desc()).limit(200)
        if cleared
        else select(Alert).where(Alert.open_key.is_not(None)).order_by(Alert.id)
    )
    with hub.database.reading() as session:
        return [AlertAnswer.model_validate(row, from_attributes=True) for row in session.scalars(query)]


@router.get("/dead-letters")
def dead_letters(hub: CurrentHub, _staff: CurrentStaff) -> list[DeadLetter]:
    """What nobody took."""
    return [DeadLetter.model_validate(row, from_attributes=True) for row in outgoing.dead_letters(hub)]


@router.post("/dead-letters/{number}/send-again", status_code=204)
def send_again(number: Annotated[int, Field(ge=1, le=2**31 - 1)], hub: CurrentHub, _staff: Administrator) -> Response:
    """Try a dead letter anew."""
    if not outgoing.send_again(hub, number):
        raise Problem(404, "unknown", "there is no such dead letter")
    return Response(status_code=204)


def _owes(item: OwesRequest) -> decisions.Owes:
    return decisions.Owes(item.material, item.name, item.last_day, item.consequence)


def _stepped(work: Callable[[], StepAnswer]) -> StepAnswer:
    try:
        return work()
    except StepError as error:
        if str(error).startswith("there is no"):
            raise Problem(404, "unknown", str(error)) from None
        raise Problem(409, "step", str(error)) from None
