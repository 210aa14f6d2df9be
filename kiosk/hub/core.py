"""What every part of the hub works on: database, store, keys, settings and clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from config.holidays import Holidays, load_holidays
from kiosk import durable
from kiosk.hub import settings as hub_settings
from kiosk.hub.database import HubDatabase
from kiosk.hub.keys import HubKeys
from kiosk.hub.settings import HubSettings
from kiosk.hub.stores import Store, open_store
from kiosk.scheduler import HALL_ZONE
from kiosk.sealing import open_sealed, seal


@dataclass(frozen=True, slots=True)
class Hub:
    """One hub. ``now`` gives the time with zone."""

    database: HubDatabase
    store: Store
    keys: HubKeys
    now: Callable[[], datetime]
    settings: HubSettings = field(default_factory=HubSettings)
    holidays: Holidays = field(default_factory=load_holidays)
    known_keys: dict[str, str] = field(default_factory=dict)
    """Public keys of terminals that were seen, by id: to verify a signature with before the database is asked whether it still counts."""

    def today(self) -> date:
        """The day in the halls (北京时间)."""
        return self.now().astimezone(HALL_ZONE).date()

    def put_sealed(self, key: str, data: bytes) -> None:
        """Keep a small file with personal data, sealed for the hub's own keys. Raises OSError."""
        self.store.put(key, seal(data, self.keys.recipients()))

    def get_sealed(self, key: str) -> bytes:
        """Read what ``put_sealed`` kept. Raises OSError, SealingError."""
        return open_sealed(self.store.get(key), self.keys.sealing_identities())

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_hub(home: Path, *, database: str = "", storage: str = "", now: Callable[[], datetime] | None = None) -> Hub:
    """Open the hub kept in ``home``, making what is missing: ``hub.db``, ``packages/``, ``keys/``. ``hub.toml`` there holds its settings.

    ``database`` is an SQLAlchemy URL, ``storage`` what ``stores.open_store`` takes. Replicas share ``keys/`` and ``hub.toml``.
    Raises OSError, ValueError, config.problem.MatterError (holidays), sqlalchemy.exc.SQLAlchemyError.
    """
    durable.make_folder(home)
    settings = hub_settings.load(home)
    store = open_store(storage or str(home / "packages"))
    holidays = load_holidays(Path(settings.holidays) if settings.holidays else None)
    return Hub(
        HubDatabase(database or f"sqlite:///{home / 'hub.db'}"),
        store,
        HubKeys(home),
        now or (lambda: datetime.now(UTC).astimezone()),
        settings,
        holidays,
    )
