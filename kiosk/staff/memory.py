"""What staff mode keeps over a restart, in ``terminal.db``: the lock, used codes, whether service is paused, the daily check."""

from __future__ import annotations

from typing import Any

import msgspec

from kiosk.staff.lockout import Lockout
from kiosk.terminal_db import TerminalDatabase


class StaffMemory:
    """Small values by name. Methods raise sqlite3.Error."""

    def __init__(self, database: TerminalDatabase) -> None:
        self._database = database

    def get(self, name: str) -> Any:
        """Plain data, or None where nothing was kept."""
        with self._database.reading() as database:
            row = next(database.query("SELECT value FROM staff_state WHERE name = ?", [name]), None)
        return None if row is None else msgspec.json.decode(row["value"])

    def put(self, name: str, value: Any) -> None:
        """Keep plain data in place of what was there; None forgets it."""
        with self._database.transaction() as database:
            if value is None:
                database.conn.execute("DELETE FROM staff_state WHERE name = ?", (name,))
            else:
                database.conn.execute(
                    "INSERT INTO staff_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    (name, msgspec.json.encode(value).decode()),
                )

    @property
    def lockout(self) -> Lockout:
        """How many failures there were."""
        found = self.get("lockout")
        return Lockout(int(found["failures"]), float(found["until"])) if found else Lockout()

    def note_lockout(self, lockout: Lockout) -> None:
        """Keep it; a fresh one forgets all failures."""
        self.put("lockout", None if lockout == Lockout() else {"failures": lockout.failures, "until": lockout.until})

    def last_step(self, staff_id: str) -> int:
        """The last TOTP step that person used."""
        return int(self.get(f"totp.{staff_id}") or 0)

    def use_step(self, staff_id: str, step: int) -> None:
        """A code counts once."""
        self.put(f"totp.{staff_id}", step)
