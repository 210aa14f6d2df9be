"""The serial protocol of the SAM module in ID card readers: bytes to answers and back. Pure.

Request ``AA AA AA 96 69 | length (2, big-endian) | command | parameter | data | xor``; the answer has three status bytes in place of
command and parameter. Length counts everything after itself, the xor byte included; xor covers length through last data byte.
Source: the reader vendors' published protocol notes for GA 450 readers, measured against public drivers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import reduce
from operator import xor

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
MAX_LENGTH = 4096


class Request(IntEnum):
    """Command and parameter as one big-endian number."""

    RESET = 0x10FF
    STATUS = 0x11FF
    SAM_NUMBER = 0x12FF
    FIND = 0x2001
    SELECT = 0x2002
    READ = 0x3001
    READ_WITH_FINGERPRINT = 0x3010
    READ_APPENDED_ADDRESS = 0x3003


class Code(IntEnum):
    """The third status byte, the one that tells."""

    CHECKSUM = 0x10
    LENGTH = 0x11
    COMMAND = 0x21
    NOT_PERMITTED = 0x23
    UNKNOWN = 0x24
    AUTHENTICATION_1 = 0x31
    AUTHENTICATION_2 = 0x32
    AUTHENTICATION_3 = 0x33
    CARD_TYPE = 0x40
    READ_FAILED = 0x41
    RANDOM = 0x47
    SELF_TEST_FAILED = 0x60
    UNAUTHORISED = 0x66
    NO_CARD = 0x80
    SELECT_FAILED = 0x81
    DONE = 0x90
    NO_APPENDED_ADDRESS = 0x91
    FOUND = 0x9F


class FrameFault(StrEnum):
    """What is wrong with bytes that should have been an answer."""

    CHECKSUM = "checksum"
    LENGTH = "length"
    GARBAGE = "garbage"


class FrameError(Exception):
    """Bytes that are no answer. Carries nothing of what was on the wire."""

    def __init__(self, fault: FrameFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader said: ``code`` is the third status byte (see ``Code``), ``data`` what followed; may hold personal data."""

    status: tuple[int, int, int]
    data: bytes

    @property
    def code(self) -> int:
        """The status byte that tells."""
        return self.status[2]

    def __repr__(self) -> str:
        """The status alone: the data may be a person's."""
        return f"Answer(status={bytes(self.status).hex()}, {len(self.data)} bytes)"


def checksum(body: bytes) -> int:
    """The xor of all bytes."""
    return reduce(xor, body, 0)


def encode_request(request: Request, data: bytes = b"") -> bytes:
    """The bytes to send."""
    return _framed(request.to_bytes(2, "big") + data)


def encode_answer(code: int, data: bytes = b"") -> bytes:
    """The bytes a reader sends (used by whoever plays the reader)."""
    return _framed(bytes((0, 0, code)) + data)


def _framed(payload: bytes) -> bytes:
    body = (len(payload) + 1).to_bytes(2, "big") + payload
    return PREAMBLE + body + bytes((checksum(body),))


class AnswerDecoder:
    """Collects the bytes of one answer, whatever pieces they come in. Noise before the preamble is skipped, within bounds."""

    def __init__(self, max_noise: int = MAX_LENGTH) -> None:
        self._buffer = bytearray()
        self._noise = 0
        self._max_noise = max_noise

    @property
    def started(self) -> bool:
        """Whether anything at all has come, which tells a garbled reader from a silent one."""
        return bool(self._buffer) or self._noise > 0

    def feed(self, data: bytes) -> Answer | None:
        """The answer once it is complete, else None. Raises FrameError for a wrong checksum, an impossible length, or too much noise."""
        self._buffer += data
        self._skip_noise()
        frame = self._frame(minimum_length=4)
        if frame is None:
            return None
        return Answer((frame[2], frame[3], frame[4]), bytes(frame[5:-1]))

    def feed_request(self, data: bytes) -> tuple[int, bytes] | None:
        """The same for the reader's side: (command and parameter, data) of a complete request, and the rest stays for the next call."""
        self._buffer += data
        self._skip_noise()
        frame = self._frame(minimum_length=3)
        if frame is None:
            return None
        return int.from_bytes(frame[2:4], "big"), bytes(frame[4:-1])

    def _skip_noise(self) -> None:
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            kept = next((n for n in range(len(PREAMBLE) - 1, 0, -1) if self._buffer.endswith(PREAMBLE[:n])), 0)
            start = len(self._buffer) - kept
        self._noise += start
        del self._buffer[:start]
        if self._noise > self._max_noise:
            raise FrameError(FrameFault.GARBAGE)

    def _frame(self, minimum_length: int) -> bytes | None:
        """Length, payload and checksum of a complete frame, taken out of the buffer."""
        head = len(PREAMBLE) + 2
        if len(self._buffer) < head:
            return None
        length = int.from_bytes(self._buffer[len(PREAMBLE) : head], "big")
        if not minimum_length <= length <= MAX_LENGTH:
            del self._buffer[: len(PREAMBLE)]
            raise FrameError(FrameFault.LENGTH)
        if len(self._buffer) < head + length:
            return None
        frame = bytes(self._buffer[len(PREAMBLE) : head + length])
        del self._buffer[: head + length]
        if checksum(frame[:-1]) != frame[-1]:
            raise FrameError(FrameFault.CHECKSUM)
        return frame


@dataclass(frozen=True, slots=True)
class Reading:
    """The parts of one card as they came: 256 bytes of text, up to 1,024 of photo, and 0, 512 or 1,024 of fingerprint."""

    text: bytes = field(repr=False)
    photo: bytes = field(repr=False)
    fingerprint: bytes = field(default=b"", repr=False)


def split_reading(data: bytes, *, with_fingerprint: bool = False) -> Reading:
    """The parts of a good answer to ``READ`` or ``READ_WITH_FINGERPRINT``. Raises FrameError (length)."""
    head = 6 if with_fingerprint else 4
    text, photo, fingerprint = (int.from_bytes(data[start : start + 2], "big") if start < head else 0 for start in (0, 2, 4))
    if (
        len(data) < head
        or text != 256
        or photo > 1024
        or fingerprint not in (0, 512, 1024)
        or len(data) != head + text + photo + fingerprint
    ):
        raise FrameError(FrameFault.LENGTH)
    end = head + text + photo
    return Reading(data[head : head + text], data[head + text : end], data[end:])


def appended_address(data: bytes) -> str:
    """The address that was appended to a card later (UTF-16LE, at most 320 bytes; several stand one after another). Raises FrameError."""
    if len(data) > 320 or len(data) % 2:
        raise FrameError(FrameFault.LENGTH)
    try:
        text = data.decode("utf-16-le")
    except UnicodeDecodeError:
        raise FrameError(FrameFault.GARBAGE) from None
    text = text.strip(" \0")
    if not text.replace("\0", " ").isprintable():
        raise FrameError(FrameFault.GARBAGE)
    return " ".join(text.replace("\0", " ").split())


def sam_number(data: bytes) -> str:
    """The reader's own number from the 16 bytes of ``SAM_NUMBER``, as on its label; the last four bytes are not part of it.

    Raises FrameError (length).
    """
    if len(data) != 16:
        raise FrameError(FrameFault.LENGTH)
    kind, maker, made, serial = (int.from_bytes(data[start:end], "little") for start, end in ((0, 2), (2, 4), (4, 8), (8, 12)))
    return f"{kind:02d}.{maker:02d}-{made:08d}-{serial:010d}"
