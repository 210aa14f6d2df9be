"""Which face draws which character: one byte a code point, worked out once from the fonts and kept in the cache."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

SIZE = 0x323B0
"""Code points up to the end of the last Chinese extension; what lies beyond is drawn by nobody."""

STAYS, NOBODY = 254, 255
"""The character goes with what stands before it (variation selectors, joiners); no face has it."""

SELECTORS = range(0xE0100, 0xE01F0)
_STAYING = (range(0x200B, 0x2010), range(0x202A, 0x202F), range(0x2060, 0x206A), range(0xFE00, 0xFE10))


def table(faces: Sequence[Path], cache: Path) -> bytes:
    """For each code point the index of the first of ``faces`` that has it. Raises OSError where the cache cannot be written."""
    stamp = [[str(path), path.stat().st_size, path.stat().st_mtime_ns] for path in faces]
    record, kept = cache / "coverage.json", cache / "coverage.bin"
    try:
        if json.loads(record.read_text("utf-8")) == stamp and len(made := kept.read_bytes()) == SIZE:
            return made
    except (OSError, ValueError):
        pass  # not there yet, or half written: made again below
    made = build(faces)
    write_whole(kept, made)
    write_whole(record, json.dumps(stamp).encode())
    return made


def build(faces: Sequence[Path]) -> bytes:
    """Look into every font; a second or so."""
    from fontTools.ttLib import TTFont

    found = bytearray([NOBODY]) * SIZE
    for index in reversed(range(len(faces))):
        with TTFont(faces[index], lazy=True) as font:
            for code in font.getBestCmap():
                if code < SIZE:
                    found[code] = index
    for staying in _STAYING:
        found[staying.start : staying.stop] = bytes([STAYS]) * len(staying)
    return bytes(found)


def write_whole(path: Path, content: bytes) -> None:
    """Put a whole file there at once."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    os.replace(name, path)
