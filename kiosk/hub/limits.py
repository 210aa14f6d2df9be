"""No request but a package's bytes may be long, and none may hide its length."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.hub.problems import Problem

MAX_BODY = 64 * 1024
"""Bytes of a JSON request."""


class LimitBody:
    """ASGI middleware: 413 for a body over MAX_BODY, 411 for unknown length. PATCH of packages is bounded by the announced length."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it before anything of its body is read."""
        if scope["type"] == "http" and scope["method"] != "PATCH":
            headers = Headers(scope=scope)
            length = headers.get("content-length", "0")
            problem = None
            if "transfer-encoding" in headers:
                problem = Problem(411, "length-required", "the request does not say how long it is")
            elif not length.isdigit() or int(length[:12]) > MAX_BODY:
                problem = Problem(413, "too-large", f"a request has at most {MAX_BODY} bytes")
            if problem is not None:
                await problem.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)
