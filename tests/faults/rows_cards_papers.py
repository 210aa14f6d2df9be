"""The rows of the smart card reader and of the A4 printer, and what is done with them when a fault strikes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from devices.device import DeviceError
from devices.printer.a4_sample import sample_pdf
from devices.supervisor import Supervisor
from tests.faults.matrix import Fault

Say = Callable[[], str]


@contextmanager
def using(device: Supervisor, what: Callable[[Any], Any], seconds: float) -> Iterator[Say]:
    """Somebody uses the device through its supervisor; no visit of a citizen does so yet, so the sentence is that of the home screen."""

    def say() -> str:
        with contextlib.suppress(DeviceError):
            device.submit(what, seconds).result(seconds + 2)
        return ""

    yield say


ACTS = {
    "social": lambda device: using(device, lambda reader: reader.read_social_card(), 6.0),
    "a4": lambda device: using(device, lambda printer: printer.print_pdf(sample_pdf(), "job-1"), 30.0),
}

OPTIONS = {"smart_card": "?timeout=1", "a4_printer": "?timeout=2&confirm=20&patience=0.3"}

SMART_CARD = (
    Fault("smart_card", "absent", "noDevice", ("unplug",), ("plug",), absent=True),
    Fault("smart_card", "unplugged idle", "noDevice", ("unplug",), ("plug",)),
    Fault(
        "smart_card", "unplugged mid-command", "noDevice", ("insert elderly", "slow on", "unplug"), ("slow off", "plug"), under_way="social"
    ),
    Fault("smart_card", "service stopped", "offline", ("daemon stop",), ("daemon start",)),
    Fault("smart_card", "service frozen", "hardwareError", ("daemon freeze",), ("daemon thaw",)),
    Fault("smart_card", "busy elsewhere", "deviceBusy", ("insert elderly", "busy on"), ("busy off", "remove"), under_way="social"),
    Fault("smart_card", "card pulled mid-read", "online", ("insert elderly", "pull-mid-read"), ("remove",), under_way="social"),
    Fault("smart_card", "card mute", "online", ("mute on", "insert elderly"), ("remove", "mute off"), under_way="social", says="插反"),
    Fault("smart_card", "garbage", "online", ("insert elderly", "garbage on"), ("garbage off", "remove"), under_way="social"),
)

A4_PRINTER = (
    Fault("a4_printer", "absent", "offline, paper unknown", ("unplug",), ("plug",), absent=True),
    Fault("a4_printer", "unplugged idle", "offline, paper unknown", ("unplug",), ("plug",)),
    Fault("a4_printer", "offline", "offline, paper unknown", ("offline on",), ("offline off",)),
    Fault("a4_printer", "print server stopped", "offline", ("daemon stop",), ("daemon start",)),
    Fault("a4_printer", "print server frozen", "hardwareError", ("frozen on",), ("frozen off",)),
    Fault("a4_printer", "paper low", "online, paper low", ("paper low",), ("paper full",)),
    Fault("a4_printer", "paper out", "online, paper out", ("paper out",), ("paper full",)),
    Fault("a4_printer", "paper out mid-command", "online, paper out", ("paper out",), ("paper full",), under_way="a4"),
    Fault("a4_printer", "paper jammed", "online, paper jammed", ("jam on",), ("jam off",)),
    Fault("a4_printer", "cover open", "userError", ("cover open",), ("cover closed",)),
    Fault("a4_printer", "toner low", "online", ("toner 7",), ("toner 100",), says="碳粉"),
    Fault("a4_printer", "toner empty", "userError", ("toner 0",), ("toner 100",)),
    Fault("a4_printer", "queue paused", "userError", ("pause on",), ("pause off",)),
    Fault("a4_printer", "queue rejecting", "userError", ("reject on",), ("reject off",)),
    Fault("a4_printer", "unknown fault", "hardwareError", ("reason other-error",), ("reason none",)),
)
