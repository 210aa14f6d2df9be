"""A TCP port on loopback that can be unplugged and plugged in again, and keeps its number."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Listener:
    """Runs ``serve`` for each connection; ``stop`` cancels what is under way."""

    def __init__(self, serve: Serve) -> None:
        self._work = serve
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def plugged(self) -> bool:
        """Whether anyone can connect."""
        return self._server is not None

    @property
    def connections(self) -> int:
        """How many are connected."""
        return len(self._clients)

    async def start(self) -> None:
        """Plug in. Raises OSError when the port was taken meanwhile."""
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Unplug: who is connected is cut off, and nobody can connect."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for client in tuple(self._clients):
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            await self._work(reader, writer)
        finally:
            self._clients.discard(task)
