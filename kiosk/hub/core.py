"""What every part of the hub works on: database, storage folder, keys and clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from kiosk import durable
from kiosk.hub.database import HubDatabase
from kiosk.hub.keys import HubKeys

CASE_NUMBER = "{matter_code}{day}{serial:04d}"
"""办件编号: 实施编码, day of receipt, serial of that matter and day. Length and pattern are a city's own choice."""


@dataclass(frozen=True, slots=True)
class Hub:
    """One hub. ``now`` gives the time with zone; the zone decides which day a case number carries."""

    database: HubDatabase
    storage: Path
    keys: HubKeys
    now: Callable[[], datetime]
    case_number: str = CASE_NUMBER

    def package_path(self, submission_id: str) -> Path:
        """Where the sealed package of a submission is kept, from its first byte on."""
        return self.storage / f"{submission_id}.age"

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_hub(home: Path, *, database: str = "", storage: str = "", now: Callable[[], datetime] | None = None) -> Hub:
    """Open the hub kept in ``home``, making what is missing: ``hub.db``, ``packages/``, ``keys/``.

    ``database`` is an SQLAlchemy URL, ``storage`` a folder or file:// URL. Raises OSError, ValueError, sqlalchemy.exc.SQLAlchemyError.
    """
    durable.make_folder(home)
    folder = _folder(storage) if storage else home / "packages"
    durable.make_folder(folder)
    return Hub(
        HubDatabase(database or f"sqlite:///{home / 'hub.db'}"), folder, HubKeys(home), now or (lambda: datetime.now(UTC).astimezone())
    )


def _folder(storage: str) -> Path:
    parts = urlsplit(storage)
    if parts.scheme in ("", "file"):
        return Path(parts.path if parts.scheme else storage).expanduser().absolute()
    raise ValueError("storage is a folder or a file:// address")
