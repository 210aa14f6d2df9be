"""Terminals: enrolment, heartbeats, and what a number alone shows."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import select

from kiosk import receipt_number
from kiosk.hub import catalogue_files, enrolment, fleet
from kiosk.hub.api_v1.asking import CurrentClaim, CurrentHub, Strict, errors, hub_of
from kiosk.hub.lifecycle import CaseStatus, public_text
from kiosk.hub.models import Case
from kiosk.hub.problems import Problem

router = APIRouter(prefix="/v1", tags=["terminals"], responses=errors())


class PublicKey(Strict):
    """An Ed25519 public key as JWK (RFC 8037)."""

    kty: str = Field(pattern="^OKP$")
    crv: str = Field(pattern="^Ed25519$")
    x: str = Field(pattern="^[A-Za-z0-9_-]{43}$")


class EnrolmentRequest(Strict):
    """What a terminal sends to be enrolled."""

    code: str = Field(min_length=1, max_length=40)
    public_key: PublicKey


class Enrolment(BaseModel):
    """What a terminal needs to know: its id, the keys that sign for the hub (JWKs), whom packages are sealed for (age).

    ``catalogue_root``: the first root metadata of the catalogue the hub hands out, base64; absent where it hands out none.
    """

    terminal_id: str
    keys: list[dict[str, str]]
    recipients: list[str]
    catalogue_root: str | None = None


class QueueDepth(BaseModel):
    """Undelivered and delivered cases of a terminal; ``oldest`` is when the oldest undelivered one was received."""

    sealed: int = Field(ge=0)
    uploading: int = Field(ge=0)
    parked: int = Field(ge=0)
    acknowledged: int = Field(ge=0)
    oldest: AwareDatetime | None = None


class DeviceReport(BaseModel):
    """A device's status in the vocabulary of XFS4IoT and when it was seen."""

    status: dict[str, Any]
    at: AwareDatetime


class AuditHead(BaseModel):
    """The end of the terminal's audit chain, so that a cut-off end shows."""

    sequence: int = Field(ge=0)
    hash: str = Field(pattern="^[0-9a-f]{64}$")


class CatalogueReport(BaseModel):
    """Which catalogue a terminal holds; empty for the one that comes with the program."""

    version: str = Field(max_length=20, pattern="^[0-9.-]*$")


class HeartbeatRequest(BaseModel):
    """How a terminal is. ``clock_skew``: seconds the hub's clock is ahead of its own, as the terminal measured."""

    at: AwareDatetime
    queue: QueueDepth
    devices: dict[str, DeviceReport] = Field(max_length=50)
    audit: AuditHead
    clock_skew: float | None = Field(default=None, ge=-1e10, le=1e10)
    catalogue: CatalogueReport | None = None


class PublicState(BaseModel):
    """All that a number alone shows."""

    state: str
    text: str


@router.post("/enrolments", status_code=201, response_model_exclude_none=True)
def enrol(body: EnrolmentRequest, hub: CurrentHub) -> Enrolment:
    """Use a one-time code."""
    terminal_id = enrolment.enrol(hub, body.code, body.public_key.x)
    return Enrolment(
        terminal_id=terminal_id, keys=hub.keys.public_keys(), recipients=hub.keys.recipients(), catalogue_root=catalogue_files.root(hub)
    )


@router.post("/heartbeats", status_code=204)
async def heartbeat(body: HeartbeatRequest, request: Request, claim: CurrentClaim) -> Response:
    """Note how a terminal is; the latest replaces the one before."""
    await fleet.note_heartbeat(hub_of(request), claim, body.model_dump(mode="json"))
    return Response(status_code=204)


@router.get("/public/cases/{receipt_no}")
def public_state(receipt_no: str, hub: CurrentHub) -> PublicState:
    """One plain state. An impossible number and an unknown one look the same."""
    return plain_state(hub, receipt_no)


@router.get("/health")
def health(hub: CurrentHub) -> dict[str, str]:
    """Answers when database and keys can be read."""
    with hub.database.reading() as session:
        session.execute(select(1))
    return {"hub": hub.keys.signing_key()[0]}


def plain_state(hub: CurrentHub, receipt_no: str) -> PublicState:
    """What the number shows. Raises Problem 404."""
    with hub.database.reading() as session:
        status = session.scalar(select(Case.status).where(Case.receipt_no == receipt_no)) if receipt_number.verify(receipt_no) else None
    if status is None:
        raise Problem(404, "unknown", "no case has this number here; it may not have arrived yet")
    return PublicState(state=status, text=public_text(CaseStatus(status)))
