"""SQLite as its own module of Python has it, with rows by the names of their columns.

A library over it would cost every process that opens a database a tenth of a second and 10 MB, for what is some lines here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Database:
    """An open connection. Raises sqlite3.Error throughout."""

    conn: sqlite3.Connection

    def query(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[dict[str, Any]]:
        """Each row of the answer by the names of its columns. Nothing is asked before the first is taken."""
        cursor = self.conn.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))
