"""``run.sock``: what ``kiosk run`` is told and asked from the same machine by the same user; ``docs/architecture.md`` has the protocol.

The socket has a thread of its own. What touches the visit or the service happens on the screen's main thread; a self-test goes to the
device's own worker. Nothing that is read here is ever a path or a command.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import CancelledError, Future
from types import TracebackType
from typing import Protocol, TypeVar

from devices.device import Capabilities, DeviceError, SelfTest
from kiosk.claim import Claim
from kiosk.control_line import LONGEST_REQUEST, SELF_TEST_SECONDS, SOCKET, Answer, BadLine, Request, line, listen, request

T = TypeVar("T")
log = logging.getLogger(__name__)

MOST_CLIENTS = 16
IDLE_SECONDS = 30.0
SCREEN_SECONDS = 2.0
CLOSE_SECONDS = 5.0

DURING_A_VISIT = "有群众正在办事，现在不能做；等他办完再试"
SCREEN_SILENT = "屏幕程序没有应答，可能卡住了；请看日志 journalctl -u kiosk-run"


class Refused(Exception):
    """The service does not do what was asked; a plain Chinese sentence why."""


class Service(Protocol):
    """What of the session is needed here; called on the main thread only."""

    @property
    def visiting(self) -> bool:
        """Whether a citizen's data is there."""

    @property
    def paused(self) -> str:
        """Why service is paused; empty when it is not."""

    def pause(self, reason: str) -> None:
        """Take the terminal out of service, at the end of a visit under way. Raises Refused."""

    def resume(self) -> None:
        """Back into service."""


class Testable(Protocol):
    """What of a supervisor is needed here; any thread."""

    @property
    def capabilities(self) -> Capabilities | None:
        """What the device can do."""

    def self_test(self) -> Future[SelfTest]:
        """Have it test itself."""


class ControlServer:
    """Serves ``run.sock`` of a claimed state folder from the start of the block to its end.

    ``post`` runs a call on the main thread; ``stop`` ends the application in an orderly way and is called there.
    """

    def __init__(
        self,
        claim: Claim,
        service: Service,
        devices: Mapping[str, Testable],
        *,
        post: Callable[[Callable[[], None]], None],
        stop: Callable[[], None],
    ) -> None:
        self._home = claim.home
        self._service = service
        self._devices = devices
        self._post = post
        self._stop = stop
        self._loop = asyncio.new_event_loop()
        self._clients: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="control", daemon=True)

    def __enter__(self) -> ControlServer:
        listening = listen(self._home)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(listening), self._loop).result(CLOSE_SECONDS)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        (self._home / SOCKET).unlink(missing_ok=True)
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(CLOSE_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CLOSE_SECONDS)
        self._loop.close()

    async def _open(self, listening: socket.socket) -> None:
        self._server = await asyncio.start_unix_server(self._serve, sock=listening, limit=LONGEST_REQUEST)

    async def _close(self) -> None:
        """An answer under way, such as that to ``restart``, may still be written."""
        self._server.close()
        clients = tuple(self._clients)
        if clients:
            await asyncio.wait(clients, timeout=0.5)
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            refused = self._refused(writer.get_extra_info("socket"))
            if refused:
                writer.write(line(Answer(False, refused)))
                return
            while text := await asyncio.wait_for(reader.readline(), IDLE_SECONDS):
                writer.write(line(await self._answer(text)))
                await writer.drain()
        except ValueError:  # longer than the limit
            writer.write(line(Answer(False, f"这一行太长，最多 {LONGEST_REQUEST} 字节")))
        except (OSError, TimeoutError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._clients.discard(task)
            writer.close()

    def _refused(self, connection: socket.socket) -> str:
        """Why this client is not served; the file's mode keeps others out already, and root may do anything."""
        _, user, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
        if user not in (os.geteuid(), 0):
            return "只接受本终端运行用户的请求"
        return "同时的连接太多，请稍后再试" if len(self._clients) > MOST_CLIENTS else ""

    async def _answer(self, text: bytes) -> Answer:
        try:
            asked = request(text)
        except BadLine as error:
            return Answer(False, str(error))
        try:
            return await self._acts[asked.do](self, asked)
        except TimeoutError:
            return Answer(False, SCREEN_SILENT)
        except Refused as error:
            return Answer(False, str(error))
        except Exception:
            log.exception("the request %s failed", asked.do)
            return Answer(False, "程序内部出错，请看日志")

    # Requests -------------------------------------------------------------------------------------------------------

    async def _ping(self, _: Request) -> Answer:
        try:
            visiting, paused = await self._on_screen(lambda: (self._service.visiting, self._service.paused))
        except TimeoutError:
            return Answer(True, pid=os.getpid())
        return Answer(True, pid=os.getpid(), visiting=visiting, paused=paused)

    async def _capabilities(self, asked: Request) -> Answer:
        device = self._devices.get(asked.device)
        if device is None:
            return self._unknown(asked)
        can = device.capabilities
        return Answer(True) if can is None else Answer(True, kind=can.kind, facts=dict(can.facts))

    async def _self_test(self, asked: Request) -> Answer:
        device = self._devices.get(asked.device)
        if device is None:
            return self._unknown(asked)
        future = await self._on_screen(lambda: None if self._service.visiting else device.self_test())
        if future is None:
            return Answer(False, DURING_A_VISIT)
        try:
            result = await asyncio.wait_for(asyncio.wrap_future(future), SELF_TEST_SECONDS)
        except DeviceError as error:
            result = SelfTest(False, error.detail)
        except (TimeoutError, CancelledError):
            result = SelfTest(False, "自检没有做完")
        return Answer(True, passed=result.passed, detail=result.detail)

    async def _pause(self, asked: Request) -> Answer:
        reason = " ".join(asked.reason.split())
        if not reason or not reason.isprintable():
            return Answer(False, "请写明暂停的原因，给群众和同事看")
        await self._on_screen(lambda: self._service.pause(reason))
        return await self._ping(asked)

    async def _resume(self, asked: Request) -> Answer:
        await self._on_screen(self._service.resume)
        return await self._ping(asked)

    async def _restart(self, _: Request) -> Answer:
        def end() -> bool:
            if self._service.visiting:
                return False
            self._stop()
            return True

        return Answer(True, pid=os.getpid()) if await self._on_screen(end) else Answer(False, DURING_A_VISIT)

    async def _reload(self, _: Request) -> Answer:
        return Answer(False, "这个版本不重启就不能重读设置和事项；请用 restart，没有人办事时立刻生效")

    _acts: Mapping[str, Callable[[ControlServer, Request], Awaitable[Answer]]] = {
        "ping": _ping,
        "capabilities": _capabilities,
        "self_test": _self_test,
        "pause": _pause,
        "resume": _resume,
        "restart": _restart,
        "reload": _reload,
    }

    def _unknown(self, asked: Request) -> Answer:
        return Answer(False, f"没有设备 {asked.device or '（没有写名字）'}；有 {'、'.join(self._devices) or '无'}")

    async def _on_screen(self, call: Callable[[], T]) -> T:
        """What ``call`` returns on the main thread. Raises TimeoutError when that does not come to it; it is then not run late."""
        result: Future[T] = Future()

        def run() -> None:
            if not result.set_running_or_notify_cancel():
                return
            try:
                result.set_result(call())
            except Exception as error:  # noqa: BLE001 - belongs to whoever asked, not to the main thread
                result.set_exception(error)

        self._post(run)
        return await asyncio.wait_for(asyncio.wrap_future(result), SCREEN_SECONDS)
