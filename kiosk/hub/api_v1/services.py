"""Live services: one endpoint a connector, and which of them are up. What is asked is never kept."""

from __future__ import annotations

import hashlib
import time
from base64 import b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from kiosk.hub import trail
from kiosk.hub.api_v1.asking import CallerOnce, CurrentCaller, CurrentHub, errors
from kiosk.hub.connectors import CONNECTORS
from kiosk.hub.connectors.connector import Connector, Down, Question, Refused, Reply, ask, is_up
from kiosk.hub.connectors.departments import InstantReply
from kiosk.hub.core import Hub
from kiosk.hub.problems import Problem
from kiosk.hub.tokens import Caller
from kiosk.hub.trail import HubEvent

FRESH_SECONDS = 10.0
router = APIRouter(prefix="/v1", tags=["services"], responses=errors(502))


class ServiceState(BaseModel):
    """``connected``: the hub has an address for it; ``up``: it answered lately."""

    name: str
    connected: bool
    up: bool


class ServicesAnswer(BaseModel):
    """All services there are."""

    services: list[ServiceState]


class _Seen:
    """What was found lately, so that a hall full of terminals does not ring every service all the time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until = float("-inf")
        self._addresses: dict[str, str] = {}
        self._up: dict[str, bool] = {}

    def up(self, addresses: dict[str, str]) -> dict[str, bool]:
        with self._lock:
            if time.monotonic() >= self._until or addresses != self._addresses:
                with ThreadPoolExecutor(len(CONNECTORS)) as pool:
                    found = pool.map(lambda name: is_up(addresses.get(name, "")), CONNECTORS)
                    self._up = dict(zip(CONNECTORS, found, strict=True))
                self._until, self._addresses = time.monotonic() + FRESH_SECONDS, addresses
            return dict(self._up)


_seen = _Seen()


@router.get("/services")
def services(hub: CurrentHub, _caller: CurrentCaller) -> ServicesAnswer:
    """Which services are up."""
    addresses = hub.settings.services
    up = _seen.up(addresses)
    return ServicesAnswer(services=[ServiceState(name=name, connected=name in addresses, up=up[name]) for name in CONNECTORS])


def _endpoint(connector: Connector) -> Callable[..., Reply]:
    def endpoint(body: Question, hub: CurrentHub, caller: CallerOnce) -> Reply:
        try:
            reply = ask(connector, hub.settings.services.get(connector.name, ""), body)
        except Refused as refusal:
            raise Problem(409, "refused", str(refusal)) from None
        except Down as down:
            raise Problem(503, "service-down", str(down), {"Retry-After": "60"}) from None
        trail.record(hub, HubEvent.SERVICE_ASKED, service=connector.name, terminal=caller.terminal_id)
        return _signed(hub, caller, reply)

    endpoint.__name__ = f"ask_{connector.name}"
    endpoint.__doc__ = (connector.question.__doc__ or "").strip()
    annotations: dict[str, Any] = {"body": connector.question, "hub": CurrentHub, "caller": CallerOnce, "return": connector.reply}
    endpoint.__annotations__ = annotations
    return endpoint


def _signed(hub: Hub, caller: Caller, reply: Reply) -> Reply:
    """A document carries the hub's signature, so that the terminal prints only what really came from there."""
    if isinstance(reply, InstantReply) and reply.document:
        try:
            digest = hashlib.sha256(b64decode(reply.document, validate=True)).hexdigest()
        except ValueError:
            raise Problem(502, "service-answer", "the department's document cannot be read") from None
        reply.signature = hub.keys.sign({"aud": caller.terminal_id, "sha256": digest, "stamped": reply.stamped})
    return reply


for _connector in CONNECTORS.values():
    router.post(f"/services/{_connector.name}", response_model=_connector.reply)(_endpoint(_connector))
