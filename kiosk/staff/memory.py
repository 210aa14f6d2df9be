"""What staff mode keeps over a restart: the lock, used codes, whether service is paused, the daily check.

It has a file of its own, ``staff.json`` in the state folder (mode 600), and not a table of ``terminal.db``: that database may be damaged and
begun anew, and a terminal that was taken out of service must not go back into it by that.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import msgspec

from kiosk import durable
from kiosk.staff.lockout import Lockout

LOG = logging.getLogger(__name__)
FILE = "staff.json"


class StaffMemory:
    """Small values by name, for one process. A file that cannot be understood counts as empty, and is said in the log."""

    def __init__(self, home: Path) -> None:
        self._file = home / FILE
        self._kept: dict[str, Any] = {}
        try:
            self._kept = msgspec.json.decode(self._file.read_bytes(), type=dict[str, Any])
        except FileNotFoundError:
            return
        except (msgspec.DecodeError, ValueError) as error:
            LOG.error("%s is damaged and begun anew: %s", FILE, error)

    def get(self, name: str) -> Any:
        """Plain data, or None where nothing was kept."""
        return self._kept.get(name)

    def put(self, name: str, value: Any) -> None:
        """Keep plain data in place of what was there; None forgets it. Durable when it returns. Raises OSError, and then nothing has changed."""
        changed = {**self._kept, name: value} if value is not None else {key: kept for key, kept in self._kept.items() if key != name}
        durable.write(self._file, msgspec.json.encode(changed))
        self._kept = changed

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
