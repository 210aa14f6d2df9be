"""Photographs from a phone: the terminal's side under /v1/phone-uploads, the phone's own small page under /u."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Cookie, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from kiosk.hub import phone_page, phone_uploads
from kiosk.hub.api_v1.asking import CallerOnce, CurrentCaller, CurrentHub, errors
from kiosk.hub.phone_words import spoken
from kiosk.hub.problems import Problem

COOKIE = "kiosk-phone"

router = APIRouter(prefix="/v1/phone-uploads", tags=["phone"], responses=errors())
pages = APIRouter(prefix="/u", tags=["phone"], responses=errors(410, 415))


class PhoneUploadAnswer(BaseModel):
    """``url`` is what the QR on the terminal's screen says."""

    id: str
    url: str
    expires_at: datetime


class PhoneUploadState(BaseModel):
    """``opened``: a phone is there; ``finished``: the citizen said that these are all."""

    opened: bool
    finished: bool
    photos: int


class PhotosSoFar(BaseModel):
    """How many have arrived."""

    photos: int


@router.post("", status_code=201)
def begin(request: Request, hub: CurrentHub, caller: CallerOnce) -> PhoneUploadAnswer:
    """Open an upload: one phone, five minutes."""
    opened = phone_uploads.begin(hub, caller.terminal_id)
    base = hub.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return PhoneUploadAnswer(id=opened.id, url=f"{base}/u/{opened.token}", expires_at=opened.expires_at)


@router.get("/{upload_id}")
def state(upload_id: str, hub: CurrentHub, caller: CurrentCaller) -> PhoneUploadState:
    """How far the phone is."""
    row = phone_uploads.find(hub, caller.terminal_id, upload_id)
    return PhoneUploadState(opened=row.phone_hash is not None, finished=row.finished, photos=row.photos)


@router.get(
    "/{upload_id}/photos/{number}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
def photo(upload_id: str, number: int, hub: CurrentHub, caller: CurrentCaller) -> Response:
    """One photograph, numbered from 1."""
    data = phone_uploads.photo(hub, caller.terminal_id, upload_id, number)
    return Response(data, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})


@router.delete("/{upload_id}", status_code=204)
def drop(upload_id: str, hub: CurrentHub, caller: CurrentCaller) -> None:
    """The terminal has what it wanted, or wants nothing more: everything is removed at once."""
    phone_uploads.find(hub, caller.terminal_id, upload_id)
    phone_uploads.drop(hub, upload_id)


@pages.get("/{token}", response_class=HTMLResponse, responses={410: {"description": "no longer valid", "content": {"text/html": {}}}})
def page(
    token: str, request: Request, hub: CurrentHub, phone: Annotated[str, Cookie(alias=COOKIE)] = "", lang: str = "", large: bool = False
) -> Response:
    """The page the phone shows, in the ``lang`` and size of the terminal that the QR stood on. The first phone that opens it is the only one."""
    nonce = secrets.token_urlsafe(12)
    headers = {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'; img-src blob:; frame-ancestors 'none'; "
        f"script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'",
    }
    way = phone_page.Way(spoken(lang, request.headers.get("Accept-Language", "")), large)
    try:
        secret = phone_uploads.enter(hub, token, phone)
    except Problem as problem:
        return HTMLResponse(phone_page.sorry(way, nonce), status_code=problem.status, headers=headers)
    answer = HTMLResponse(phone_page.page(way, nonce, phone_uploads.sent(hub, token)), headers=headers)
    answer.set_cookie(
        COOKIE, secret, max_age=600, path=f"/u/{token}", httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return answer


@pages.post("/{token}/photos", status_code=201)
async def add(token: str, request: Request, hub: CurrentHub, phone: Annotated[str, Cookie(alias=COOKIE)] = "") -> PhotosSoFar:
    """One photograph as the request's body."""
    data = await request.body()
    return PhotosSoFar(photos=await run_in_threadpool(phone_uploads.add, hub, token, phone, data))


@pages.post("/{token}/done", status_code=204)
def done(token: str, hub: CurrentHub, phone: Annotated[str, Cookie(alias=COOKIE)] = "") -> None:
    """These are all."""
    phone_uploads.finish(hub, token, phone)
