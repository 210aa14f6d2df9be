"""What a citizen asks before the terminal: my cases by card, one case by its slip, withdraw, the result. Personal data only ever in bodies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk import receipt_number
from kiosk.hub import decisions, limits, matters, trail
from kiosk.hub.api_v1.asking import CallerOnce, CurrentHub, Strict, errors
from kiosk.hub.api_v1.terminals import PublicState, plain_state
from kiosk.hub.core import Hub
from kiosk.hub.lifecycle import RUNNING, WAITING, CaseStatus, StepError
from kiosk.hub.limits import PER_TERMINAL, WRONG_TRIES
from kiosk.hub.models import Case
from kiosk.hub.models_work import Decision, Result
from kiosk.hub.problems import Problem
from kiosk.hub.tokens import Caller
from kiosk.hub.trail import HubEvent
from kiosk.package import hash_query_code
from kiosk.sealing import SealingError

router = APIRouter(prefix="/v1", tags=["people"], responses=errors(502))

IdNumber = Annotated[str, Field(min_length=5, max_length=30, pattern="^[0-9A-Za-z]+$")]
"""As read from the card."""
ReceiptNo = Annotated[str, Field(min_length=5, max_length=40)]
Code = Annotated[str, Field(min_length=4, max_length=20, pattern="^[0-9A-Za-z]+$")]


class Person(Strict):
    """The card before the terminal."""

    id_number: IdNumber


class LookUp(Strict):
    """A receipt's number, with the code from its QR or without."""

    receipt_no: ReceiptNo
    code: Code | None = None


class Proof(Strict):
    """Whose case it is: the card's number or the slip's code, one of them."""

    id_number: IdNumber | None = None
    code: Code | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.id_number is None) == (self.code is None):
            raise ValueError("either id_number or code")
        return self


class OwedMaterial(BaseModel):
    """A material to bring until ``last_day``, that day included."""

    material: str
    name: str
    last_day: date
    consequence: str


class ChildAnswer(BaseModel):
    """A matter of a package (一件事): it succeeds or fails on its own. ``reasons`` as in ``CaseAnswer``."""

    case_no: str
    matter_code: str
    name: str
    state: str
    text: str
    reasons: list[str]
    due_on: date | None
    result_available: bool


class CaseAnswer(BaseModel):
    """A case as its citizen sees it. ``reasons``: all that was said when it was returned or refused, in one list. ``children``: the
    matters of a package, in its order; its own ``due_on`` is the latest of theirs."""

    case_no: str
    receipt_no: str
    matter_code: str
    matter_name: str
    state: str
    text: str
    received_at: datetime
    due_on: date | None
    owed: list[OwedMaterial]
    reasons: list[str]
    may_withdraw: bool
    may_supplement: bool
    result_available: bool
    result_stamped: bool
    children: list[ChildAnswer]


class CasesAnswer(BaseModel):
    """A person's cases, newest first."""

    cases: list[CaseAnswer]


class LookUpAnswer(BaseModel):
    """``case`` only with the right code; the plain state always."""

    state: PublicState
    case: CaseAnswer | None = None


@router.post("/people/cases")
def my_cases(body: Person, hub: CurrentHub, caller: CallerOnce) -> CasesAnswer:
    """The cases of the person whose card lies on the reader."""
    key = hub.keys.person_key(body.id_number)
    with hub.database.reading() as session:
        query = (
            select(Case)
            .where(Case.person_key == key, Case.parent_no.is_(None), Case.package_no.is_(None))
            .order_by(Case.received_at.desc())
            .limit(200)
        )
        found = [_answer(hub, session, case) for case in session.scalars(query)]
    trail.record(hub, HubEvent.CASES_LISTED, terminal=caller.terminal_id, count=len(found))
    return CasesAnswer(cases=found)


@router.post("/cases/look-up")
def look_up(body: LookUp, hub: CurrentHub, caller: CallerOnce) -> LookUpAnswer:
    """One plain state by the number alone; everything with the code. Wrong codes and unknown numbers are counted."""
    limits.may_guess(hub, (f"number {body.receipt_no}", WRONG_TRIES), (f"terminal {caller.terminal_id}", PER_TERMINAL))
    try:
        state = plain_state(hub, body.receipt_no)
    except Problem:
        limits.guessed_wrong(hub, f"terminal {caller.terminal_id}")
        raise
    if body.code is None:
        return LookUpAnswer(state=state)
    with hub.database.reading() as session:
        case = session.scalar(select(Case).where(Case.receipt_no == body.receipt_no))
        if case is not None and _code_fits(case, body.code):
            case = _whole(session, case)
            return LookUpAnswer(state=state, case=_answer(hub, session, case))
    limits.guessed_wrong(hub, f"number {body.receipt_no}", f"terminal {caller.terminal_id}")
    raise Problem(403, "wrong-code", "the code does not belong to this number")


