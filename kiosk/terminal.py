"""One terminal: its settings, catalogue, devices and stores, composed once and handed to the session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from config.catalogue import Catalogue
from config.entry import Listed
from config.holidays import Holidays
from devices.hotplug import HotPlug
from devices.status import DeviceState
from devices.supervisor import Supervisor
from kiosk import room
from kiosk.audit import AuditEvent
from kiosk.audit import record as audit_record
from kiosk.catalogue_in_force import CatalogueInForce
from kiosk.device_names import CITIZEN_NAMES
from kiosk.identity import Identity
from kiosk.live.services import Services
from kiosk.papers_process import PapersProcess
from kiosk.queue.outbox import Outbox
from kiosk.receipt_number import ReceiptNumbers
from kiosk.reliable_signature import ReliableSigner
from kiosk.settings import Settings, Timing
from kiosk.terminal_db import TerminalDatabase
from kiosk.words import listed, words

if TYPE_CHECKING:
    from kiosk.hub_live import HubLive


@dataclass(frozen=True, slots=True)
class Terminal:
    """Everything a visit needs that outlives it. ``enrolled`` are the hub's age public keys from enrolment, empty before it.

    ``hotplug`` watches for the devices being plugged in; ``signer`` makes the signatures that law asks of some matters, where there is one.
    ``live`` makes what asks the hub for citizens who wait, one for a thread; None before this terminal is enrolled.
    ``identity`` signs what is asked of the hub (None before enrolment), ``services`` are the live services it told of.
    """

    home: Path
    settings: Settings
    catalogues: CatalogueInForce
    devices: Mapping[str, Supervisor]
    papers: PapersProcess
    outbox: Outbox
    numbers: ReceiptNumbers
    database: TerminalDatabase
    enrolled: Sequence[str]
    hotplug: HotPlug | None = None
    signer: ReliableSigner | None = None
    live: Callable[[], HubLive] | None = None
    identity: Identity | None = None
    services: Services = field(default_factory=Services)

    @property
    def catalogue(self) -> Catalogue:
        """The matters in force; the same all through a visit."""
        return self.catalogues.catalogue

    @property
    def timing(self) -> Timing:
        """The settings' seconds, unless the city's policy says otherwise."""
        return msgspec.structs.replace(self.settings.timing, **self.catalogues.policy.timers.given())

    @property
    def version(self) -> str:
        """The catalogue's; empty for the one that comes with the program."""
        return self.catalogues.version

    @property
    def holidays(self) -> Holidays:
        """The working days that go with the catalogue."""
        return self.catalogues.holidays

    @property
    def recipients(self) -> Sequence[str]:
        """Whom packages are sealed for: the signed catalogue's policy where it names somebody, else the enrolment's; nobody before it."""
        return (self.catalogues.policy.sealing.recipients or self.enrolled) if self.enrolled else ()

    def obstacle(self, matter: Listed) -> str:
        """Why ``matter`` cannot be started now, as the citizen reads it; empty when it can."""
        if not self.recipients:
            return words("本机还没有接入，请找工作人员")
        if self.catalogues.taken_down(matter):
            return words("这件事现在暂停办理，请到窗口问一问")
        if full := room.refusal(self.home):
            return full
        if away := self.services.obstacle(matter.services):
            return away
        broken = [name for name in matter.devices if not self.usable(name)]
        return words("{}坏了，现在办不了", listed(CITIZEN_NAMES.get(name, name) for name in broken)) if broken else ""

    def usable(self, name: str) -> bool:
        """Whether the device of that capability works. One that was not asked yet counts as working."""
        device = self.devices.get(name)
        return device is not None and (device.status.usable or device.status.device is DeviceState.STARTING)

    def audit(self, event: AuditEvent, at: datetime, **details: str | int | float | bool | None) -> None:
        """Add an event to the chain (全程留痕); nothing personal."""
        audit_record(self.database, event, at, **details)

    def begin(self) -> None:
        """Look after the devices, where this was put off: what their adapters load would hold up the first picture."""
        for device in self.devices.values():
            device.begin()

    def warm(self) -> None:
        """Load what the first search and the first slip would otherwise wait for. For a thread of its own, after the first picture is shown."""
        import escpos.printer  # noqa: F401

        self.catalogues.warm()

    def close(self) -> None:
        """Let go of every device, of the papers and of the database."""
        if self.hotplug is not None:
            self.hotplug.close()
        for device in self.devices.values():
            device.close()
        self.papers.end()
        self.catalogues.close()
        self.database.close()
