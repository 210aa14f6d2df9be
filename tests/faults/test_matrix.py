"""Every fault of every device, caused on the far side of the wire: told apart, told to both kinds of people, and over once it is mended."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from config.load import load_folder
from devices.status import DeviceState, Status
from devices.supervisor import Supervisor
from kiosk.offers import fault_sentence
from kiosk.rig import DEFAULT_MATTERS
from tests.devices.conftest import Bench
from tests.faults.acts import ACTS
from tests.faults.matrix import LEAST_ROWS, REPORT, Fault, Outcome, steady, table, told
from tests.faults.rows import OPTIONS, ROWS
from tests.waiting import until

MakeBench = Callable[..., Bench]
HOLD = "import serial, sys; port = serial.Serial(sys.argv[1], exclusive=True); print('held', flush=True); sys.stdin.read()"


@contextmanager
def held_elsewhere(address: str) -> Iterator[None]:
    """Another program has the port."""
    command = [sys.executable, "-c", HOLD, urlsplit(address).path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield
        holder.communicate()


def tell(bench: Bench, fault: Fault, commands: tuple[str, ...]) -> None:
    for command in commands:
        bench.say(f"{fault.device} {command}")


def wait(device: Supervisor, holds: Callable[[Status], bool], seconds: float = 60.0) -> Status:
    """The status once it is as wanted, else the last one."""
    with contextlib.suppress(AssertionError):
        until(lambda: holds(device.status), seconds)
    return device.status


@cache
def stopped(name: str) -> int:
    """How many of the default matters cannot be done without the device."""
    return sum(name in matter.devices for matter in load_folder(DEFAULT_MATTERS))


@pytest.mark.parametrize("fault", ROWS, ids=lambda fault: fault.id)
def test_a_fault_is_told_and_over_once_it_is_mended(
    fault: Fault, make_bench: MakeBench, tmp_path: Path, outcomes: dict[str, Outcome]
) -> None:
    bench = make_bench(fault.device, options=OPTIONS)
    tell(bench, fault, fault.before)
    if fault.absent:
        tell(bench, fault, fault.hurt)
    with ExitStack() as stack:
        holding = stack.enter_context(ExitStack())
        if fault.busy:
            holding.enter_context(held_elsewhere(bench.address(fault.device)))
        device = Supervisor(fault.device, bench.address(fault.device), backoff=lambda attempt: 0.1, probe_every=0.1)
        stack.callback(device.close)
        device.settle(60)
        if not fault.absent and not fault.busy:
            until(lambda: device.status.device is DeviceState.ONLINE)
        citizen = ""
        act = ACTS[fault.under_way](device) if fault.under_way else nullcontext(lambda: "")
        with act as say:
            if not fault.absent:
                tell(bench, fault, fault.hurt)
            citizen = say()
            status = wait(device, lambda status: told(status) == fault.status and fault.says in status.detail)
        if not citizen and not status.usable:
            citizen = fault_sentence(fault.device, stopped(fault.device))
        told_status, staff = told(status), status.detail
        holding.close()
        tell(bench, fault, fault.heal)
        healed = wait(device, lambda status: told(status) == "online")
    passed = (
        told_status == fault.status
        and fault.says in staff
        and told(healed) == "online"
        and bool(staff or status.usable)
        and bool(citizen or status.usable)
    )
    outcomes[fault.id] = Outcome(fault, told_status, steady(citizen, tmp_path), steady(staff, tmp_path), passed)
    assert told_status == fault.status
    assert told(healed) == "online", healed


def test_the_report_is_what_was_seen(outcomes: dict[str, Outcome], request: pytest.FixtureRequest) -> None:
    if len(outcomes) < len(ROWS):
        assert request.config.args != ["tests"], "some rows were not run"
        return
    report = table(outcomes[fault.id] for fault in ROWS)
    if os.environ.get("WRITE_FAULT_REPORT"):
        REPORT.write_text(report, encoding="utf-8")
    assert REPORT.read_text(encoding="utf-8") == report
    assert len(ROWS) >= LEAST_ROWS
