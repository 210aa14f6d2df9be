"""The hub's HTTP interface, version 1: enrolment, packages over tus 1.0, heartbeats, the one plain state a number alone shows."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import select
from starlette.requests import ClientDisconnect

from kiosk import receipt_number
from kiosk.hub import enrolment, problems, tokens, uploads
from kiosk.hub.core import Hub
from kiosk.hub.intake import RECEIVED, take_in_all
from kiosk.hub.limits import LimitBody
from kiosk.hub.models import Case, Heartbeat
from kiosk.hub.problems import Problem

TUS_VERSION = "1.0.0"
TUS = {"Tus-Resumable": TUS_VERSION}
STATES = {RECEIVED: "材料已收到，部门还没有受理"}
"""What anyone who knows a number may read, by the case's status."""

router = APIRouter(prefix="/v1")


def current_hub(request: Request) -> Hub:
    """The hub of this application."""
    hub: Hub = request.app.state.hub
    return hub


def current_terminal(request: Request, hub: Annotated[Hub, Depends(current_hub)]) -> str:
    """The id of the terminal whose token came with the request."""
    return tokens.authenticate(hub, request)


CurrentHub = Annotated[Hub, Depends(current_hub)]
CurrentTerminal = Annotated[str, Depends(current_terminal)]


class PublicKey(BaseModel):
    """An Ed25519 public key as JWK (RFC 8037)."""

    model_config = ConfigDict(extra="forbid")
    kty: str = Field(pattern="^OKP$")
    crv: str = Field(pattern="^Ed25519$")
    x: str = Field(pattern="^[A-Za-z0-9_-]{43}$")


class EnrolmentRequest(BaseModel):
    """What a terminal sends to be enrolled."""

    model_config = ConfigDict(extra="forbid")
    code: str = Field(min_length=1, max_length=40)
    public_key: PublicKey


class Enrolment(BaseModel):
    """What a terminal needs to know: its id, the keys that sign for the hub (JWKs), whom packages are sealed for (age)."""

    terminal_id: str
    keys: list[dict[str, str]]
    recipients: list[str]


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
    """How a terminal is."""

    at: AwareDatetime
    queue: QueueDepth
    devices: dict[str, DeviceReport] = Field(max_length=50)
    audit: AuditHead
    catalogue: CatalogueReport | None = None


class PublicState(BaseModel):
    """All that a number alone shows."""

    state: str
    text: str


class AcknowledgementAnswer(BaseModel):
    """An EdDSA JWT over submission_id, receipt_no, sha256 of the sealed package, case_no and received."""

    acknowledgement: str


@router.post("/enrolments", status_code=201)
def enrol(body: EnrolmentRequest, hub: CurrentHub) -> Enrolment:
    """Use a one-time code."""
    terminal_id = enrolment.enrol(hub, body.code, body.public_key.x)
    return Enrolment(terminal_id=terminal_id, keys=hub.keys.public_keys(), recipients=hub.keys.recipients())


@router.post("/heartbeats", status_code=204)
def heartbeat(body: HeartbeatRequest, hub: CurrentHub, terminal_id: CurrentTerminal) -> None:
    """Note how a terminal is; the latest replaces the one before."""
    with hub.database.writing() as session, session.begin():
        session.merge(Heartbeat(terminal_id=terminal_id, at=hub.now(), body=body.model_dump(mode="json")))


@router.options("/packages", status_code=204)
def capabilities() -> Response:
    """What this tus endpoint can do."""
    facts = {"Tus-Version": TUS_VERSION, "Tus-Extension": "creation", "Tus-Max-Size": str(uploads.MAX_SEALED)}
    return Response(status_code=204, headers={**TUS, **facts})


