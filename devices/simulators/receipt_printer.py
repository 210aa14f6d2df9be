"""A receipt printer on a pseudo-terminal or a TCP port: obeys ESC/POS and lays every receipt it prints into a folder as a picture."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from PIL import Image

from devices.simulators.escpos import DOTS, EscPosInterpreter, Strip
from devices.simulators.listener import Listener
from devices.simulators.port_holder import PortHolder
from devices.simulators.simulator import CommandError, Simulator, choice, count, on_off
from devices.simulators.terminal import PseudoTerminal
from devices.status import Paper

USAGE = (
    "paper full|low|out | near-end | cover open|closed | out-after N-bytes | hot on|off | cutter-jam on|off | silent on|off | garbage on|off | "
    "slow MILLISECONDS | busy on|off | unplug | plug"
)
_SLOWEST = 60_000  # milliseconds
_PAPER_WIDTH = 640  # 80 mm


class ReceiptPrinterSimulator(Simulator):
    """``receipts`` is the folder for the pictures: 01.png, 02.png, …; a strip torn off unfinished is 03-torn.png. ``tcp``: the wire."""

    def __init__(self, folder: Path, receipts: Path, *, tcp: bool = False, options: str = "") -> None:
        self._receipts = receipts
        self._options = options
        self._interpreter = EscPosInterpreter(self._reply, self._save)
        self._port = None if tcp else PseudoTerminal(folder / "receipt_printer", self._received)
        self._listener = Listener(self._serve) if tcp else None
        self._writers: set[asyncio.StreamWriter] = set()
        self._switches = {"silent": False, "garbage": False}
        self._count = 0
        self._holder = PortHolder()
        self._slow = 0
        self._spoken = 0.0

    @property
    def address(self) -> str:
        """A serial or TCP address."""
        if self._port is not None:
            return f"escpos+serial://{self._port.link}{self._options}"
        assert self._listener is not None
        return f"escpos+tcp://127.0.0.1:{self._listener.port}{self._options}"

    @property
    def printed(self) -> tuple[Path, ...]:
        """The pictures of the receipts so far, in order."""
        return tuple(sorted(self._receipts.glob("*.png")))

    async def start(self) -> None:
        """Plug in."""
        self._receipts.mkdir(parents=True, exist_ok=True)
        if self._port is not None:
            self._port.plug()
        if self._listener is not None:
            await self._listener.start()

    async def stop(self) -> None:
        """Unplug the line and the power: what was not printed is lost."""
        if self._port is not None:
            self._port.unplug()
        if self._listener is not None:
            await self._listener.stop()
        await self._holder.release()
        self._interpreter.power_off()

    def state(self) -> dict[str, object]:
        """Supply, cover, faults and how many receipts were printed."""
        health = self._interpreter.health
        return {
            "paper": health.paper.value,
            "cover": "open" if health.cover_open else "closed",
            "hot": health.hot,
            "cutter-jam": health.cutter_jammed,
            "slow": self._slow,
            "busy": self._holder.holding,
            "plugged": self._port.plugged if self._port is not None else self._listener is not None and self._listener.plugged,
            "printed": self._count,
            **self._switches,
        }

    async def command(self, words: list[str]) -> None:
        """See ``USAGE``."""
        match words:
            case ["paper", *rest]:
                self._interpreter.set_paper(Paper(choice(rest, "receipt_printer paper", "full", "low", "out")))
            case ["cover", *rest]:
                self._interpreter.set_cover(is_open=choice(rest, "receipt_printer cover", "open", "closed") == "open")
            case ["out-after", *rest]:
                self._interpreter.run_out_after(count(rest, "receipt_printer out-after", 1, 1 << 20))
            case ["near-end"]:
                self._interpreter.set_paper(Paper.LOW)
            case ["hot", *rest]:
                self._interpreter.set_hot(hot=on_off(rest, "receipt_printer hot"))
            case ["cutter-jam", *rest]:
                self._interpreter.set_cutter(jammed=on_off(rest, "receipt_printer cutter-jam"))
            case ["slow", *rest]:
                self._slow = count(rest, "receipt_printer slow", 0, _SLOWEST)
            case ["busy", *rest]:
                await self._seize(on_off(rest, "receipt_printer busy"))
            case ["unplug"]:
                await self.stop()
            case ["plug"]:
                await self.start()
            case [switch, *rest] if switch in self._switches:
                self._switches[switch] = on_off(rest, f"receipt_printer {switch}")
            case _:
                raise CommandError(f"receipt_printer: {USAGE}")

    def _received(self, data: bytes) -> None:
        self._interpreter.feed(data)

    def _reply(self, answer: bytes) -> None:
        if self._switches["silent"]:
            return
        if self._switches["garbage"]:
            answer = b"\xff" * len(answer)
        if not self._slow:
            self._send(answer)
            return
        loop = asyncio.get_running_loop()
        self._spoken = max(self._spoken + 0.001, loop.time() + self._slow / 1000)  # one after another, in the order they were said
        loop.call_at(self._spoken, self._send, answer)

    def _send(self, answer: bytes) -> None:
        if self._port is not None:
            self._port.send(answer)
        for writer in self._writers:
            writer.write(answer)

    async def _seize(self, on: bool) -> None:
        """Let another process have the port: it was unplugged for a moment, and the other was faster."""
        if self._port is None:
            raise CommandError("receipt_printer busy: only a serial port can be held by another process")
        if not on:
            await self._holder.release()
            return
        self._port.unplug()
        await self._holder.hold(self._port.prepare())
        self._port.plug()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while data := await reader.read(65536):
                self._received(data)
        except (OSError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._writers.discard(writer)
            writer.close()

    def _save(self, strip: Strip, torn: bool) -> None:
        """Whoever sees the picture sees all of it: it appears by renaming."""
        self._count += 1
        number = 1 + sum(1 for _ in self._receipts.glob("*.png"))
        paper = Image.new("L", (_PAPER_WIDTH, len(strip) + 48), 255)
        paper.paste(Image.fromarray(strip), ((_PAPER_WIDTH - DOTS) // 2, 24))
        path = self._receipts / f"{number:02d}{'-torn' if torn else ''}.png"
        unfinished = path.with_suffix(".part")
        paper.save(unfinished, "PNG")
        os.replace(unfinished, path)
