"""A hub in this process with a clock that tests move, terminals known to it, and cases that have arrived."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import requests
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import identity
from kiosk.case import FinishedCase
from kiosk.hub import decisions, enrolment, uploads
from kiosk.hub.api import create_app
from kiosk.hub.core import Hub, open_hub
from kiosk.hub.models import Case
from kiosk.hub.server import address, bind
from kiosk.hub.settings import HubSettings
from kiosk.identity import HubFacts, Identity
from kiosk.package import pack
from kiosk.sealing import seal
from tests.queue.support import NUMBER, make_case, new_terminal_id

SATURDAY = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
"""A Saturday morning in the halls; the fifth working day is Friday the 27th."""


@dataclass
class Clock:
    """The hub's time."""

    moment: datetime = SATURDAY

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**span)


@dataclass
class Bench:
    """A hub, its clock, and a terminal it knows."""

    hub: Hub
    clock: Clock
    home: Path
    terminal: Identity
    receipts: Path = field(default=Path())

    def case(self, **changes: Any) -> FinishedCase:
        """A finished case of the terminal; ``record`` entries beyond the applicant's by name."""
        facts = {"received_at": self.clock(), **changes}
        return make_case(self.home / "terminal", self.terminal.terminal_id, size=200, **facts)

    def arrive(self, finished: FinishedCase | None = None, **record: Any) -> Case:
        """The case, taken in. ``record`` entries go into its record."""
        finished = finished or self.case()
        finished = replace(finished, record={**finished.record, **record})
        sealed = seal(pack(finished), self.hub.keys.recipients())
        self.send(finished.submission_id, finished.receipt_no, sealed)
        return self.find(finished.receipt_no)

    def send(self, submission_id: str, receipt_no: str, sealed: bytes) -> str:
        """Upload whole; the acknowledgement. Raises Problem."""
        who = self.terminal.terminal_id
        uploads.create(self.hub, who, uploads.Announced(submission_id, receipt_no, hashlib.sha256(sealed).hexdigest(), len(sealed)))
        chunk = uploads.open_chunk(self.hub, who, submission_id, 0)
        chunk.write(sealed)
        chunk.finish()
        return uploads.acknowledgement(self.hub, who, submission_id)

    def find(self, number: str) -> Case:
        """A case as it is now."""
        with self.hub.database.reading() as session:
            found = decisions.find(session, number)
        assert found is not None
        return found

    def with_settings(self, **changes: Any) -> Hub:
        """The same hub with other settings."""
        return replace(self.hub, settings=msgspec.structs.replace(HubSettings(), **changes))

    def at(self, url: str) -> Identity:
        """The terminal, knowing the hub at that address."""
        return Identity(msgspec.structs.replace(self.terminal.facts, hub_url=url), self.terminal.key)


@contextmanager
def bench(home: Path, *, database: str = "", storage: str = "", settings: str = "") -> Iterator[Bench]:
    """A fresh hub below ``home``."""
    clock = Clock()
    if settings:
        (home / "hub").mkdir(parents=True)
        (home / "hub" / "hub.toml").write_text(settings, "utf-8")
    hub = open_hub(home / "hub", database=database, storage=storage, now=clock)
    try:
        yield Bench(hub, clock, home, new_terminal(hub))
    finally:
        hub.close()


def new_terminal(hub: Hub, hall: str = "", terminal_id: str = "") -> Identity:
    """A terminal that the hub knows."""
    terminal_id, key = terminal_id or new_terminal_id(), Ed25519PrivateKey.generate()
    enrolment.enrol(hub, enrolment.new_code(hub, terminal_id, hall), identity.public_jwk(key.public_key())["x"])
    facts = HubFacts(terminal_id, "http://127.0.0.1:1", tuple(hub.keys.public_keys()), tuple(hub.keys.recipients()))
    return Identity(facts, key)


@contextmanager
def serving(hub: Hub) -> Iterator[str]:
    """The hub over HTTP from a thread; its address. The hub is closed with it."""
    with bind("127.0.0.1:0") as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(hub), log_config=None, access_log=False, timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="test-hub")
        thread.start()
        try:
            yield address(listener)
        finally:
            server.should_exit = True
            thread.join(60)


def ask(who: Identity, url: str, method: str, path: str, json: Any = None, *, token: str = "", **options: Any) -> requests.Response:
    """One signed request."""
    token = token or who.token(method, path.partition("?")[0], time.time())
    headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
    return requests.request(method, url + path, json=json, headers=headers, timeout=120, **options)


__all__ = ["NUMBER", "SATURDAY", "Bench", "Clock", "ask", "bench", "new_terminal", "serving"]
