"""Commands to a card and its answers (ISO/IEC 7816-4, short length), and BER-TLV. Everything a card sends is bounded and distrusted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

LONGEST_ANSWER = 8192
MOST_ROUNDS = 40
DEEPEST = 8

DONE = 0x9000
NOT_FOUND = (0x6A81, 0x6A82, 0x6A83, 0x6A86, 0x6A88, 0x6D00, 0x6E00)
"""Function, file, record, parameters, data, instruction or class that this card does not have."""


class ApduError(ValueError):
    """What the card sent is no answer. Carries nothing of what it sent."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``data`` (may be a PIN, so never shown) has at most 255 bytes.

    ``le``: how many bytes are expected, 256 as many as there are, None no answer but the status.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = field(default=b"", repr=False)
    le: int | None = None

    def encode(self, *, t0: bool) -> bytes:
        """The bytes for the wire. Under T=0 a command with data carries no Le (ISO/IEC 7816-3, case 4). Raises ValueError."""
        if len(self.data) > 255:
            raise ValueError("a short command carries at most 255 bytes")
        body = bytes((len(self.data),)) + self.data if self.data else b""
        if self.le is not None and not (t0 and self.data):
            body += bytes((self.le & 0xFF,))
        elif t0 and not self.data:
            body = b"\x00"
        return bytes((self.cla, self.ins, self.p1, self.p2)) + body


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes (which may be personal) and the status word."""

    data: bytes
    sw: int

    def __repr__(self) -> str:
        """The status word alone."""
        return f"Answer({len(self.data)} bytes, {self.sw:04X})"


def parse_answer(raw: bytes) -> Answer:
    """Take an answer apart. Raises ApduError when it is too short or too long to be one."""
    if not 2 <= len(raw) <= 65538:
        raise ApduError("no answer of this length exists")
    return Answer(raw[:-2], int.from_bytes(raw[-2:], "big"))


Transmit = Callable[[Command], bytes]
"""Sends one command and returns what came back."""


def exchange(transmit: Transmit, command: Command) -> Answer:
    """Send a command and fetch the whole answer: a wrong length (6Cxx) is corrected once, the rest (61xx) is fetched, both within bounds.

    Raises ApduError when the card would go on for ever, and whatever ``transmit`` raises.
    """
    answer = parse_answer(transmit(command))
    if answer.sw >> 8 == 0x6C:
        command = Command(command.cla, command.ins, command.p1, command.p2, command.data, (answer.sw & 0xFF) or 256)
        answer = parse_answer(transmit(command))
    collected = answer.data
    for _ in range(MOST_ROUNDS):
        if len(collected) > LONGEST_ANSWER:
            break
        if answer.sw >> 8 != 0x61:
            return Answer(collected, answer.sw)
        answer = parse_answer(transmit(Command(command.cla & 0x03, 0xC0, 0, 0, le=(answer.sw & 0xFF) or 256)))
        collected += answer.data
    raise ApduError("the card does not come to an end")


def record(data: bytes, tag: int) -> bytes:
    """The value of a record that is one simple TLV (one byte of tag, one of length). Raises ApduError."""
    if len(data) < 2 or data[0] != tag or len(data) < 2 + data[1]:
        raise ApduError("not the record that was asked for")
    return data[2 : 2 + data[1]]


def tlvs(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and value of each object in a row of BER-TLV (tags up to 3 bytes, lengths up to 3; 00 and FF between objects are skipped).

    Raises ApduError when an object is cut off or its form is not allowed.
    """
    position = 0
    while position < len(data):
        if data[position] in (0x00, 0xFF):
            position += 1
            continue
        tag, position = _tag(data, position)
        length, position = _length(data, position)
        if position + length > len(data):
            raise ApduError("an object is cut off")
        yield tag, data[position : position + length]
        position += length


def find(data: bytes, *path: int) -> bytes:
    """The value at the end of a path of tags, the first of each. Raises ApduError when there is none."""
    if len(path) > DEEPEST:
        raise ApduError("too deep")
    for wanted in path:
        for tag, value in tlvs(data):
            if tag == wanted:
                data = value
                break
        else:
            raise ApduError("an object is missing")
    return data


def tlv(tag: int, value: bytes) -> bytes:
    """Write one object. Raises ValueError when it is longer than 65,535 bytes."""
    size = len(value)
    if size < 0x80:
        length = bytes((size,))
    elif size < 0x100:
        length = bytes((0x81, size))
    elif size < 0x10000:
        length = b"\x82" + size.to_bytes(2, "big")
    else:
        raise ValueError("too long")
    return tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big") + length + value


def _tag(data: bytes, position: int) -> tuple[int, int]:
    tag = data[position]
    position += 1
    if tag & 0x1F == 0x1F:
        for _ in range(2):
            if position >= len(data):
                raise ApduError("a tag is cut off")
            tag = tag << 8 | data[position]
            position += 1
            if not tag & 0x80:
                return tag, position
        raise ApduError("a tag is too long")
    return tag, position


def _length(data: bytes, position: int) -> tuple[int, int]:
    if position >= len(data):
        raise ApduError("a length is missing")
    first = data[position]
    position += 1
    if first < 0x80:
        return first, position
    size = first & 0x7F
    if not 1 <= size <= 2 or position + size > len(data):
        raise ApduError("a length of no known form")
    return int.from_bytes(data[position : position + size], "big"), position + size
