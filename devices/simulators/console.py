"""All simulators of a terminal in one asyncio loop, and the console that commands them: a line in, one JSON line out."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from devices.simulators.a4_printer import A4PrinterSimulator
from devices.simulators.barcode import BarcodeSimulator
from devices.simulators.camera import CameraSimulator
from devices.simulators.id_reader import IdReaderSimulator
from devices.simulators.receipt_printer import ReceiptPrinterSimulator
from devices.simulators.relay import RelaySimulator
from devices.simulators.scanner import ScannerSimulator
from devices.simulators.simulator import CommandError, Simulator
from devices.simulators.smart_card import SmartCardSimulator

_Maker = Callable[[Path, "int | None", str], Simulator]
_MAKERS: Mapping[str, _Maker] = {
    "id_reader": lambda folder, baud, options: IdReaderSimulator(folder, baud=baud, options=options),
    "document_camera": lambda folder, baud, options: CameraSimulator("document_camera", rate=20.0, options=options),
    "face_camera": lambda folder, baud, options: CameraSimulator("face_camera", options=options),
    "barcode": lambda folder, baud, options: BarcodeSimulator(folder, options=options),
    "scanner": lambda folder, baud, options: ScannerSimulator(folder, options=options),
    "smart_card": lambda folder, baud, options: SmartCardSimulator(folder, options=options),
    "receipt_printer": lambda folder, baud, options: ReceiptPrinterSimulator(folder, folder / "receipts", options=options),
    "a4_printer": lambda folder, baud, options: A4PrinterSimulator(folder, options=options),
}
"""Name of a device -> what makes its simulator from the folder for its files, the baud rate to keep to, and the address's options."""

NAMES = tuple(_MAKERS)
NETWORK = "network"
_LONGEST_LINE = 4096


class Console:
    """The simulators by name. ``hub`` is the address of a hub to put the network relay before; its own address then appears as ``hub``."""

    def __init__(
        self,
        folder: Path,
        names: tuple[str, ...] = NAMES,
        *,
        hub: str | None = None,
        baud: int | None = 115200,
        options: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder.resolve()
        self.simulators = {name: _make(name, self.folder, baud, (options or {}).get(name, "")) for name in names}
        if hub is not None:
            self.simulators[NETWORK] = _relay(hub)
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()

    @property
    def control(self) -> Path:
        """The control socket."""
        return self.folder / "control.sock"

    @property
    def addresses(self) -> dict[str, str]:
        """Where to find each device, and the hub behind the network."""
        return {"hub" if name == NETWORK else name: simulator.address for name, simulator in self.simulators.items()}

    async def start(self) -> None:
        """Start everything. Raises OSError when the folder cannot be used."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for simulator in self.simulators.values():
            await simulator.start()
        self.control.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        mask = os.umask(0o177)
        try:
            listening.bind(str(self.control))
        except OSError:
            listening.close()
            raise
        finally:
            os.umask(mask)
        self._server = await asyncio.start_unix_server(self._serve, sock=listening, limit=_LONGEST_LINE)

    async def stop(self) -> None:
        """Stop everything and leave no socket behind."""
        if self._server is not None:
            self._server.close()
        for client in tuple(self._clients):
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        for simulator in self.simulators.values():
            await simulator.stop()
        self.control.unlink(missing_ok=True)

    async def run(self, line: str) -> dict[str, object]:
        """Obey one line such as ``id_reader put elderly`` and say what came of it; ``state`` tells how everything is set."""
        words = line.split()
        if words == ["state"]:
            return {"ok": True, "state": {name: simulator.state() for name, simulator in self.simulators.items()}}
        simulator = self.simulators.get(words[0]) if words else None
        if simulator is None:
            return {"ok": False, "error": f"state, or one of {', '.join(self.simulators)} and its command"}
        try:
            await simulator.command(words[1:])
        except (CommandError, OSError) as error:
            return {"ok": False, "error": str(error)}
        return {"ok": True}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            while line := await reader.readline():
                answer = await self.run(line.decode("utf-8", errors="replace"))
                writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (OSError, ValueError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._clients.discard(task)
            writer.close()


def _make(name: str, folder: Path, baud: int | None, options: str) -> Simulator:
    make = _MAKERS.get(name)
    if make is None:
        raise CommandError(f"no simulator {name}; there are {', '.join(NAMES)}")
    return make(folder, baud, options)


def _relay(hub: str) -> RelaySimulator:
    parts = urlsplit(hub)
    try:
        port = parts.port or {"http": 80}.get(parts.scheme)
    except ValueError:
        port = None
    if parts.scheme != "http" or not parts.hostname or port is None:
        raise CommandError(f"{hub} is no http address of a hub")
    return RelaySimulator(parts.hostname, port)
