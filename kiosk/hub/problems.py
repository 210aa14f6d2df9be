"""Errors as RFC 9457 problem documents. Terminals believe a refusal only in this form; nothing personal stands in one."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

PROBLEM = "application/problem+json"
TYPES = "/problems/"


class Problem(Exception):
    """Ends a request. ``kind`` names the problem for programs, ``title`` is one sentence for staff."""

    def __init__(self, status: int, kind: str, title: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(title)
        self.status = status
        self.kind = kind
        self.title = title
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """The problem document."""
        return JSONResponse(
            {"type": TYPES + self.kind, "title": self.title, "status": self.status},
            status_code=self.status,
            headers=self.headers,
            media_type=PROBLEM,
        )


def install(app: FastAPI) -> None:
    """Give every error of ``app`` this form."""

    async def problem(_request: Request, error: Exception) -> Response:
        if isinstance(error, Problem):
            return error.response()
        if isinstance(error, RequestValidationError):
            places = sorted({".".join(str(step) for step in item["loc"]) for item in error.errors()})
            return Problem(422, "invalid-request", f"not as the interface says: {', '.join(places)}"[:500]).response()
        if isinstance(error, HTTPException):
            return Problem(error.status_code, "http", str(error.detail), error.headers).response()
        if isinstance(error, ClientDisconnect):
            return Problem(400, "cut", "the request ended early").response()
        return Problem(500, "internal", "the hub failed; try again later").response()

    for kind in (Problem, RequestValidationError, HTTPException, ClientDisconnect, Exception):
        app.add_exception_handler(kind, problem)
