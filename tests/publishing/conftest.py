"""An administrator with their keys, a repository behind a plain static HTTP server, and terminals that poll it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from config.bundle import collect
from config.repository import Repository
from config.signing import ONLINE, new_key
from kiosk.catalogue_store import CatalogueStore
from kiosk.catalogue_sync import CatalogueSync
from kiosk.rig import DEFAULT_MATTERS
from tests.publishing.office import Office
from tests.publishing.server import Quiet

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class City:
    """The administrator's side and the server."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, NOON
        self.web, self.keys = folder / "web", folder / "keys"
        self.root_keys = [new_key(self.keys / f"root-{number}.pem", b"r") for number in (1, 2)]
        self.target_keys = [new_key(self.keys / f"targets-{number}.pem", b"t") for number in (1, 2)]
        self.online = {role: new_key(self.keys / "online" / f"{role}.pem", None) for role in ONLINE}
        self.repository = Repository(self.web, lambda: self.now)
        self.repository.create(self.root_keys, self.target_keys, self.online, root_threshold=2, targets_threshold=2)
        self.root = (self.web / "metadata" / "1.root.json").read_bytes()
        Quiet.asked.clear()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(self.web)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def matters(self, name: str = "catalogue") -> Path:
        """An administrator's working folder with the default matters."""
        folder = self.folder / name
        shutil.copytree(DEFAULT_MATTERS, folder / "matters", ignore=shutil.ignore_patterns("themes.yaml"))
        return folder

    def publish(self, folder: Path, version: str) -> None:
        """Add, promote, sign twice, refresh."""
        self.repository.add(collect(folder, version))
        self.repository.promote(version)
        self.sign()

    def sign(self) -> None:
        for key in self.target_keys:
            self.repository.sign(key)
        self.repository.refresh(self.online)

    def terminal(self, name: str, hall: str = "江北") -> tuple[CatalogueStore, CatalogueSync]:
        home = self.folder / name
        return CatalogueStore(home), CatalogueSync(home, self.url, self.root, name, hall, lambda: self.now)

    def pass_days(self, days: float) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = City(tmp_path)
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.server.shutdown()
    made.server.server_close()
