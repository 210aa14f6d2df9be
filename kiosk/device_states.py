"""What is known of every device, in ``terminal.db``: written by ``kiosk run``, read by the agent's heartbeat and by ``kiosk doctor``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.sqlite import Database
from kiosk.terminal_db import FILE, TerminalDatabase

KEPT_TRANSITIONS = 20


@dataclass(frozen=True, slots=True)
class RecordedState:
    """What a device last said: ``status`` as plain data in the vocabulary of ``devices.status``, ``at`` with time zone.

    ``counters`` as ``devices.record.Counters.as_dict`` made them; ``transitions`` oldest first, each ``{"before", "after", "at"}`` with
    two statuses and the moment in ISO 8601; ``address`` where it was.
    """

    name: str
    status: dict[str, Any]
    at: datetime
    counters: dict[str, Any] = field(default_factory=dict)
    transitions: tuple[dict[str, Any], ...] = ()
    address: str = ""


def record(home: Path, name: str, status: Mapping[str, Any], at: datetime | None = None) -> None:
    """Note the state of device ``name``, in place of what was noted before. ``status`` must be JSON. Raises sqlite3.Error."""
    with closing(TerminalDatabase(home)) as terminal:
        write(terminal, name, status, at)


def write(
    terminal: TerminalDatabase, name: str, status: Mapping[str, Any], at: datetime | None = None, *, before: Mapping[str, Any] | None = None
) -> None:
    """As ``record``, on a connection that is open already; with ``before`` the change itself is kept too, the last 20 of each device."""
    moment = (at or datetime.now(UTC)).isoformat(timespec="milliseconds")
    with terminal.transaction() as database:
        database.conn.execute(
            "INSERT INTO device_states (name, status, at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET status = excluded.status, at = excluded.at",
            (name, _json(status), moment),
        )
        if before is None:
            return
        database.conn.execute(
            "INSERT INTO device_transitions (name, before, after, at) VALUES (?, ?, ?, ?)", (name, _json(before), _json(status), moment)
        )
        database.conn.execute(
            "DELETE FROM device_transitions WHERE name = ? AND id NOT IN"
            " (SELECT id FROM device_transitions WHERE name = ? ORDER BY id DESC LIMIT ?)",
            (name, name, KEPT_TRANSITIONS),
        )


def write_counters(terminal: TerminalDatabase, name: str, address: str, counters: Mapping[str, Any]) -> None:
    """Keep how often the device at ``address`` was used and failed. Raises sqlite3.Error."""
    with terminal.transaction() as database:
        database.conn.execute(
            "INSERT INTO device_counters (name, address, counters) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET address = excluded.address, counters = excluded.counters",
            (name, address, _json(counters)),
        )


def read(home: Path) -> dict[str, RecordedState]:
    """Device name -> what is recorded of it; empty where nothing ever was. Raises sqlite3.Error."""
    if not (home / FILE).exists():
        return {}
    with closing(TerminalDatabase(home)) as terminal, terminal.reading() as database:
        return states(database)


def states(database: Database) -> dict[str, RecordedState]:
    """As ``read``, on a connection that is open already."""
    counters = {row["name"]: (row["address"], json.loads(row["counters"])) for row in database.query("SELECT * FROM device_counters")}
    transitions: dict[str, list[dict[str, Any]]] = {}
    for row in database.query("SELECT name, before, after, at FROM device_transitions ORDER BY id"):
        change = {"before": json.loads(row["before"]), "after": json.loads(row["after"]), "at": row["at"]}
        transitions.setdefault(row["name"], []).append(change)
    found = {}
    for row in database.query("SELECT name, status, at FROM device_states ORDER BY name"):
        name = row["name"]
        address, counted = counters.get(name, ("", {}))
        changes = tuple(transitions.get(name, ()))
        found[name] = RecordedState(name, json.loads(row["status"]), datetime.fromisoformat(row["at"]), counted, changes, address)
    return found


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(dict(data), ensure_ascii=False)
