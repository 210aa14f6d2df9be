"""Packages over tus 1.0, and the hub's signed word that it has them."""

from __future__ import annotations

from base64 import b64decode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from kiosk.hub import uploads
from kiosk.hub.api_v1.asking import TERMINAL_TOKEN, CurrentCaller, CurrentHub, Direct, claimed, errors, hub_of
from kiosk.hub.problems import Problem

TUS_VERSION = "1.0.0"
BYTES = "application/offset+octet-stream"
TUS = {"Tus-Resumable": TUS_VERSION}

_ERRORS = errors(410, 412, 415, 423, 425)
router = APIRouter(prefix="/v1", tags=["packages"], responses=_ERRORS)
direct = APIRouter(prefix="/v1", tags=["packages"], responses=_ERRORS, route_class=Direct, dependencies=[Depends(TERMINAL_TOKEN)])


class AcknowledgementAnswer(BaseModel):
    """An EdDSA JWT over submission_id, receipt_no, sha256 of the sealed package, case_no and received."""

    acknowledgement: str


@router.options("/packages", status_code=204)
def capabilities() -> Response:
    """What this tus endpoint can do."""
    facts = {"Tus-Version": TUS_VERSION, "Tus-Extension": "creation,creation-with-upload", "Tus-Max-Size": str(uploads.MAX_SEALED)}
    return Response(status_code=204, headers={**TUS, **facts})


@direct.post("/packages", status_code=201)
async def create(request: Request) -> Response:
    """Announce a package (tus creation): Upload-Length, Upload-Metadata with submission_id, receipt_no, sha256.

    Its first bytes may come along (creation-with-upload); when all of it is here then, the answer's body holds the acknowledgement.
    """
    claim = await claimed(request)
    _require_tus(request)
    announcement = uploads.announced(_metadata(request), _number(request, "upload-length"))
    data = await request.body()
    if data and request.headers.get("content-type") != BYTES:
        raise Problem(415, "content-type", f"bytes come as {BYTES}")
    reached, token = await uploads.receive(hub_of(request), claim, announcement, data)
    headers = {**TUS, "Location": f"/v1/packages/{announcement.submission_id}", "Upload-Offset": str(reached)}
    if token is None:
        return Response(status_code=201, headers=headers)
    return JSONResponse({"acknowledgement": token}, status_code=201, headers=headers)


@router.head("/packages/{submission_id}", status_code=200)
def offset(submission_id: str, request: Request, hub: CurrentHub, caller: CurrentCaller) -> Response:
    """How many bytes are durable here."""
    _require_tus(request)
    upload = uploads.find(hub, caller.terminal_id, submission_id)
    if upload.state == "refused":
        raise Problem(410, "refused", "the package was refused; announce it again to send it anew")
    facts = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.length), "Cache-Control": "no-store"}
    return Response(status_code=200, headers={**TUS, **facts})


@router.patch("/packages/{submission_id}", status_code=204)
async def write(submission_id: str, request: Request, hub: CurrentHub, caller: CurrentCaller) -> Response:
    """Append bytes at Upload-Offset. What arrived of a broken request counts."""
    _require_tus(request)
    if request.headers.get("content-type") != BYTES:
        raise Problem(415, "content-type", f"bytes come as {BYTES}")
    chunk = await run_in_threadpool(uploads.open_chunk, hub, caller.terminal_id, submission_id, _number(request, "upload-offset"))
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
def acknowledgement(submission_id: str, hub: CurrentHub, caller: CurrentCaller) -> AcknowledgementAnswer:
    """The hub's signed word that it has the case; the same however often it is asked for."""
    return AcknowledgementAnswer(acknowledgement=uploads.acknowledgement(hub, caller.terminal_id, submission_id))


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
