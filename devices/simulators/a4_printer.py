"""An A4 printer behind a print server of its own: a real cupsd, a backend that plays the printer, and the papers it printed in a folder."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from urllib.parse import quote

from devices.simulators import a4_backend
from devices.simulators.cups_server import CupsServer
from devices.simulators.simulator import CommandError, Simulator, choice, count, on_off
from devices.status import Paper

USAGE = (
    "paper full|low|out | jam on|off | cover open|closed | toner PERCENT | offline on|off | slow SECONDS-A-SHEET | frozen on|off"
    " | reject on|off | pause on|off | daemon stop|start | reason WORD|none | unplug | plug"
)
_QUEUE = "a4"
_TONER_LOW = 10
_PAPER_REASONS = {Paper.FULL: (), Paper.LOW: ("media-low-warning",), Paper.OUT: ("media-empty-error",)}


class A4PrinterSimulator(Simulator):
    """``folder`` takes the printer's state and ``papers``: 01.pdf, 02.pdf, …; one stopped after its first sheet is 03-torn.pdf.

    The print server keeps everything in memory (tmpfs) and is removed at the end. What is wrong shows in the queue at once, as it does with
    a driver that watches its printer.
    """

    def __init__(self, folder: Path, *, options: str = "") -> None:
        self._folder = folder / "a4_printer"
        self._options = options.removeprefix("?")
        self._paper = Paper.FULL
        self._switches = {"jam": False, "cover": False, "offline": False, "unplugged": False}
        self._toner = 100
        self._slow = 0
        self._extra: tuple[str, ...] = ()
        self._accepting = True
        self._paused = False
        self._frozen = False
        self.server = CupsServer(_QUEUE, (sys.executable, "-I", str(Path(a4_backend.__file__).resolve()), str(self._folder.resolve())))

    @property
    def address(self) -> str:
        """The queue's address: the server by its socket."""
        options = f"server={quote(str(self.server.socket))}&conf={quote(str(self.server.files_conf))}"
        return f"cups:///{_QUEUE}?{options}{'&' if self._options else ''}{self._options}"

    @property
    def printed(self) -> tuple[Path, ...]:
        """The papers so far, in order."""
        return tuple(sorted((self._folder / "papers").glob("*.pdf")))

    async def start(self) -> None:
        """Start the print server with the printer plugged in. Raises OSError."""
        (self._folder / "papers").mkdir(parents=True, exist_ok=True)
        self._write()
        await self.server.start()

    async def stop(self) -> None:
        """End the print server and remove what it wrote; the papers stay."""
        await self.server.remove()

    def state(self) -> dict[str, object]:
        """Supplies, faults and how many papers were printed."""
        return {
            "paper": self._paper.value,
            "toner": self._toner,
            "slow": self._slow,
            "jam": self._switches["jam"],
            "cover": "open" if self._switches["cover"] else "closed",
            "offline": self._switches["offline"],
            "plugged": not self._switches["unplugged"],
            "accepting": self._accepting,
            "paused": self._paused,
            "frozen": self._frozen,
            "daemon": self.server.running,
            "printed": len(self.printed),
        }

    async def command(self, words: list[str]) -> None:
        """See ``USAGE``."""
        match words:
            case ["daemon", *rest]:
                await self._daemon(start=choice(rest, "a4_printer daemon", "start", "stop") == "start")
                return
            case ["frozen", *rest]:
                self._frozen = on_off(rest, "a4_printer frozen")
                self.server.freeze(self._frozen)
            case ["reject", *rest]:
                self._accepting = not on_off(rest, "a4_printer reject")
                await self._obey()
            case ["pause", *rest]:
                self._paused = on_off(rest, "a4_printer pause")
                await self._obey()
                return
            case _:
                self._change(words)
        self._write()
        await self._tell()

    def _change(self, words: list[str]) -> None:
        match words:
            case ["paper", *rest]:
                self._paper = Paper(choice(rest, "a4_printer paper", "full", "low", "out"))
            case ["cover", *rest]:
                self._switches["cover"] = choice(rest, "a4_printer cover", "open", "closed") == "open"
            case ["jam" | "offline" as switch, *rest]:
                self._switches[switch] = on_off(rest, f"a4_printer {switch}")
            case ["toner", *rest]:
                self._toner = count(rest, "a4_printer toner", 0, 100)
            case ["slow", *rest]:
                self._slow = count(rest, "a4_printer slow", 0, 3600)
            case ["reason", word] if len(word) <= 100:
                self._extra = () if word == "none" else (word,)
            case ["unplug" | "plug" as plug]:
                self._switches["unplugged"] = plug == "unplug"
            case _:
                raise CommandError(f"a4_printer: {USAGE}")

    @property
    def _reasons(self) -> list[str]:
        names = {"jam": "media-jam-error", "cover": "cover-open-error", "offline": "offline-report", "unplugged": "connecting-to-device"}
        toner = ("toner-empty-error",) if self._toner == 0 else ("toner-low-warning",) if self._toner <= _TONER_LOW else ()
        return [*(reason for switch, reason in names.items() if self._switches[switch]), *_PAPER_REASONS[self._paper], *toner, *self._extra]

    def _write(self) -> None:
        path = self._folder / "state.json"
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps({"reasons": self._reasons, "slow": self._slow, "toner": self._toner}), encoding="utf-8")
        os.replace(unfinished, path)

    async def _daemon(self, *, start: bool) -> None:
        if not start:
            await self.server.stop()
            self._frozen = False
            return
        await self.server.start()
        await self._tell()
        await self._obey()

    async def _tell(self) -> None:
        """What a server that is down or frozen cannot be told now, it is told when it comes back."""
        if self.server.answers:
            await self.server.tell_reasons(self._reasons)

    async def _obey(self) -> None:
        if self.server.answers:
            await asyncio.gather(self.server.accept(self._accepting), self.server.pause(self._paused))
