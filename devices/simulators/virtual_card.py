"""A card in the virtual reader's slot: what ``vpcd`` asks over TCP, an applet answers, or a fault does.

Each message is two bytes of length (big-endian) and a body; a body of one byte is 0 power off, 1 power on, 2 reset, 4 give the ATR;
anything longer is a command to the card (documented in the vsmartcard project).
"""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from devices.simulators.applets import Applet

_OFF, _ON, _RESET, _ATR = 0, 1, 2, 4
ATR = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
_TOO_LONG_ATR = bytes(40)
"""What a card inserted the wrong way round comes to: the daemon sees something in the slot that cannot be powered on."""
_SLOW_SECONDS = 0.3
_CONNECT_AGAIN_SECONDS = 0.05
_CHANGE_SECONDS = 0.6
"""What a hand needs at least from pulling one card to having put in the next: longer than the 0.4 s after which the daemon looks again."""
_READS = (0xB2, 0xCB, 0x87)


class VirtualCard:
    """The slot, inside one asyncio loop. ``connect`` makes the connection to the reader; ``pulled`` is called when a fault pulls the card."""

    def __init__(self, connect: Callable[[], Awaitable[socket.socket | None]], noise: random.Random, pulled: Callable[[], None]) -> None:
        self._connect = connect
        self._noise = noise
        self._pulled = pulled
        self._task: asyncio.Task[None] | None = None
        self._speaking = asyncio.Event()
        self._rest = b""
        self._empty_since = 0.0
        self.switches = {"garbage": False, "slow": False, "mute": False, "pull-mid-read": False, "wrong-sw": False}

    def insert(self, applet: Applet) -> None:
        """Put a card in. ``remove`` the last one first."""
        self._task = asyncio.get_running_loop().create_task(self._stay(applet))

    async def remove(self) -> None:
        """Pull the card."""
        task, self._task = self._task, None
        if task is not None:
            self._empty_since = time.monotonic()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def turn(self, switch: str, on: bool) -> None:
        """Switch a fault."""
        self.switches[switch] = on
        if not self.switches["mute"]:
            self._speaking.set()
            self._speaking.clear()

    async def _stay(self, applet: Applet) -> None:
        """Be in the slot until pulled, whatever happens to the daemon meanwhile."""
        await asyncio.sleep(max(0.0, self._empty_since + _CHANGE_SECONDS - time.monotonic()))
        while True:
            connection = await self._connect()
            if connection is None:
                await asyncio.sleep(_CONNECT_AGAIN_SECONDS)
                continue
            try:
                if await self._serve(applet, connection):
                    self._task = None
                    self._empty_since = time.monotonic()
                    self._pulled()
                    return
            except OSError:
                await asyncio.sleep(_CONNECT_AGAIN_SECONDS)
            finally:
                connection.close()

    async def _serve(self, applet: Applet, connection: socket.socket) -> bool:
        """Answer until the daemon goes. True when a fault pulled the card."""
        loop = asyncio.get_running_loop()
        applet.reset()
        while True:
            size = int.from_bytes(await self._receive(connection, 2), "big")
            body = await self._receive(connection, size)
            if size == 1:
                if body[0] == _ATR:
                    answer = _TOO_LONG_ATR if self.switches["mute"] else ATR
                    await loop.sock_sendall(connection, len(answer).to_bytes(2, "big") + answer)
                else:
                    applet.reset()
                continue
            if self.switches["pull-mid-read"] and len(body) > 1 and body[1] in _READS:
                self.switches["pull-mid-read"] = False
                return True
            answer = await self._answer(applet, body)
            await loop.sock_sendall(connection, len(answer).to_bytes(2, "big") + answer)

    async def _receive(self, connection: socket.socket, size: int) -> bytes:
        loop = asyncio.get_running_loop()
        data = b""
        while len(data) < size:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            piece = await loop.sock_recv(connection, size - len(data))
            if not piece:
                raise ConnectionResetError
            data += piece
        return data

    async def _answer(self, applet: Applet, body: bytes) -> bytes:
        if self.switches["mute"]:
            await self._speaking.wait()
            return b"\x6f\x00"
        if self.switches["slow"]:
            await asyncio.sleep(_SLOW_SECONDS)
        if self.switches["garbage"]:
            return self._noise.randbytes(self._noise.randint(2, 258))
        if self.switches["wrong-sw"]:
            self.switches["wrong-sw"] = False
            return b"\x6f\x00"
        if len(body) < 4:
            return b"\x67\x00"
        return self._in_pieces(applet, body)

    def _in_pieces(self, applet: Applet, body: bytes) -> bytes:
        """At most 256 bytes an answer; the rest waits for GET RESPONSE, as on a real card."""
        if body[1] == 0xC0:
            whole = self._rest
        else:
            data = body[5 : 5 + body[4]] if len(body) > 5 else b""
            whole = applet.answer(body[1], body[2], body[3], data)
        answer, status = whole[:-2], whole[-2:]
        self._rest = b""
        if len(answer) <= 256:
            return whole or b"\x6a\x88"
        self._rest = answer[256:] + status
        return answer[:256] + bytes((0x61, min(len(answer) - 256, 255)))
