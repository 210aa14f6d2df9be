"""A catalogue compiled for a terminal: heads, groups and search in one small file, the matters themselves in another, each read when opened.

``catalogue.index``: SHA-256 (32 bytes) over what follows, then MessagePack. ``catalogue.bodies``: the matters in MessagePack, one after the
other; the index knows where each begins and its CRC-32. Both are made from the YAML beside them and can be made again at any time.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from config.entry import Entry, entry_of
from config.holidays import Holidays
from config.matter import Matter
from config.samples import Sample, Samples
from config.search import Called, Spelt, spelt
from config.themes import Theme
from config.words import Sayings

FORMAT = 3
"""Changes whenever a terminal could not read what an older program compiled; then it is compiled again."""
INDEX_FILE = "catalogue.index"
BODIES_FILE = "catalogue.bodies"


class DamagedError(Exception):
    """Compiled files that are not whole, or of another format: compile again."""


class Compiled(Struct, frozen=True):
    """Everything but the bodies. ``bodies``: where each begins, its length and CRC-32. ``samples``: the pictures below the folder of matters.

    ``holidays``: the working days that came with the matters, None where they brought none.
    """

    format: int
    entries: list[Entry]
    themes: list[Theme]
    life_events: list[Theme]
    names: Spelt
    fillers: list[str]
    bodies: list[tuple[int, int, int]]
    samples: dict[str, dict[str, Sample]] = {}
    holidays: Holidays | None = None


def compile_matters(
    matters: Sequence[Matter],
    themes: Sequence[Theme],
    life_events: Sequence[Theme],
    sayings: Sayings,
    samples: Samples | None = None,
    holidays: Holidays | None = None,
) -> tuple[Compiled, bytes]:
    """The index and the bodies of the matters meant for terminals, in their order."""
    kept = [matter for matter in matters if matter.kiosk_enabled]
    entries = [entry_of(matter) for matter in kept]
    encoded = [msgspec.msgpack.encode(matter) for matter in kept]
    places, at = [], 0
    for body in encoded:
        places.append((at, len(body), zlib.crc32(body)))
        at += len(body)
    names = spelt([called(entry, sayings) for entry in entries])
    made = Compiled(
        FORMAT,
        entries,
        list(themes),
        list(life_events),
        names,
        sayings.fillers,
        places,
        {code: dict(own) for code, own in (samples or {}).items()},
        holidays,
    )
    return made, b"".join(encoded)


def called(entry: Entry, sayings: Sayings) -> Called:
    """All that a matter is called."""
    return Called([entry.name, entry.short_name, *entry.aliases], [*entry.sayings, *sayings.of(entry.name)])


def encode(compiled: Compiled) -> bytes:
    """The bytes of the index file."""
    data = msgspec.msgpack.encode(compiled)
    return hashlib.sha256(data).digest() + data


def decode(data: bytes) -> Compiled:
    """The index in a file's bytes. Raises DamagedError."""
    digest, content = data[:32], memoryview(data)[32:]
    if hashlib.sha256(content).digest() != digest:
        raise DamagedError("the index is not whole")
    try:
        found = msgspec.msgpack.decode(content, type=Compiled)
    except msgspec.DecodeError as error:
        raise DamagedError("the index is of another format") from error
    if found.format != FORMAT or len(found.bodies) != len(found.entries):
        raise DamagedError("the index is of another format")
    return found


def read_index(folder: Path) -> Compiled:
    """The index of ``folder``, with bodies of the right size beside it. Raises DamagedError, OSError."""
    found = decode((folder / INDEX_FILE).read_bytes())
    end = max((at + length for at, length, _check in found.bodies), default=0)
    if (folder / BODIES_FILE).stat().st_size != end:
        raise DamagedError("the bodies are not whole")
    return found


def read_body(folder: Path, place: tuple[int, int, int]) -> Matter:
    """One matter. Raises DamagedError, OSError."""
    at, length, check = place
    with (folder / BODIES_FILE).open("rb") as file:
        file.seek(at)
        data = file.read(length)
    if len(data) != length or zlib.crc32(data) != check:
        raise DamagedError("a body is not whole")
    try:
        return msgspec.msgpack.decode(data, type=Matter)
    except msgspec.DecodeError as error:
        raise DamagedError("a body is of another format") from error
