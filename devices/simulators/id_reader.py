"""An ID card reader on a pseudo-terminal: speaks the SAM protocol, holds synthetic cards, and fails on command."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from devices.id_card.frame import Code
from devices.simulators.cards import CARDS, photo
from devices.simulators.port_holder import PortHolder
from devices.simulators.sam_module import SamModule
from devices.simulators.simulator import CommandError, Simulator, choice, count, on_off
from devices.simulators.terminal import PseudoTerminal

USAGE = (
    "put CARD | take | pull-mid-read | garbage on|off | checksum on|off | silent on|off | sticky on|off | self-test-failed on|off | "
    "unauthorised on|off | slow MILLISECONDS | reset | busy on|off | unplug | plug"
)
_SLOWEST = 60_000  # milliseconds
_PIECE = 64


class IdReaderSimulator(Simulator):
    """``baud`` paces requests and answers as a real line would; None answers at once."""

    def __init__(self, folder: Path, *, baud: int | None = 115200, options: str = "") -> None:
        self._port = PseudoTerminal(folder / "id_reader", self._received)
        self._holder = PortHolder()
        self._options = options
        self._baud = baud
        self._module = SamModule()
        self._noise = random.Random(147)  # noqa: S311 - line noise, not a secret
        self._switches = {"garbage": False, "checksum": False, "silent": False}
        self._slow = 0
        self._line_free = 0.0
        self._on_the_way: list[asyncio.TimerHandle] = []

    @property
    def address(self) -> str:
        """A serial address."""
        return f"sam+serial://{self._port.link}{self._options}"

    async def start(self) -> None:
        """Plug in."""
        self._port.plug()

    async def stop(self) -> None:
        """Unplug."""
        self._restart()
        self._port.unplug()
        await self._holder.release()

    def state(self) -> dict[str, object]:
        """Which card lies there and which faults are on."""
        module = self._module
        return {
            "card": module.card,
            "plugged": self._port.plugged,
            "busy": self._holder.holding,
            "slow": self._slow,
            "pull_mid_read": module.pull_mid_read,
            "sticky": module.sticky,
            "self-test-failed": module.refusal == Code.SELF_TEST_FAILED,
            "unauthorised": module.refusal == Code.UNAUTHORISED,
            **self._switches,
        }

    async def command(self, words: list[str]) -> None:
        """See ``USAGE``."""
        match words:
            case ["put", *rest]:
                card = choice(rest, "id_reader put", *CARDS)
                await asyncio.to_thread(photo, card)
                self._module.put(card)
            case ["take"]:
                self._module.take()
            case ["pull-mid-read"]:
                self._module.pull_mid_read = True
            case ["sticky", *rest]:
                self._module.sticky = on_off(rest, "id_reader sticky")
            case ["self-test-failed" | "unauthorised" as fault, *rest]:
                code = Code.SELF_TEST_FAILED if fault == "self-test-failed" else Code.UNAUTHORISED
                self._module.refusal = code if on_off(rest, f"id_reader {fault}") else Code.DONE
            case ["slow", *rest]:
                self._slow = count(rest, "id_reader slow", 0, _SLOWEST)
            case ["reset"]:
                self._restart()
            case ["busy", *rest]:
                await self._seize(on_off(rest, "id_reader busy"))
            case ["unplug"]:
                await self.stop()
            case ["plug"]:
                self._port.plug()
            case [switch, *rest] if switch in self._switches:
                self._switches[switch] = on_off(rest, f"id_reader {switch}")
            case _:
                raise CommandError(f"id_reader: {USAGE}")

    async def _seize(self, on: bool) -> None:
        """Let another process have the port: it was unplugged for a moment, and the other was faster."""
        if not on:
            await self._holder.release()
            return
        self._restart()
        self._port.unplug()
        await self._holder.hold(self._port.prepare())
        self._port.plug()

    def _restart(self) -> None:
        """What a loss of power does: what was on its way is lost, and what was selected forgotten."""
        for handle in self._on_the_way:
            handle.cancel()
        self._on_the_way.clear()
        self._line_free = 0.0
        self._module.restart()

    def _received(self, data: bytes) -> None:
        if not self._switches["silent"]:
            for answer in self._module.feed(data):
                self._reply(answer, len(data))

    def _reply(self, answer: bytes, after: int) -> None:
        """Send at the line's pace: the ``after`` bytes of the request have to arrive first, ten bits each."""
        if self._switches["garbage"]:
            answer = self._noise.randbytes(len(answer)).replace(b"\xaa", b"\x55")
        elif self._switches["checksum"]:
            answer = answer[:-1] + bytes((answer[-1] ^ 0x5A,))
        if self._baud is None and not self._slow:
            self._port.send(answer)
            return
        loop = asyncio.get_running_loop()
        byte = 10 / self._baud if self._baud else 0.0
        start = max(self._line_free, loop.time() + after * byte) + self._slow / 1000
        self._line_free = start + len(answer) * byte
        self._on_the_way = [handle for handle in self._on_the_way if handle.when() > loop.time()]
        size = _PIECE if self._baud else len(answer)
        for begin in range(0, len(answer), size):
            piece = answer[begin : begin + size]
            self._on_the_way.append(loop.call_at(start + (begin + len(piece)) * byte, self._port.send, piece))
