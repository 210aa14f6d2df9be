"""``kiosk doctor``: every device of this terminal, its state, and what to do about it."""

from __future__ import annotations

import argparse
import json
import sys
import time
import unicodedata
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from devices.device import Device, DeviceError, SelfTest
from devices.record import Counters, Transition
from devices.status import DeviceState, Paper, Status
from devices.supervisor import Supervisor
from kiosk.device_names import STAFF_NAMES

HELP = "every device: status, capability, counters, self-test"

# Where the devices of a terminal without settings are looked for.
DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "id_reader": "sam+serial:///dev/ttyUSB0",
        "document_camera": "v4l2:///dev/video0",
        "face_camera": "v4l2:///dev/video2",
        "receipt_printer": "escpos+serial:///dev/ttyS1",
    }
)
_STATE_WORDS: Mapping[DeviceState, str] = MappingProxyType(
    {
        DeviceState.ONLINE: "正常",
        DeviceState.OFFLINE: "断开",
        DeviceState.POWER_OFF: "断电",
        DeviceState.NO_DEVICE: "没有接上",
        DeviceState.HARDWARE_ERROR: "故障",
        DeviceState.USER_ERROR: "需要处理",
        DeviceState.DEVICE_BUSY: "被占用",
        DeviceState.FRAUD_ATTEMPT: "疑似破坏",
        DeviceState.POTENTIAL_FRAUD: "疑似破坏",
        DeviceState.STARTING: "没有应答",
    }
)
_SETTLE_SECONDS = 5.0
_SELF_TEST_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one device."""

    name: str
    address: str
    status: Status
    counters: Counters
    last_transition: Transition | None
    self_test: SelfTest | None

    @property
    def ok(self) -> bool:
        """Whether citizens can use it."""
        return self.status.usable and (self.self_test is None or self.self_test.passed)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line's arguments."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="which devices (default: all)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--self-test", action="store_true", help="exercise each device too")
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="settings file (default: $KIOSK_SETTINGS, else $KIOSK_HOME/terminal.toml)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Examine the devices. 0 all well, 1 something is wrong, 2 unknown name, 3 the settings cannot be read."""
    from kiosk.settings import SettingsError, load, settings_file

    path = settings_file(arguments.settings)
    try:
        addresses = dict(load(path).devices) if arguments.settings is not None or path.exists() else {}
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 3
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return 3
    addresses = addresses or dict(DEFAULTS)
    unknown = [name for name in arguments.names if name not in addresses]
    if unknown:
        print(f"no device {', '.join(unknown)} in the settings; there are {', '.join(addresses)}", file=sys.stderr)
        return 2
    chosen = {name: addresses[name] for name in (arguments.names or addresses)}
    findings = examine(chosen, self_test=arguments.self_test)
    print(json.dumps(as_document(findings), ensure_ascii=False, indent=2) if arguments.json else as_table(findings))
    return 0 if all(finding.ok for finding in findings) else 1


def examine(addresses: Mapping[str, str], *, self_test: bool = False) -> tuple[Finding, ...]:
    """Open every device at once, wait for its first state (5 s at most), test it where asked for, and let it go."""
    supervisors = [Supervisor(name, address) for name, address in addresses.items()]
    try:
        with ThreadPoolExecutor(max(1, len(supervisors))) as pool:
            until = time.monotonic() + _SETTLE_SECONDS
            return tuple(pool.map(lambda supervisor: _examine(supervisor, until, self_test=self_test), supervisors))
    finally:
        for supervisor in supervisors:
            supervisor.close()


def _examine(supervisor: Supervisor, until: float, *, self_test: bool) -> Finding:
    status = supervisor.settle(max(0.0, until - time.monotonic()))
    tested: SelfTest | None = None
    if self_test:
        try:
            tested = supervisor.submit(_self_test, _SELF_TEST_SECONDS).result()
        except DeviceError as error:
            tested = SelfTest(False, error.detail)
        status = supervisor.status
    transitions = supervisor.transitions
    return Finding(supervisor.name, supervisor.address, status, supervisor.counters, transitions[-1] if transitions else None, tested)


def _self_test(device: Device) -> SelfTest:
    return device.self_test()


def as_document(findings: Sequence[Finding]) -> dict[str, Any]:
    """The JSON document scripts depend on."""
    return {"devices": [_as_entry(finding) for finding in findings], "ok": all(finding.ok for finding in findings)}


def _as_entry(finding: Finding) -> dict[str, Any]:
    status, change, test = finding.status, finding.last_transition, finding.self_test
    return {
        "name": finding.name,
        "address": finding.address,
        "status": status.device.value,
        "detail": status.detail,
        "vendor_code": status.vendor_code,
        "media": status.media,
        "paper": status.paper,
        "optics": status.optics,
        "counters": finding.counters.as_dict(),
        "last_transition": change
        and {"from": change.old.device.value, "to": change.new.device.value, "at": change.new.at.isoformat(timespec="seconds")},
        "self_test": test and {"passed": test.passed, "detail": test.detail},
    }


def as_table(findings: Sequence[Finding]) -> str:
    """The table people read; faults first."""
    rows = [("状态", "设备", "说明", "地址")]
    for finding in sorted(findings, key=lambda finding: finding.ok):
        said = [finding.status.detail]
        if finding.self_test is not None:
            said.append(("自检通过：" if finding.self_test.passed else "自检没有通过：") + finding.self_test.detail)
        rows.append((_word(finding), STAFF_NAMES.get(finding.name, finding.name), "；".join(filter(None, said)), finding.address))
    widths = [max(_width(row[column]) for row in rows) for column in range(4)]
    return "\n".join("  ".join(cell + " " * (widths[column] - _width(cell)) for column, cell in enumerate(row)).rstrip() for row in rows)


def _word(finding: Finding) -> str:
    if finding.status.device is DeviceState.ONLINE:
        if not finding.ok:
            return "没有纸" if finding.status.paper is Paper.OUT else "故障"
        if finding.status.paper is Paper.LOW:
            return "将用完"
    return _STATE_WORDS[finding.status.device]


def _width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
