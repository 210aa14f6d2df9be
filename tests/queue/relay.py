"""A TCP relay of the tests' own between terminal and hub: cuts, slows, delays, falls silent, answers late, rewrites answers,
or answers itself as a captive portal does."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

Rewrite = Callable[[bytes], bytes]


@dataclass(slots=True)
class Weather:
    """What the line does; may be changed while it runs. Bytes are counted over all connections since the last ``reset``."""

    cut_up: int | None = None
    """After so many bytes to the hub every connection breaks, and works again afterwards."""
    cut_down: int | None = None
    """The same for bytes from the hub."""
    bytes_a_second: float = 0.0
    delay: float = 0.0
    """Seconds before bytes from the hub are passed on."""
    silent: bool = False
    """Connections are taken and nothing ever comes."""
    rewrite: Rewrite | None = None
    """Changes what comes from the hub."""
    portal: bool = False
    """Every request is answered by 200 with a page that asks to log in, and the hub hears nothing of it."""


class Relay:
    """Listens on loopback and passes on to ``port``. ``sent`` counts the bytes that reached the hub, ``pages`` the portal's answers."""

    def __init__(self, port: int) -> None:
        self.weather = Weather()
        self.sent = self.received = self.connections = self.pages = 0
        self._port = port
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._threads = [threading.Thread(target=self._accept, name="relay")]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """What stands in the hub's place."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """End every connection and wait for the threads."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self._stop.is_set():
            if select.select([self._listener], [], [], 0.05)[0]:
                terminal, _ = self._listener.accept()
                self.connections += 1
                thread = threading.Thread(target=self._serve, args=(terminal,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, terminal: socket.socket) -> None:
        with terminal, suppress(OSError), socket.create_connection(("127.0.0.1", self._port), 5) as hub:
            while not self._stop.is_set():
                if self.weather.silent:
                    self._stop.wait(0.02)
                    continue
                readable = select.select([terminal, hub], [], [], 0.05)[0]
                if self.weather.portal and terminal in readable:
                    _Portal(terminal, terminal.getpeername(), None)  # type: ignore[arg-type]
                    self.pages += 1
                    return
                for source in readable:
                    if not self._pass_on(source, terminal, hub):
                        return

    def _pass_on(self, source: socket.socket, terminal: socket.socket, hub: socket.socket) -> bool:
        """One piece, one way; False when the connection is over."""
        weather = self.weather
        size = 65536 if not weather.bytes_a_second else max(64, int(weather.bytes_a_second / 20))
        data = source.recv(size)
        if not data:
            return False
        if weather.bytes_a_second:
            self._stop.wait(len(data) / weather.bytes_a_second)
        if source is terminal:
            return self._up(data, hub)
        if weather.delay:
            self._stop.wait(weather.delay)
        return self._down(weather.rewrite(data) if weather.rewrite else data, terminal)

    def _up(self, data: bytes, hub: socket.socket) -> bool:
        whole, self.weather.cut_up = _before(data, self.weather.cut_up)
        hub.sendall(whole)
        self.sent += len(whole)
        return len(whole) == len(data)

    def _down(self, data: bytes, terminal: socket.socket) -> bool:
        whole, self.weather.cut_down = _before(data, self.weather.cut_down)
        terminal.sendall(whole)
        self.received += len(whole)
        return len(whole) == len(data)


class _Portal(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        page = b"<html>please log in</html>"
        self.send_response_only(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    do_GET = do_HEAD = do_PATCH = do_POST  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is told."""


def _before(data: bytes, cut: int | None) -> tuple[bytes, int | None]:
    """What still goes through, and the bytes left until the cut; None once it happened."""
    if cut is None:
        return data, None
    if cut <= len(data):
        return data[: max(cut - 1, 0)], None
    return data, cut - len(data)


@contextmanager
def relay(url: str) -> Iterator[Relay]:
    """A relay to the hub at ``url``."""
    between = Relay(int(url.rpartition(":")[2]))
    try:
        yield between
    finally:
        between.close()


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` took."""
    began = time.monotonic()
    work()
    return time.monotonic() - began
