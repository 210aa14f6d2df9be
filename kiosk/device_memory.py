"""Carries what is known of the devices over a restart: counters and last changes come from ``terminal.db`` and go there."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devices.address import without_password
from devices.record import Counters, Transition
from devices.status import DeviceState, Media, Optics, Paper, Status
from devices.supervisor import Supervisor
from kiosk import device_states
from kiosk.audit import AuditEvent
from kiosk.audit import record as audit_record
from kiosk.terminal_db import TerminalDatabase

log = logging.getLogger(__name__)


class DeviceMemory:
    """Makes the supervisors of a terminal; writes each change and each count where doctor and agent read it, changes into the audit chain too."""

    def __init__(self, database: TerminalDatabase, addresses: Mapping[str, str]) -> None:
        self._database = database
        self._addresses = dict(addresses)

    def supervisors(self, *, begin: bool = True) -> dict[str, Supervisor]:
        """One for each device, going on where the last process stopped; told to ``begin`` now or later. Raises sqlite3.Error."""
        with self._database.reading() as database:
            known = device_states.states(database)
        return {name: self._supervisor(name, known.get(name), begin) for name in self._addresses}

    def _supervisor(self, name: str, known: device_states.RecordedState | None, begin: bool) -> Supervisor:
        counters = Counters()
        transitions: tuple[Transition, ...] = ()
        if known is not None and known.address == without_password(self._addresses[name]):
            try:
                counters = Counters.from_dict(known.counters)
                transitions = tuple(transition_of(change) for change in known.transitions)
            except (TypeError, ValueError, KeyError):
                log.warning("what was recorded of %s cannot be read; its counters start anew", name)
        return Supervisor(
            name,
            self._addresses[name],
            on_transition=self._changed,
            on_counters=self._counted,
            counters=counters,
            transitions=transitions,
            begin=begin,
        )

    def _changed(self, name: str, old: Status, new: Status) -> None:
        device_states.write(self._database, name, new.as_dict(), new.at, before=old.as_dict())
        audit_record(self._database, AuditEvent.DEVICE_CHANGED, new.at, device=name, before=str(old.device), after=str(new.device))
        log.info("device %s: %s -> %s", name, old.device, new.device)

    def _counted(self, name: str, counters: Counters) -> None:
        device_states.write_counters(self._database, name, without_password(self._addresses[name]), counters.as_dict())


def transition_of(change: Mapping[str, Any]) -> Transition:
    """A recorded change. Raises KeyError, ValueError for what is no record."""
    at = datetime.fromisoformat(change["at"])
    return Transition(status_of(change["before"], at), status_of(change["after"], at))


def status_of(data: Mapping[str, Any], at: datetime) -> Status:
    """A recorded status. Raises KeyError, ValueError for what is no record."""
    return Status(
        DeviceState(data["device"]),
        at,
        str(data.get("detail") or ""),
        data.get("vendor_code"),
        None if data.get("media") is None else Media(data["media"]),
        None if data.get("paper") is None else Paper(data["paper"]),
        None if data.get("optics") is None else Optics(data["optics"]),
    )
