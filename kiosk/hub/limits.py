"""No request but a package's bytes, a photograph or a result may be long, none may hide its length, and nobody may guess for long."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.hub.core import Hub
from kiosk.hub.models_work import WrongTry
from kiosk.hub.problems import Problem

MAX_BODY = 64 * 1024
"""Bytes of a JSON request."""
MAX_PHOTO = 12 * 1024 * 1024
MAX_RESULT = 32 * 1024 * 1024
"""Bytes of a photograph from a phone, and of a result PDF."""
MAX_WHOLE = 256 * 1024
"""Bytes of a package that comes with its announcement."""
_LONG = (
    (re.compile(r"/v1/packages"), MAX_WHOLE),
    (re.compile(r"/u/[A-Za-z0-9_-]{1,80}/photos"), MAX_PHOTO),
    (re.compile(r"/v1/staff/cases/[A-Z0-9-]{1,64}/result"), MAX_RESULT),
)
WRONG_TRIES = 5
PER_TERMINAL = 30
"""Wrong guesses an hour: at one number, and from one terminal."""
_HOUR = timedelta(hours=1)


class LimitBody:
    """ASGI middleware: 413 for a longer body, 411 for unknown length. PATCH of packages is bounded by the announced length."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it before anything of its body is read."""
        if scope["type"] == "http" and scope["method"] != "PATCH":
            headers = dict(scope["headers"])
            length = headers.get(b"content-length", b"0")
            most = next((bytes_ for path, bytes_ in _LONG if path.fullmatch(scope["path"])), MAX_BODY)
            problem = None
            if b"transfer-encoding" in headers:
                problem = Problem(411, "length-required", "the request does not say how long it is")
            elif not length.isdigit() or int(length[:12]) > most:
                problem = Problem(413, "too-large", f"a request has at most {most} bytes")
            if problem is not None:
                await problem.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)


def may_guess(hub: Hub, *subjects: tuple[str, int]) -> None:
    """Raises Problem 429 when too much was guessed wrong lately. ``subjects``: what is guessed at, or who guesses, each with its limit."""
    with hub.database.reading() as session:
        for subject, limit in subjects:
            row = session.get(WrongTry, _digest(subject))
            if row is not None and row.count >= limit and hub.now() - row.since < _HOUR:
                wait = int((row.since + _HOUR - hub.now()).total_seconds()) + 1
                raise Problem(429, "too-many-tries", "too many wrong tries; wait, or ask at the window", {"Retry-After": str(wait)})


def guessed_wrong(hub: Hub, *subjects: str) -> None:
    """Count a wrong guess."""
    with hub.database.writing() as session, session.begin():
        for subject in sorted(subjects):
            row = session.get(WrongTry, _digest(subject), with_for_update=True)
            if row is None or hub.now() - row.since >= _HOUR:
                session.merge(WrongTry(subject=_digest(subject), since=hub.now(), count=1))
            else:
                row.count += 1


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()
