"""The network cable: a TCP relay to one service, which can be cut, mended and slowed down."""

from __future__ import annotations

import asyncio
import socket
import struct

from devices.simulators.listener import Listener
from devices.simulators.simulator import CommandError, Simulator, count

_CHUNK = 16384


class RelaySimulator(Simulator):
    """Passes ``http://127.0.0.1:PORT`` on to ``host:port``. Off: nobody can connect and open connections break."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._target = port
        self._listener = Listener(self._serve)
        self._rate: int | None = None

    @property
    def address(self) -> str:
        """The address to use in place of the service's own."""
        return f"http://127.0.0.1:{self._listener.port}"

    async def start(self) -> None:
        """Connect the cable."""
        await self._listener.start()

    async def stop(self) -> None:
        """Cut it."""
        await self._listener.stop()

    def state(self) -> dict[str, object]:
        """Whether it is connected, and how fast it may be."""
        return {"on": self._listener.plugged, "bytes_per_second": self._rate, "connections": self._listener.connections}

    async def command(self, words: list[str]) -> None:
        """``on``, ``off``, ``slow BYTES-PER-SECOND``, ``fast``."""
        match words:
            case ["on"]:
                await self.start()
            case ["off"]:
                await self.stop()
            case ["slow", *rest]:
                self._rate = count(rest, "network slow", 256, 1 << 30)
            case ["fast"]:
                self._rate = None
            case _:
                raise CommandError("network: on | off | slow BYTES-PER-SECOND | fast")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_writer: asyncio.StreamWriter | None = None
        try:
            far_reader, far_writer = await asyncio.open_connection(self._host, self._target)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(reader, far_writer))
                both.create_task(self._pass(far_reader, writer))
        except (OSError, ExceptionGroup, asyncio.CancelledError):
            for end in (writer, far_writer):
                if end is not None:
                    _break(end)
        finally:
            for end in (writer, far_writer):
                if end is not None:
                    end.close()

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(_CHUNK if self._rate is None else max(64, self._rate // 20)):
            target.write(data)
            await target.drain()
            if self._rate is not None:
                await asyncio.sleep(len(data) / self._rate)
        if target.can_write_eof():
            target.write_eof()


def _break(end: asyncio.StreamWriter) -> None:
    """End a connection as a fault does, with a reset: a tidy end would look as if the far side had said all it wanted."""
    connection = end.get_extra_info("socket")
    if connection is not None and connection.fileno() >= 0:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.transport.abort()
