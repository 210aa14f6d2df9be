"""A receipt printer on a pseudo-terminal or a TCP port: obeys ESC/POS and lays every receipt it prints into a folder as a picture."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from PIL import Image

from devices.simulators.escpos import DOTS, EscPosInterpreter, Strip
from devices.simulators.simulator import CommandError, Simulator, choice, count, on_off
from devices.simulators.terminal import PseudoTerminal
from devices.status import Paper

USAGE = "paper full|low|out | cover open|closed | out-after N-bytes | silent on|off | garbage on|off | unplug | plug"
_PAPER_WIDTH = 640  # 80 mm


class ReceiptPrinterSimulator(Simulator):
    """``receipts`` is the folder for the pictures: 01.png, 02.png, …; a strip torn off unfinished is 03-torn.png. ``tcp``: the wire."""

    def __init__(self, folder: Path, receipts: Path, *, tcp: bool = False, options: str = "") -> None:
        self._receipts = receipts
        self._options = options
        self._interpreter = EscPosInterpreter(self._reply, self._save)
        self._port = None if tcp else PseudoTerminal(folder / "receipt_printer", self._received)
        self._server: asyncio.Server | None = None
        self._tcp_port = 0
        self._clients: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._switches = {"silent": False, "garbage": False}
        self._count = 0

    @property
    def address(self) -> str:
        """A serial or TCP address."""
        if self._port is not None:
            return f"escpos+serial://{self._port.link}{self._options}"
        return f"escpos+tcp://127.0.0.1:{self._tcp_port}{self._options}"

    @property
    def printed(self) -> tuple[Path, ...]:
        """The pictures of the receipts so far, in order."""
        return tuple(sorted(self._receipts.glob("*.png")))

    async def start(self) -> None:
        """Plug in."""
        self._receipts.mkdir(parents=True, exist_ok=True)
        if self._port is not None:
            self._port.plug()
        elif self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._tcp_port)
            self._tcp_port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Unplug."""
        if self._port is not None:
            self._port.unplug()
        server, self._server = self._server, None
        if server is not None:
            server.close()
        clients = dict(self._clients)
        for task, writer in clients.items():
            writer.transport.abort()
            task.cancel()
        await asyncio.gather(*clients, return_exceptions=True)

    def state(self) -> dict[str, object]:
        """Supply, cover, faults and how many receipts were printed."""
        plugged = self._port.plugged if self._port is not None else self._server is not None
        cover = "open" if self._interpreter.cover_open else "closed"
        return {"paper": self._interpreter.paper.value, "cover": cover, "plugged": plugged, "printed": self._count, **self._switches}

    async def command(self, words: list[str]) -> None:
        """See ``USAGE``."""
        match words:
            case ["paper", *rest]:
                self._interpreter.set_paper(Paper(choice(rest, "receipt_printer paper", "full", "low", "out")))
            case ["cover", *rest]:
                self._interpreter.set_cover(is_open=choice(rest, "receipt_printer cover", "open", "closed") == "open")
            case ["out-after", *rest]:
                self._interpreter.run_out_after(count(rest, "receipt_printer out-after", 1, 1 << 20))
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
        if self._port is not None:
            self._port.send(answer)
        for writer in self._clients.values():
            writer.write(answer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients[task] = writer
        try:
            while data := await reader.read(65536):
                self._received(data)
        except (OSError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            del self._clients[task]
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
