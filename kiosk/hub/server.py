"""Serving the hub: one process, on a socket that is bound before anything else so that port 0 works and the address is known."""

from __future__ import annotations

import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from kiosk.hub.api import create_app
from kiosk.hub.core import Hub

GARBAGE = (10_000, 20, 20)
"""When Python looks for cycles: what a hub loads at its start lives as long as it does and need not be looked through again and again."""


def bind(listen: str) -> socket.socket:
    """A listening socket for ``HOST:PORT`` or ``[IPv6]:PORT``. Raises ValueError for another form, OSError when it cannot be had."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise ValueError("an address to listen on is HOST:PORT")
    bare = host.strip("[]")
    listener = socket.create_server((bare, int(port)), family=socket.AF_INET6 if ":" in bare else socket.AF_INET, backlog=512)
    # Connections inherit this. asyncio would set it only on sockets made with an explicit protocol, and without it every answer
    # that has a body waits 40 ms for the other side's delayed acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address(listener: socket.socket) -> str:
    """The http address of a bound socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT end the server in order, and that is a good end: uvicorn's own would raise the signal again."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def serve(hub: Hub, listener: socket.socket, on_ready: Callable[[], None]) -> bool:
    """Serve until SIGTERM or SIGINT; ``on_ready`` is called once when requests are answered. False when it could not start.

    The access log is off: the hub keeps no list of who asked for which number.
    """
    config = uvicorn.Config(
        create_app(hub), log_config=None, access_log=False, server_header=False, timeout_keep_alive=75, timeout_graceful_shutdown=10
    )
    server = _Server(config, on_ready)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    server.run(sockets=[listener])
    return server.started
