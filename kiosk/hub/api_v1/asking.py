"""Who asks which hub: the dependencies of all endpoints, and the form of their errors in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from fastapi.security.base import SecurityBase
from pydantic import BaseModel, ConfigDict

from kiosk.hub import tokens
from kiosk.hub.core import Hub
from kiosk.hub.problems import PROBLEM
from kiosk.hub.tokens import Caller, Claim

TERMINAL_TOKEN = HTTPBearer(scheme_name="terminal", auto_error=False, description="EdDSA JWT of the terminal for this very request")
STAFF_TOKEN = HTTPBearer(scheme_name="staff", auto_error=False, description="what POST /v1/staff/sessions answered")


class Strict(BaseModel):
    """A request that holds nothing unknown."""

    model_config = ConfigDict(extra="forbid")


class ProblemDocument(BaseModel):
    """RFC 9457. ``type`` ends in the problem's name for programs; ``title`` is one sentence for staff."""

    type: str
    title: str
    status: int


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What an endpoint's errors look like in the OpenAPI document; those every endpoint may give are in it without being named."""
    schema = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
    always = (400, 401, 403, 404, 409, 411, 413, 422, 429, 503)
    return {status: {"description": "a problem", "content": {PROBLEM: schema}} for status in sorted({*always, *statuses})}


def hub_of(request: Request) -> Hub:
    """The hub of this application. What every case and every heartbeat comes through asks here; the others take it as ``CurrentHub``."""
    hub: Hub = request.app.state.hub
    return hub


async def current_hub(request: Request) -> Hub:
    """The same as a dependency, in the loop."""
    return hub_of(request)


CurrentHub = Annotated[Hub, Depends(current_hub)]


def current_caller(request: Request, hub: CurrentHub, _shown: Annotated[object, Depends(TERMINAL_TOKEN)]) -> Caller:
    """The terminal whose token came with the request."""
    return tokens.authenticate(hub, request)


def caller_once(caller: Annotated[Caller, Depends(current_caller)], hub: CurrentHub) -> Caller:
    """The same, for what must not happen twice: a replayed token is refused."""
    with hub.database.writing() as session, session.begin():
        caller.use_once(session)
    return caller


async def claimed(request: Request) -> Claim:
    """Whose token came with the request, by its signature; to be confirmed in the transaction that writes. Raises Problem 401."""
    return await tokens.claimed(hub_of(request), request)


class ClaimedToken(SecurityBase):
    """``claimed`` as a dependency and the security scheme it is of, in one: every heartbeat comes through here."""

    model, scheme_name = TERMINAL_TOKEN.model, TERMINAL_TOKEN.scheme_name

    async def __call__(self, request: Request) -> Claim:
        """Raises Problem 401."""
        return await claimed(request)


class Direct(APIRoute):
    """A route whose endpoint takes the request and nothing else. Nothing is looked for on its behalf: what it depends on only stands in
    the OpenAPI document. For what every case comes through, where FastAPI's looking would be a fifth of the work."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The endpoint itself."""
        return self.endpoint


CurrentCaller = Annotated[Caller, Depends(current_caller)]
CurrentClaim = Annotated[Claim, Depends(ClaimedToken())]
CallerOnce = Annotated[Caller, Depends(caller_once)]
