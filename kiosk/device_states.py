"""The latest state of every device in ``terminal.db``, written by ``kiosk run``, read by the agent's heartbeat and by ``kiosk doctor``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kiosk.terminal_db import FILE, TerminalDatabase


@dataclass(frozen=True, slots=True)
class RecordedState:
    """What a device last said: ``status`` as plain data in the vocabulary of ``devices.status``, ``at`` with time zone."""

    name: str
    status: dict[str, Any]
    at: datetime


def record(home: Path, name: str, status: Mapping[str, Any], at: datetime | None = None) -> None:
    """Note the state of device ``name``, in place of what was noted before. ``status`` must be JSON. Raises sqlite3.Error."""
    with closing(TerminalDatabase(home)) as terminal:
        write(terminal, name, status, at)


def write(terminal: TerminalDatabase, name: str, status: Mapping[str, Any], at: datetime | None = None) -> None:
    """As ``record``, on a connection that is open already."""
    moment = (at or datetime.now(UTC)).isoformat(timespec="milliseconds")
    with terminal.transaction() as database:
        database.conn.execute(
            "INSERT INTO device_states (name, status, at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET status = excluded.status, at = excluded.at",
            (name, json.dumps(dict(status), ensure_ascii=False), moment),
        )


def read(home: Path) -> dict[str, RecordedState]:
    """Device name -> its recorded state; empty where nothing was ever recorded. Raises sqlite3.Error."""
    if not (home / FILE).exists():
        return {}
    with closing(TerminalDatabase(home)) as terminal, terminal.reading() as database:
        return states(database)


def states(database: Database) -> dict[str, RecordedState]:
    """As ``read``, on a connection that is open already."""
    rows = database.query("SELECT name, status, at FROM device_states ORDER BY name")
    return {row["name"]: RecordedState(row["name"], json.loads(row["status"]), datetime.fromisoformat(row["at"])) for row in rows}