@router.post("/packages", status_code=201)
def create(request: Request, hub: CurrentHub, terminal_id: CurrentTerminal) -> Response:
    """Announce a package (tus creation): Upload-Length, Upload-Metadata with submission_id, receipt_no, sha256."""
    _require_tus(request)
    announcement = uploads.announced(_metadata(request), _number(request, "upload-length"))
    reached = uploads.create(hub, terminal_id, announcement)
    facts = {"Location": f"/v1/packages/{announcement.submission_id}", "Upload-Offset": str(reached)}
    return Response(status_code=201, headers={**TUS, **facts})


@router.head("/packages/{submission_id}", status_code=200)
def offset(submission_id: str, request: Request, hub: CurrentHub, terminal_id: CurrentTerminal) -> Response:
    """How many bytes are durable here."""
    _require_tus(request)
    upload = uploads.find(hub, terminal_id, submission_id)
    if upload.state == "refused":
        raise Problem(410, "refused", "the package was refused; announce it again to send it anew")
    facts = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.length), "Cache-Control": "no-store"}
    return Response(status_code=200, headers={**TUS, **facts})


@router.patch("/packages/{submission_id}", status_code=204)
async def write(submission_id: str, request: Request, hub: CurrentHub, terminal_id: CurrentTerminal) -> Response:
    """Append bytes at Upload-Offset. What arrived of a broken request counts."""
    _require_tus(request)
    if request.headers.get("content-type") != "application/offset+octet-stream":
        raise Problem(415, "content-type", "bytes come as application/offset+octet-stream")
    chunk = await run_in_threadpool(uploads.open_chunk, hub, terminal_id, submission_id, _number(request, "upload-offset"))
    try:
        async for data in request.stream():
            chunk.write(data)
    except ClientDisconnect:
        await run_in_threadpool(chunk.finish)
        raise Problem(400, "cut", "the request ended early") from None
    except BaseException:
        chunk.finish()
        raise
    reached = await run_in_threadpool(chunk.finish)
    return Response(status_code=204, headers={**TUS, "Upload-Offset": str(reached)})


@router.get("/packages/{submission_id}/acknowledgement")
def acknowledgement(submission_id: str, hub: CurrentHub, terminal_id: CurrentTerminal) -> AcknowledgementAnswer:
    """The hub's signed word that it has the case; the same however often it is asked for."""
    return AcknowledgementAnswer(acknowledgement=uploads.acknowledgement(hub, terminal_id, submission_id))


@router.get("/public/cases/{receipt_no}")
def public_state(receipt_no: str, hub: CurrentHub) -> PublicState:
    """One plain state. An impossible number and an unknown one look the same."""
    with hub.database.reading() as session:
        status = session.scalar(select(Case.status).where(Case.receipt_no == receipt_no)) if receipt_number.verify(receipt_no) else None
    if status is None:
        raise Problem(404, "unknown", "no case has this number here; it may not have arrived yet")
    return PublicState(state=status, text=STATES[status])


@router.get("/health")
def health(hub: CurrentHub) -> dict[str, str]:
    """Answers when database and keys can be read."""
    with hub.database.reading() as session:
        session.execute(select(1))
    return {"hub": hub.keys.signing_key()[0]}


def create_app(hub: Hub) -> FastAPI:
    """The application on ``hub``; closing it closes the hub."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(take_in_all, hub)
        yield
        hub.close()

    app = FastAPI(title="Kiosk hub", version="1", lifespan=life, docs_url=None, redoc_url=None)
    app.state.hub = hub
    app.include_router(router)
    problems.install(app)
    app.add_middleware(LimitBody)
    return app


def _require_tus(request: Request) -> None:
    if request.headers.get("tus-resumable") != TUS_VERSION:
        raise Problem(412, "tus-version", "this is tus 1.0.0", {"Tus-Version": TUS_VERSION})


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Problem(400, "header", f"{header} is not a number")
    return int(text)


def _metadata(request: Request) -> dict[str, str]:
    pairs = {}
    for pair in request.headers.get("upload-metadata", "").split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            pairs[name] = b64decode(value, validate=True).decode()
        except ValueError as error:
            raise Problem(400, "metadata", "Upload-Metadata is not as tus says") from error
    return pairs