@router.post("/cases/{case_no}/withdraw")
def withdraw(case_no: str, body: Proof, hub: CurrentHub, caller: CallerOnce) -> CaseAnswer:
    """撤回: possible until something is decided."""
    number = _proven(hub, caller, case_no, body)
    try:
        decisions.withdraw(hub, number)
    except StepError:
        raise Problem(409, "too-late", "the case can no longer be withdrawn") from None
    with hub.database.reading() as session:
        return _answer(hub, session, session.get_one(Case, number))


@router.post(
    "/cases/{case_no}/result",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
def result(case_no: str, body: Proof, hub: CurrentHub, caller: CallerOnce) -> Response:
    """The result's PDF, marked collected. ``Kiosk-Result``: EdDSA JWT of the hub over case_no, sha256 and stamped."""
    number = _proven(hub, caller, case_no, body)
    try:
        pdf, row = decisions.collect(hub, number)
    except StepError:
        raise Problem(404, "no-result", "there is no result yet") from None
    except (OSError, SealingError):
        raise Problem(502, "store", "the result cannot be read now; try again later") from None
    signature = hub.keys.sign({"aud": caller.terminal_id, "case_no": number, "sha256": row.sha256, "stamped": row.stamped})
    return Response(pdf, media_type="application/pdf", headers={"Kiosk-Result": signature, "Cache-Control": "no-store"})


def _proven(hub: Hub, caller: Caller, case_no: str, proof: Proof) -> str:
    """The case's number; a matter of a package is proven by the package's slip. A wrong proof and an unknown case look the same.

    Raises Problem 403, 429.
    """
    limits.may_guess(hub, (f"case {case_no}", WRONG_TRIES), (f"terminal {caller.terminal_id}", PER_TERMINAL))
    with hub.database.reading() as session:
        case = decisions.find(session, case_no)
        if case is not None:
            slip = session.get_one(Case, case.package_no) if case.package_no else case
            fits = _code_fits(slip, proof.code) if proof.code else case.person_key == hub.keys.person_key(proof.id_number or "")
            if fits:
                return _whole(session, case).case_no
    limits.guessed_wrong(hub, f"case {case_no}", f"terminal {caller.terminal_id}")
    raise Problem(403, "not-proven", "this card or code does not belong to the case")


def _code_fits(case: Case, code: str) -> bool:
    return receipt_number.verify(case.receipt_no) and case.query_code_hash == hash_query_code(case.receipt_no, code.upper())


def _whole(session: Session, case: Case) -> Case:
    """The case itself, also when the slip is that of a supplement."""
    return session.get_one(Case, case.parent_no) if case.parent_no else case


def _reasons(session: Session, case: Case) -> list[str]:
    """What was said when the case came to where it stands."""
    said = session.scalar(
        select(Decision.reasons)
        .where(Decision.case_no == case.case_no, Decision.status == case.status)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return list(said or [])


def _child(session: Session, case: Case) -> ChildAnswer:
    return ChildAnswer(
        case_no=case.case_no,
        matter_code=case.matter_code,
        name=case.title,
        state=case.status,
        text=decisions.sentence(case),
        reasons=_reasons(session, case),
        due_on=case.due_on,
        result_available=session.get(Result, case.case_no) is not None,
    )


def _answer(hub: Hub, session: Session, case: Case) -> CaseAnswer:
    made, children = session.get(Result, case.case_no), decisions.children(session, case.case_no)
    running = [each for each in children or [case] if CaseStatus(each.status) in RUNNING]
    owed = {item.material: item for each in running for item in decisions.open_items(session, each.case_no)}
    return CaseAnswer(
        case_no=case.case_no,
        receipt_no=case.receipt_no,
        matter_code=case.matter_code,
        matter_name=matters.name(hub, case.matter_code),
        state=case.status,
        text=decisions.sentence(case),
        received_at=case.received_at,
        due_on=case.due_on,
        owed=[
            OwedMaterial(material=item.material, name=item.name, last_day=item.last_day, consequence=item.consequence)
            for item in owed.values()
        ],
        reasons=_reasons(session, case),
        may_withdraw=bool(running),
        may_supplement=any(CaseStatus(each.status) in WAITING for each in running),
        result_available=made is not None,
        result_stamped=bool(made and made.stamped),
        children=[_child(session, each) for each in children],
    )
