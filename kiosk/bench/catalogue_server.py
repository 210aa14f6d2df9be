"""A repository behind a plain static HTTP server on this machine, for benches: releases are published and polled as in a city."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from config.bundle import Bundle, pack
from config.repository import Repository
from config.signing import ONLINE, new_key


class _Quiet(SimpleHTTPRequestHandler):
    """Counts what is asked for instead of printing it."""

    asked: list[str]

    def __init__(self, asked: list[str], *arguments: object, directory: str) -> None:
        self.asked = asked
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        self.asked.append(self.path)

    def log_message(self, format: str, *arguments: object) -> None:
        return


class CatalogueServer:
    """One repository with one key each; ``url`` hands it out, ``asked`` keeps the paths that were asked for."""

    def __init__(self, folder: Path) -> None:
        self.web, self.asked = folder / "web", list[str]()
        self._targets = new_key(folder / "keys" / "targets.pem", None)
        self._online = {role: new_key(folder / "keys" / f"{role}.pem", None) for role in ONLINE}
        self._repository = Repository(self.web, lambda: datetime.now(UTC))
        self._repository.create([new_key(folder / "keys" / "root.pem", None)], [self._targets], self._online)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, self.asked, directory=str(self.web)))
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    @property
    def root(self) -> bytes:
        """What a terminal must be brought."""
        return (self.web / "metadata" / "1.root.json").read_bytes()

    def publish(self, version: str, matters: list[Path]) -> int:
        """Make these files the stable release; the bytes a terminal will fetch."""
        bundle = Bundle(1, version, {f"matters/{path.name}": path.read_text("utf-8") for path in matters})
        self._repository.add(bundle)
        self._repository.promote(version)
        self._repository.sign(self._targets)
        self._repository.refresh(self._online)
        return len(pack(bundle))


@contextmanager
def catalogue_server(folder: Path) -> Iterator[CatalogueServer]:
    """A server until the end of the block."""
    made = CatalogueServer(folder)
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
