"""Complaints (a number, once), ratings (好差评) and calls for help."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from kiosk.hub import messages
from kiosk.hub.api_v1.asking import CallerOnce, CurrentHub, Strict, errors
from kiosk.hub.core import Hub
from kiosk.hub.tokens import Caller
from kiosk.package import SUBMISSION_ID

router = APIRouter(prefix="/v1", tags=["messages"], responses=errors())

SubmissionId = Annotated[str, Field(pattern=f"^{SUBMISSION_ID.pattern}$")]
"""A UUID the terminal makes once for the message: sending again is harmless."""
Number = Annotated[str, Field(max_length=64, pattern="^[0-9A-Z-]*$")]
Text = Annotated[str, Field(max_length=2000)]


class Complaint(Strict):
    """``phone`` only when the citizen wants to be called back."""

    submission_id: SubmissionId
    about: Literal["matter", "staff", "terminal", "hall", "other"]
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    case_no: Number = ""
    phone: Annotated[str, Field(pattern=r"^(1[3-9]\d{9})?$")] = ""


class Rating(Strict):
    """One rating a case; five is best. ``tags``: why, for a bad one."""

    submission_id: SubmissionId
    stars: Annotated[int, Field(ge=1, le=5)]
    receipt_no: Number = ""
    tags: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=10)
    text: Text = ""


class HelpTicket(Strict):
    """Somebody at the terminal needs help. ``screen``: where they were; nothing personal."""

    submission_id: SubmissionId
    screen: Annotated[str, Field(max_length=60, pattern="^[a-z0-9_.-]*$")] = ""
    matter_code: Number = ""
    text: Annotated[str, Field(max_length=500)] = ""


class MessageAnswer(BaseModel):
    """``number`` is given once; ``answer_by`` is the last day for an answer."""

    number: str
    answer_by: date


@router.post("/complaints", status_code=201)
def complain(body: Complaint, hub: CurrentHub, caller: CallerOnce) -> MessageAnswer:
    """投诉."""
    return _take(hub, caller, "complaint", body, None)


@router.post("/ratings", status_code=201)
def rate(body: Rating, hub: CurrentHub, caller: CallerOnce) -> MessageAnswer:
    """评价."""
    return _take(hub, caller, "rating", body, body.stars)


@router.post("/help-tickets", status_code=201)
def call_for_help(body: HelpTicket, hub: CurrentHub, caller: CallerOnce) -> MessageAnswer:
    """求助."""
    return _take(hub, caller, "help_ticket", body, None)


def _take(hub: Hub, caller: Caller, kind: str, body: Complaint | Rating | HelpTicket, stars: int | None) -> MessageAnswer:
    content = body.model_dump(mode="json", exclude={"submission_id"})
    number, answer_by = messages.take(hub, caller, kind, body.submission_id, content, stars)
    return MessageAnswer(number=number, answer_by=date.fromisoformat(answer_by))
