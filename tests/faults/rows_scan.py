"""The rows of scanner and barcode reader, and what a citizen does with a scanner when a fault strikes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from devices.device import DeviceError
from devices.supervisor import Supervisor
from tests.faults.matrix import Fault

SCAN_OPTIONS = {"scanner": "?recheck=0.2&answer=3&timeout=3&resolution=75", "barcode": ""}


@contextmanager
def scanning(device: Supervisor) -> Iterator[Callable[[], str]]:
    """Somebody scans what lies in the feeder."""

    def say() -> str:
        with contextlib.suppress(DeviceError):
            device.submit(lambda scanner: scanner.scan(), 10).result(12)
        return ""

    yield say


@contextmanager
def holding_a_code(_: Supervisor) -> Iterator[Callable[[], str]]:
    """Somebody holds a code before the reader, which listens all the time."""
    yield lambda: ""


SCANNER = (
    Fault("scanner", "absent", "noDevice", ("unplug",), ("plug",), absent=True),
    Fault("scanner", "unplugged idle", "noDevice", ("unplug",), ("plug",)),
    Fault("scanner", "unplugged mid-command", "noDevice", ("slow on", "unplug"), ("slow off", "plug"), under_way="scan"),
    Fault("scanner", "frozen", "hardwareError", ("frozen on",), ("frozen off",)),
    Fault("scanner", "frozen mid-command", "hardwareError", ("frozen on",), ("frozen off",), under_way="scan"),
    Fault("scanner", "paper jam", "hardwareError, media jammed", ("jam on",), ("jam off",), under_way="scan"),
    Fault("scanner", "paper jam mid-command", "hardwareError, media jammed", ("put 5", "jam after 2"), ("jam off",), under_way="scan"),
    Fault("scanner", "cover open", "userError", ("cover open",), ("cover closed",), under_way="scan"),
    Fault("scanner", "empty feeder", "online", ("empty",), ("put 3",), under_way="scan"),
)

BARCODE = (
    Fault("barcode", "absent", "noDevice", ("unplug",), ("plug",), absent=True),
    Fault("barcode", "unplugged idle", "noDevice", ("unplug",), ("plug",)),
    Fault("barcode", "unplugged mid-command", "noDevice", ("half JB0147", "unplug"), ("plug",), under_way="code"),
    Fault("barcode", "garbage", "hardwareError", ("garbage on", *("scan receipt",) * 3), ("garbage off", "scan receipt"), under_way="code"),
    Fault("barcode", "never silent", "hardwareError", ("flood on",), ("flood off",), under_way="code"),
    Fault("barcode", "busy elsewhere", "deviceBusy", (), (), busy=True),
)
