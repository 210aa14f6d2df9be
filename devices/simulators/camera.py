"""A network camera: an MJPEG stream over HTTP that shows a scene, and freezes, stalls, sends junk or vanishes on command."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from functools import cache, lru_cache

import cv2
import numpy as np

from devices.simulators.actor import FACE_USAGE, Actor, act
from devices.simulators.listener import Listener
from devices.simulators.scenes import CONTRACT_PAGES, DOCUMENT_SCENES, FACE_SCENES, Scene, render
from devices.simulators.simulator import CommandError, Simulator, choice, count, on_off

_BOUNDARY = b"frame"
_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary="
    + _BOUNDARY
    + b"\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
)


FAULTS = ("freeze", "stall", "slow", "garbage", "black")


@cache
def _black(number: int) -> bytes:
    """A picture through a covered lens: a little noise."""
    noise = np.random.default_rng(number).integers(0, 4, (720, 1280, 1), np.uint8)
    done, data = cv2.imencode(".jpg", np.repeat(noise, 3, axis=2), [cv2.IMWRITE_JPEG_QUALITY, 90])
    if not done:
        raise RuntimeError("the picture could not be encoded")
    return data.tobytes()


@lru_cache(maxsize=12)
def _pictures(scene: Scene) -> tuple[bytes, ...]:
    return render(scene)


class CameraSimulator(Simulator):
    """``name`` is ``document_camera`` or ``face_camera``. Sends ``rate`` pictures a second to each client, and idles without one."""

    def __init__(self, name: str, *, rate: float = 15.0, options: str = "") -> None:
        self._name = name
        self._rate = rate
        self.options = options
        self._parse: Callable[[list[str]], Scene | None] = _document_scene if name == "document_camera" else _face_scene
        self._scene = Scene("empty") if name == "document_camera" else Scene("person")
        self._actor: Actor | None = None
        self._frozen: bytes | None = None
        self._faults = dict.fromkeys(FAULTS, False)
        self.listener = Listener(self.serve)
        self.watching = 0

    @property
    def address(self) -> str:
        """An MJPEG address; the port stays through an unplug."""
        return f"mjpeg+http://127.0.0.1:{self.listener.port}/{self.options}"

    @property
    def clients(self) -> int:
        """How many are watching: a look whether the camera is there does not count."""
        return self.watching

    async def start(self) -> None:
        """Plug in."""
        await self.listener.start()

    async def stop(self) -> None:
        """Unplug: nobody gets a picture any more, and nobody can connect."""
        await self.listener.stop()

    def state(self) -> dict[str, object]:
        """What is shown and which faults are on."""
        scene = f"face {self._actor.manner} {self._actor.person}" if self._actor else self._scene.name
        shown = {"scene": scene, "page": self._scene.page, "clients": self.clients}
        return {**shown, "plugged": self.listener.plugged, **self._faults}

    async def command(self, words: list[str]) -> None:
        """``page …`` (document camera), ``show …`` and ``face …`` (face camera), ``unplug``, ``plug``, and on|off after ``freeze`` (the same
        picture again and again), ``stall`` (no more pictures), ``slow`` (one a second), ``garbage`` (bytes that are no picture), ``black``
        (nothing but noise)."""
        match words:
            case [fault, *rest] if fault in FAULTS:
                self._faults[fault] = on_off(rest, f"{self._name} {fault}")
                self._frozen = None
            case ["unplug"]:
                await self.stop()
            case ["plug"]:
                await self.start()
            case ["face", *rest] if self._name == "face_camera":
                self._actor = await asyncio.to_thread(act, self._actor, rest)
            case _:
                scene = self._parse(words)
                if scene is None:
                    raise CommandError(f"{self._name}: page|show SCENE | {FACE_USAGE} | {'|'.join(FAULTS)} on|off | unplug | plug")
                await asyncio.to_thread(_pictures, scene)
                self._scene, self._actor = scene, None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, until it goes."""
        try:
            async with asyncio.timeout(5):
                await reader.readuntil(b"\r\n\r\n")
            writer.write(_HEAD)
            self.watching += 1
            try:
                await self.stream(writer)
            finally:
                self.watching -= 1
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            writer.close()

    async def stream(self, writer: asyncio.StreamWriter) -> None:
        """Send pictures until the client goes."""
        loop = asyncio.get_running_loop()
        number, due = 0, loop.time()
        while True:
            if not self._faults["stall"]:
                await self.send(writer, await self._picture(number))
                number += 1
            due = max(due + 1 / self._rate, loop.time() - 0.2)
            await asyncio.sleep(1.0 if self._faults["slow"] else max(0.0, due - loop.time()))

    async def send(self, writer: asyncio.StreamWriter, picture: bytes) -> None:
        """One picture, as this camera's protocol carries it."""
        head = b"--%b\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % (_BOUNDARY, len(picture))
        writer.write(head + picture + b"\r\n")
        await writer.drain()

    async def _picture(self, number: int) -> bytes:
        if self._faults["garbage"]:
            return random.randbytes(20_000)  # noqa: S311 - junk, not a secret
        if self._faults["black"]:
            return _black(number % 7)
        if self._faults["freeze"] and self._frozen is not None:
            return self._frozen
        if self._actor is not None:
            self._frozen = await asyncio.to_thread(self._actor.picture, number, 1 / self._rate)
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
