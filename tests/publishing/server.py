"""A plain static HTTP server."""

from __future__ import annotations

from http.server import SimpleHTTPRequestHandler
from typing import ClassVar


class Quiet(SimpleHTTPRequestHandler):
    """A static server that keeps what was asked for instead of printing it."""

    asked: ClassVar[list[str]] = []

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        self.asked.append(self.path)

    def log_message(self, format: str, *args: object) -> None:
        return
