"""The hub's HTTP application: the routers of ``api_v1``, the catalogue's files, errors as problem documents, the chores."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from kiosk.hub import catalogue_files, problems
from kiosk.hub.api_v1 import messages, packages, people, phone, services, staff, terminals
from kiosk.hub.chores import Caretaker
from kiosk.hub.core import Hub
from kiosk.hub.intake import take_in_all
from kiosk.hub.limits import LimitBody

_ROUTERS = (
    packages.direct,
    packages.router,
    terminals.router,
    people.router,
    services.router,
    messages.router,
    phone.router,
    phone.pages,
    staff.router,
)
"""In the order in which a request's address is looked for. Their routes stand in the application itself: one search, not one in each."""


def create_app(hub: Hub) -> FastAPI:
    """The application on ``hub``; closing it closes the hub."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(take_in_all, hub)
        caretaker = Caretaker(hub)
        yield
        await run_in_threadpool(caretaker.close)
        await run_in_threadpool(hub.close)

    routes = [route for router in _ROUTERS for route in router.routes]
    app = FastAPI(title="Kiosk hub", version="1", lifespan=life, docs_url=None, redoc_url=None, routes=routes)
    app.state.hub = hub
    if (files := catalogue_files.files(hub)) is not None:
        app.mount("/catalogue", files)
    problems.install(app)
    app.add_middleware(LimitBody)
    return app
