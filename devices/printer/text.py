"""A slip as text in GB 18030, for printers whose line is too slow for a picture: parts to bytes. Pure.

The Chinese mode is switched on first (``FS &``), for without it the same bytes print as Latin letters. A character the printer has no shape
for is printed as 〓 and told to the caller. Nothing in a text can become a command: control characters are printed as spaces.
Source: Epson's ESC/POS command reference; GB 18030.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from devices.printer.cutter import ENDING_DOTS, LINE_DOTS, Cutter, ending

COLUMNS = 48  # of 12 dots; a Chinese character takes two
UNPRINTABLE = "〓"
_START = b"\x1b@\x1c&\x1b3" + bytes((LINE_DOTS,))
_LABEL_COLUMNS = 10
_GAP_COLUMNS = 2
_MODULE_DOTS = 6
_LONGEST_CODE = 300  # bytes
_LONGEST_TEXT = 2000  # characters a part
_EXTENSION_A = range(0x3400, 0x4DB6)  # the four-byte characters every GB 18030 printer must have


class Align(IntEnum):
    """Where a line stands; the values are those of ``ESC a``."""

    LEFT = 0
    MIDDLE = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True)
class Line:
    """Text, wrapped where it is too long. ``big``: twice as wide and tall."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    big: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and what it names; further lines of the value stand below its first."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts of one line, one at each edge."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code in the middle, drawn by the printer. ``payload``: ASCII, at most 300 characters."""

    payload: str


Part = Line | Labelled | Pair | Rule | Code


@dataclass(frozen=True, slots=True)
class Slip:
    """The bytes that print it, how long it gets on paper in dots, and how many characters stand as 〓."""

    data: bytes
    dots: int
    unprintable: int


class CodeError(ValueError):
    """A payload no QR of ours carries: too long, empty, or not ASCII."""


def encode(parts: Sequence[Part], cutter: Cutter = Cutter.PARTIAL) -> Slip:
    """The whole slip, from initialising to the confirmation. Raises CodeError."""
    data, dots = bytearray(_START), ENDING_DOTS
    for part in parts:
        if isinstance(part, Code):
            code, height = _code(part.payload)
            data += code
            dots += height
        else:
            for line in _lines(part):
                data += _line(line)
                dots += LINE_DOTS * (1 + line.big)
    return Slip(bytes(data) + ending(cutter), dots, unprintable(parts))


def unprintable(parts: Sequence[Part]) -> int:
    """How many characters of a slip the printer has no shape for."""
    texts = (text for part in parts for text in _texts(part))
    return sum(not _printable(character) for text in texts for character in _clean(text))


def width(text: str) -> int:
    """Columns a text takes: one for ASCII, two for everything else."""
    return sum(1 if character.isascii() else 2 for character in text)


def wrap(text: str, columns: int) -> tuple[str, ...]:
    """Lines of at most ``columns`` (at least 2); an empty text is one empty line."""
    lines, line, used = [], "", 0
    for character in text:
        size = width(character)
        if used + size > columns:
            lines.append(line)
            line, used = "", 0
        line, used = line + character, used + size
    return (*lines, line)


def _texts(part: Part) -> tuple[str, ...]:
    match part:
        case Line():
            return (part.text,)
        case Labelled():
            return (part.label, part.value)
        case Pair():
            return (part.left, part.right)
        case _:
            return ()


def _lines(part: Line | Labelled | Pair | Rule) -> tuple[Line, ...]:
    """One line of paper each; nothing is wider than the paper."""
    match part:
        case Line():
            pieces = wrap(_shown(part.text), COLUMNS // (1 + part.big))
            return tuple(Line(piece, part.align, part.bold, part.big) for piece in pieces)
        case Labelled():
            first, *rest = wrap(_shown(part.value), COLUMNS - _LABEL_COLUMNS)
            label = wrap(_shown(part.label), _LABEL_COLUMNS)[0]
            return (Line(_padded(label, _LABEL_COLUMNS) + first), *(Line(" " * _LABEL_COLUMNS + piece) for piece in rest))
        case Pair():
            return _pair(_shown(part.left), _shown(part.right))
        case Rule():
            return (Line("-" * COLUMNS),)


def _pair(left: str, right: str) -> tuple[Line, ...]:
    if width(left) + _GAP_COLUMNS + width(right) <= COLUMNS:
        return (Line(_padded(left, COLUMNS - width(right)) + right),)
    return (*(Line(piece) for piece in wrap(left, COLUMNS)), *(Line(piece, Align.RIGHT) for piece in wrap(right, COLUMNS)))


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def _clean(text: str) -> str:
    """Without what could be taken for a command: control characters become spaces, invisible ones go."""
    kept = (" " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character for character in text[:_LONGEST_TEXT])
    return "".join(character for character in kept if unicodedata.category(character) != "Cf")


def _shown(text: str) -> str:
    return "".join(character if _printable(character) else UNPRINTABLE for character in _clean(text))


def _printable(character: str) -> bool:
    if unicodedata.category(character) in ("Co", "Cs", "Cn"):
        return False
    return len(character.encode("gb18030")) < 4 or ord(character) in _EXTENSION_A


def _line(line: Line) -> bytes:
    setting = b"\x1ba" + bytes((line.align,)) + b"\x1bE" + bytes((line.bold,)) + b"\x1d!" + (b"\x11" if line.big else b"\x00")
    return setting + line.text.encode("gb18030") + b"\n"


def _code(payload: str) -> tuple[bytes, int]:
    if not payload or len(payload) > _LONGEST_CODE or not payload.isascii():
        raise CodeError("a QR code on a slip carries 1 to 300 ASCII characters")
    symbol = (
        _function(b"1A2\x00")  # model 2
        + _function(b"1C" + bytes((_MODULE_DOTS,)))
        + _function(b"1E1")  # error correction M
        + _function(b"1P0" + payload.encode("ascii"))
        + _function(b"1Q0")
    )
    return b"\x1ba\x01" + symbol + b"\n", _MODULE_DOTS * _modules(len(payload)) + LINE_DOTS


def _function(body: bytes) -> bytes:
    return b"\x1d(k" + len(body).to_bytes(2, "little") + body


def _modules(length: int) -> int:
    """Modules a side, near enough for counting paper: byte mode, correction M, versions 1 to 13 (ISO/IEC 18004)."""
    capacities = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331)
    return 21 + 4 * sum(length > capacity for capacity in capacities)
