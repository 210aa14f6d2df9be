"""What a heartbeat tells: queue depth, devices, catalogue, the head of the audit chain. Nothing personal."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk import audit, device_states
from kiosk.catalogue_store import CatalogueStore
from kiosk.queue.store import Queue


def condition(queue: Queue, home: Path, now: float, skew: float = 0.0) -> dict[str, Any]:
    """The heartbeat's body; ``now`` in wall-clock seconds, ``skew`` those the hub's clock is ahead. Raises sqlite3.Error."""
    with queue.terminal.reading() as database:
        states = device_states.states(database)
    sequence, chain = audit.head(queue.terminal)
    return {
        "at": datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"),
        "clock_skew": round(skew, 1),
        "queue": asdict(queue.depth()),
        "devices": {
            name: {"status": state.status, "at": state.at.isoformat(), "counters": state.counters} for name, state in states.items()
        },
        "catalogue": {"version": CatalogueStore(home).current},
        "audit": {"sequence": sequence, "hash": chain},
    }
