"""The terminal's SQLite: its tables are made with sqlite-utils, its rows go through Python's own module by the names of their columns.

sqlite-utils is loaded only when there is a table to be made, once in a terminal's life: it costs a process 75 ms and 10 MB, and 0.2 s and 20 MB
more where numpy is installed, which it would load only to store numbers of its types.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables


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

    def tables(self) -> Tables:
        """The same connection as sqlite-utils has it, to make and change tables with."""
        absent = "numpy" not in sys.modules
        if absent:
            sys.modules["numpy"] = None  # type: ignore[assignment]  # what import takes for a package that is not there
        try:
            from sqlite_utils import Database as Tables
        finally:
            if absent:
                del sys.modules["numpy"]
        return Tables(self.conn, execute_plugins=False)
