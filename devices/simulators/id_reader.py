"""An ID card reader on a pseudo-terminal: speaks the SAM protocol, holds synthetic cards, and fails on command."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from devices.id_card.frame import AnswerDecoder, Code, FrameError, Request, encode_answer
from devices.id_card.layout import encode
from devices.simulators.cards import CARDS, photo
from devices.simulators.simulator import CommandError, Simulator, choice, on_off
from devices.simulators.terminal import PseudoTerminal

_SAM_NUMBER = b"".join(
    (
        (5).to_bytes(2, "little"),
        (3).to_bytes(2, "little"),
        (20260101).to_bytes(4, "little"),
        (147).to_bytes(4, "little"),
        bytes(4),
    )
)
USAGE = "put CARD | take | pull-mid-read | garbage on|off | checksum on|off | silent on|off | sticky on|off | unplug | plug"


class IdReaderSimulator(Simulator):
    """``baud`` paces the answers as a real line would; None answers at once."""

    def __init__(self, folder: Path, *, baud: int | None = 115200, options: str = "") -> None:
        self._port = PseudoTerminal(folder / "id_reader", self._received)
        self._options = options
        self._baud = baud
        self._decoder = AnswerDecoder()
        self._noise = random.Random(147)  # noqa: S311 - line noise, not a secret
        self._card: str | None = None
        self._selected = False
        self._read_since_put = False
        self._pull_mid_read = False
        self._switches = {"garbage": False, "checksum": False, "silent": False, "sticky": False}
        self._answers: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """A serial address."""
        return f"sam+serial://{self._port.link}{self._options}"

    async def start(self) -> None:
        """Plug in."""
        self._port.plug()

    async def stop(self) -> None:
        """Unplug."""
        for task in self._answers:
            task.cancel()
        self._port.unplug()

    def state(self) -> dict[str, object]:
        """Which card lies there and which faults are on."""
        return {"card": self._card, "plugged": self._port.plugged, "pull_mid_read": self._pull_mid_read, **self._switches}

    async def command(self, words: list[str]) -> None:
        """See ``USAGE``."""
        match words:
            case ["put", *rest]:
                self._card = choice(rest, "id_reader put", *CARDS)
                self._selected = self._read_since_put = False
            case ["take"]:
                self._remove()
            case ["pull-mid-read"]:
                self._pull_mid_read = True
            case ["unplug"]:
                self._port.unplug()
                self._decoder = AnswerDecoder()
            case ["plug"]:
                self._port.plug()
            case [switch, *rest] if switch in self._switches:
                self._switches[switch] = on_off(rest, f"id_reader {switch}")
            case _:
                raise CommandError(f"id_reader: {USAGE}")

    def _remove(self) -> None:
        self._card = None
        self._selected = self._read_since_put = False

    def _received(self, data: bytes) -> None:
        if self._switches["silent"]:
            return
        while True:
            try:
                request = self._decoder.feed_request(data)
            except FrameError:
                self._reply(encode_answer(Code.CHECKSUM))
                return
            if request is None:
                return
            data = b""
            self._reply(self._answer(request[0]))

    def _answer(self, request: int) -> bytes:
        match request:
            case Request.RESET | Request.STATUS:
                return encode_answer(Code.DONE)
            case Request.SAM_NUMBER:
                return encode_answer(Code.DONE, _SAM_NUMBER)
            case Request.FIND:
                return self._find()
            case Request.SELECT:
                self._selected = self._card is not None
                return encode_answer(Code.DONE, bytes(8)) if self._selected else encode_answer(Code.SELECT_FAILED)
            case Request.READ | Request.READ_WITH_FINGERPRINT:
                return self._read(with_fingerprint=request == Request.READ_WITH_FINGERPRINT)
            case Request.READ_APPENDED_ADDRESS:
                return encode_answer(Code.NO_APPENDED_ADDRESS if self._selected else Code.READ_FAILED)
            case _:
                return encode_answer(Code.UNKNOWN)

    def _find(self) -> bytes:
        if self._card is None or (self._switches["sticky"] and self._read_since_put):
            return encode_answer(Code.NO_CARD)
        return encode_answer(Code.FOUND, bytes(4))

    def _read(self, *, with_fingerprint: bool) -> bytes:
        if self._pull_mid_read and self._card is not None:
            self._pull_mid_read = False
            self._remove()
            return encode_answer(Code.READ_FAILED)
        if self._card is None or not self._selected:
            return encode_answer(Code.READ_FAILED)
        self._read_since_put = True
        lengths = b"\x01\x00\x04\x00" + (b"\x00\x00" if with_fingerprint else b"")
        return encode_answer(Code.DONE, lengths + encode(CARDS[self._card]) + photo(self._card))

    def _reply(self, answer: bytes) -> None:
        if self._switches["garbage"]:
            answer = self._noise.randbytes(len(answer)).replace(b"\xaa", b"\x55")
        elif self._switches["checksum"]:
            answer = answer[:-1] + bytes((answer[-1] ^ 0x5A,))
        if self._baud is None:
            self._port.send(answer)
            return
        task = asyncio.get_running_loop().create_task(self._send_paced(answer, self._baud))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _send_paced(self, answer: bytes, baud: int) -> None:
        """Ten bits a byte, in pieces of 64 bytes."""
        for start in range(0, len(answer), 64):
            piece = answer[start : start + 64]
            await asyncio.sleep(len(piece) * 10 / baud)
            self._port.send(piece)
