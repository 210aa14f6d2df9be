"""TOML as administrators write it, with the line of each key. ``tomllib`` does not tell; plain tables are what we read."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TABLE = re.compile(r"\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}")
_KEY = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")

Lines = dict[tuple[str, ...], int]


def lines_of(text: str) -> Lines:
    """Where each table and key stands, from 1; of an array of tables each has its number in the path, as in the data."""
    found: Lines = {}
    table: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _parts(header.group(1))
            if line.lstrip().startswith("[["):
                found.setdefault(table, number)
                counts[table] = counts.get(table, -1) + 1
                table = (*table, str(counts[table]))
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            path = (*table, *_parts(key.group(1)))
            for length in range(len(table) + 1, len(path) + 1):
                found.setdefault(path[:length], number)
    return found


def line_of(path: Sequence[str | int], lines: Lines) -> int:
    """The line of a value, else of its nearest written ancestor."""
    wanted = tuple(str(part) for part in path)
    while wanted and wanted not in lines:
        wanted = wanted[:-1]
    return lines.get(wanted, 1)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
