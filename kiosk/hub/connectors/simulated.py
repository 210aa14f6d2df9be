"""The simulated counterparts of all connectors as one HTTP service: ``/payment``, ``/sms_codes`` …, each with faults to be set while it runs.

``GET /sms_codes/inbox/13800000000`` is the phone a code was sent to.
``PUT /payment/fault`` takes ``{"fault": "down" | "silent" | "garbage" | "refuse" | "none"}``.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import uvicorn
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, ValidationError

from kiosk.hub.connectors import CONNECTORS
from kiosk.hub.connectors.connector import Refused, World
from kiosk.hub.problems import Problem
from kiosk.hub.server import address, bind

Fault = Literal["none", "down", "silent", "garbage", "refuse"]


class _FaultRequest(BaseModel):
    fault: Fault


@dataclass(frozen=True, slots=True)
class Counterparts:
    """A running service. ``addresses``: what goes into ``[services]``; ``worlds``: what each counterpart remembers."""

    addresses: dict[str, str]
    worlds: dict[str, World]
    faults: dict[str, Fault]


@contextmanager
def counterparts(delay: float = 1.0, listen: str = "127.0.0.1:0") -> Iterator[Counterparts]:
    """Serve them from a thread of this process until the block ends. Raises OSError."""
    worlds = {name: World(delay=delay) for name in CONNECTORS}
    faults: dict[str, Fault] = dict.fromkeys(CONNECTORS, "none")
    with bind(listen) as listener:
        url = address(listener)
        config = uvicorn.Config(_app(worlds, faults), log_config=None, access_log=False, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="counterparts", daemon=True)
        thread.start()
        try:
            yield Counterparts({name: f"{url}/{name}" for name in CONNECTORS}, worlds, faults)
        finally:
            server.should_exit = True
            thread.join(10)


def _app(worlds: dict[str, World], faults: dict[str, Fault]) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.put("/{name}/fault", status_code=204)
    def set_fault(name: str, body: _FaultRequest) -> None:
        if name in faults:
            faults[name] = body.fault

    _phone(app, worlds["sms_codes"])

    @app.get("/{name}")
    async def up(name: str) -> Response:
        return Response(status_code=200 if faults.get(name) in ("none", "refuse") else 503)

    @app.post("/{name}")
    async def ask(name: str, request: Request) -> Response:
        body = await request.body()
        fault = faults.get(name, "down")
        if fault == "silent":
            while (await request.receive())["type"] != "http.disconnect":
                pass
        if fault in ("down", "silent"):
            return Response(status_code=503)
        if fault == "garbage":
            return Response("<html>请登录</html>", media_type="text/html")
        if fault == "refuse":
            return Problem(422, "refused", "部门现在不办理这一项").response()
        connector = CONNECTORS[name]
        try:
            reply = await asyncio.to_thread(connector.simulated, connector.question.model_validate_json(body), worlds[name])
        except ValidationError:
            return Problem(400, "question", "not as the interface says").response()
        except Refused as refusal:
            return Problem(422, "refused", str(refusal)).response()
        return Response(reply.model_dump_json(), media_type="application/json")

    return app


def _phone(app: FastAPI, world: World) -> None:
    @app.get("/sms_codes/inbox/{number}")
    def inbox(number: str) -> dict[str, str]:
        """What the citizen's own phone shows: the newest code."""
        return {"code": world.facts.get(f"sms/{number}", "")}
