"""A barcode reader on a pseudo-terminal: sends what is held before it, and fails on command."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from devices.simulators.simulator import CommandError, Simulator, on_off
from devices.simulators.terminal import PseudoTerminal

CODES: Mapping[str, str] = MappingProxyType(
    {
        "receipt": "JB0147-20260301-00042-7",
        "link": "https://hall.example/r?c=JB0147-20260301-00042-7",
        "chinese": "测试样张：合成数据",
    }
)
"""Invented codes by name."""
USAGE = f"scan {'|'.join(CODES)}|TEXT | half TEXT | garbage on|off | flood on|off | silent on|off | unplug | plug"


class BarcodeSimulator(Simulator):
    """Sends a code and CR at once. ``silent``: it sees nothing. ``garbage``: what it sends is line noise. ``flood``: it never stops."""

    def __init__(self, folder: Path, *, options: str = "") -> None:
        self._port = PseudoTerminal(folder / "barcode", lambda _: None)
        self._options = options
        self._noise = random.Random(147)  # noqa: S311 - line noise, not a secret
        self._switches = {"garbage": False, "silent": False, "flood": False}
        self._flooding: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """A serial address."""
        return f"scanner+serial://{self._port.link}{self._options}"

    async def start(self) -> None:
        """Plug in."""
        self._port.plug()

    async def stop(self) -> None:
        """Unplug."""
        await self._flood(False)
        self._port.unplug()

    def state(self) -> dict[str, object]:
        """Which faults are on."""
        return {"plugged": self._port.plugged, **self._switches}

    async def command(self, words: list[str]) -> None:
        """See ``USAGE``."""
        match words:
            case ["scan", *rest] if rest:
                self._send(CODES.get(" ".join(rest), " ".join(rest)).encode() + b"\r")
            case ["half", *rest] if rest:
                self._send(CODES.get(" ".join(rest), " ".join(rest)).encode())
            case ["flood", *rest]:
                self._switches["flood"] = on_off(rest, "barcode flood")
                await self._flood(self._switches["flood"])
            case ["unplug"]:
                self._port.unplug()
            case ["plug"]:
                self._port.plug()
            case [switch, *rest] if switch in self._switches:
                self._switches[switch] = on_off(rest, f"barcode {switch}")
            case _:
                raise CommandError(f"barcode: {USAGE}")

    def _send(self, data: bytes) -> None:
        if self._switches["silent"]:
            return
        if self._switches["garbage"]:
            # Noise that is neither UTF-8 nor GB 18030, ended as a payload is.
            data = b"".join(bytes((0xFF, self._noise.randrange(0x80, 0x100))) for _ in data) + b"\r"
        self._port.send(data)

    async def _flood(self, on: bool) -> None:
        task, self._flooding = self._flooding, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if on:
            self._flooding = asyncio.get_running_loop().create_task(self._send_without_end())

    async def _send_without_end(self) -> None:
        """As much as the line takes; what is not taken is not heaped up."""
        while True:
            if not self._port.backlog:
                self._port.send(b"\x55" * 4096)
            await asyncio.sleep(0.002)
