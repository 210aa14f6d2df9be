"""A network camera: an MJPEG stream over HTTP that shows a scene, and freezes, stalls or vanishes on command."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache

from devices.simulators.listener import Listener
from devices.simulators.scenes import CONTRACT_PAGES, DOCUMENT_SCENES, FACE_SCENES, Scene, render
from devices.simulators.simulator import CommandError, Simulator, choice, count, on_off

_BOUNDARY = b"frame"
_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary="
    + _BOUNDARY
    + b"\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
)


@lru_cache(maxsize=12)
def _pictures(scene: Scene) -> tuple[bytes, ...]:
    return render(scene)


class CameraSimulator(Simulator):
    """``name`` is ``document_camera`` or ``face_camera``. Sends ``rate`` pictures a second to each client, and idles without one."""

    def __init__(self, name: str, *, rate: float = 15.0, options: str = "") -> None:
        self._name = name
        self._rate = rate
        self._options = options
        self._parse: Callable[[list[str]], Scene | None] = _document_scene if name == "document_camera" else _face_scene
        self._scene = Scene("empty") if name == "document_camera" else Scene("person")
        self._frozen: bytes | None = None
        self._freeze = False
        self._stall = False
        self._listener = Listener(self._serve)
        self._watching = 0

    @property
    def address(self) -> str:
        """An MJPEG address; the port stays through an unplug."""
        return f"mjpeg+http://127.0.0.1:{self._listener.port}/{self._options}"

    @property
    def clients(self) -> int:
        """How many are watching: a look whether the camera is there does not count."""
        return self._watching

    async def start(self) -> None:
        """Plug in."""
        await self._listener.start()

    async def stop(self) -> None:
        """Unplug: nobody gets a picture any more, and nobody can connect."""
        await self._listener.stop()

    def state(self) -> dict[str, object]:
        """What is shown and which faults are on."""
        shown = {"scene": self._scene.name, "page": self._scene.page, "clients": self.clients}
        return {**shown, "plugged": self._listener.plugged, "freeze": self._freeze, "stall": self._stall}

    async def command(self, words: list[str]) -> None:
        """``page …`` (document camera), ``show …`` (face camera), ``freeze on|off``, ``stall on|off``, ``unplug``, ``plug``."""
        match words:
            case ["freeze", *rest]:
                self._freeze = on_off(rest, f"{self._name} freeze")
                self._frozen = None
            case ["stall", *rest]:
                self._stall = on_off(rest, f"{self._name} stall")
            case ["unplug"]:
                await self.stop()
            case ["plug"]:
                await self.start()
            case _:
                scene = self._parse(words)
                if scene is None:
                    raise CommandError(f"{self._name}: page|show SCENE | freeze on|off | stall on|off | unplug | plug")
                await asyncio.to_thread(_pictures, scene)
                self._scene = scene

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(5):
                await reader.readuntil(b"\r\n\r\n")
            writer.write(_HEAD)
            self._watching += 1
            try:
                await self._stream(writer)
            finally:
                self._watching -= 1
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            writer.close()

    async def _stream(self, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        number, due = 0, loop.time()
        while True:
            if not self._stall:
                picture = await self._picture(number)
                head = b"--%b\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % (_BOUNDARY, len(picture))
                writer.write(head + picture + b"\r\n")
                await writer.drain()
                number += 1
            due = max(due + 1 / self._rate, loop.time() - 0.2)
            await asyncio.sleep(max(0.0, due - loop.time()))

    async def _picture(self, number: int) -> bytes:
        if self._freeze and self._frozen is not None:
            return self._frozen
        pictures = await asyncio.to_thread(_pictures, self._scene) if number == 0 else _pictures(self._scene)
        self._frozen = pictures[number % len(pictures)]
        return self._frozen


def _document_scene(words: list[str]) -> Scene | None:
    match words:
        case ["page", "contract", *rest]:
            return Scene("contract", count(rest, "document_camera page contract", 1, CONTRACT_PAGES) if rest else 1)
        case ["page", *rest]:
            return Scene(choice(rest, "document_camera page", *DOCUMENT_SCENES))
        case _:
            return None


def _face_scene(words: list[str]) -> Scene | None:
    match words:
        case ["show", *rest]:
            return Scene(choice(rest, "face_camera show", *FACE_SCENES))
        case _:
            return None
