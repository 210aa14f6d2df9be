"""Finds out how every device is: from a running ``kiosk run`` where there is one, else by opening the devices; and what else is plugged in."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from devices.address import AddressError, open_device
from devices.clock import now
from devices.device import Capabilities, DeviceError, SelfTest
from devices.found import Found, not_configured
from devices.record import Counters, Transition
from devices.scan import KINDS, Scan, scan
from devices.status import DeviceState, Status
from devices.supervisor import Supervisor
from kiosk import control_client, device_states
from kiosk.device_memory import status_of, transition_of

SETTLE_SECONDS = 5.0
NOT_YET = "kiosk run 还没有问过它"
SCANNER_IN_USE = "没有找扫描仪（SANE）：可能有群众正在用"
OTHER_ADDRESS = "kiosk run 用的还是旧地址 {address}，重启以后才用新的"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one device. ``note`` is what staff must know of the finding itself."""

    name: str
    address: str
    status: Status
    counters: Counters
    last_transition: Transition | None
    self_test: SelfTest | None
    capabilities: Capabilities | None = None
    note: str = ""

    @property
    def ok(self) -> bool:
        """Whether citizens can use it."""
        return self.status.usable and (self.self_test is None or self.self_test.passed)


@dataclass(frozen=True, slots=True)
class Running:
    """What ``kiosk run`` is doing: ``visiting`` and ``paused`` are None when its screen does not answer, ``pid`` too when nothing of it does."""

    pid: int | None
    visiting: bool | None
    paused: str | None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Every device asked for; ``running`` is None when the devices were opened here. ``found`` is plugged in and not configured."""

    findings: tuple[Finding, ...]
    running: Running | None = None
    found: tuple[Found, ...] = ()
    not_scanned: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether citizens can use every device. One that nobody configured is no fault."""
        return all(finding.ok for finding in self.findings)


def diagnose(addresses: Mapping[str, str], home: Path, *, self_test: bool = False) -> Diagnosis:
    """Ask ``kiosk run`` of ``home`` if it runs, else the devices themselves. Looks for nothing else. Raises sqlite3.Error."""
    pong = control_client.ping(home)
    if pong is None:
        return Diagnosis(examine(addresses, self_test=self_test, known=device_states.read(home)))
    return Diagnosis(ask_running(addresses, home, self_test=self_test), Running(pong.pid or None, pong.visiting, pong.paused))


def look_around(diagnosis: Diagnosis, addresses: Mapping[str, str]) -> Diagnosis:
    """The same with what is plugged in and in no address of ``addresses``. Scanners are not asked while a citizen may be using one."""
    using = diagnosis.running is not None and diagnosis.running.visiting is not False
    seen: Scan = scan(kind for kind in KINDS if not (using and kind == "sane"))
    rest = not_configured(seen.found, addresses.values(), os.path.realpath)
    return replace(diagnosis, found=rest, not_scanned=(*seen.problems, *([SCANNER_IN_USE] if using else [])))


def examine(
    addresses: Mapping[str, str], *, self_test: bool = False, known: Mapping[str, device_states.RecordedState] | None = None
) -> tuple[Finding, ...]:
    """Open every device at once, wait for its first state (5 s at most), test it where asked for, and let it go.

    Counters go on from what is ``known``, and are not kept.
    """
    recorded = known or {}
    supervisors = [Supervisor(name, address, counters=_counters(recorded.get(name), address)) for name, address in addresses.items()]
    try:
        with ThreadPoolExecutor(max(1, len(supervisors))) as pool:
            until = time.monotonic() + SETTLE_SECONDS
            return tuple(pool.map(lambda supervisor: _examine(supervisor, until, self_test=self_test), supervisors))
    finally:
        for supervisor in supervisors:
            supervisor.close()


def _examine(supervisor: Supervisor, until: float, *, self_test: bool) -> Finding:
    status, counters = supervisor.settle(max(0.0, until - time.monotonic())), supervisor.counters
    tested: SelfTest | None = None
    if self_test:
        try:
            tested = supervisor.self_test().result()
        except DeviceError as error:
            tested = SelfTest(False, error.detail)
        status, counters = supervisor.status, supervisor.counters
    transitions = supervisor.transitions
    last = transitions[-1] if transitions else None
    return Finding(supervisor.name, supervisor.address, status, counters, last, tested, supervisor.capabilities)


def ask_running(addresses: Mapping[str, str], home: Path, *, self_test: bool = False) -> tuple[Finding, ...]:
    """What the running ``kiosk run`` recorded; self-tests are its own. Raises sqlite3.Error."""
    with ThreadPoolExecutor(max(1, len(addresses))) as pool:
        tests = dict(zip(addresses, pool.map(lambda name: _ask_self_test(home, name), addresses), strict=True)) if self_test else {}
        abilities = dict(zip(addresses, pool.map(lambda name: _ask_capabilities(home, name), addresses), strict=True))
    known = device_states.read(home)
    return tuple(_recorded(name, address, known.get(name), tests.get(name), abilities[name]) for name, address in addresses.items())


def _recorded(
    name: str, address: str, known: device_states.RecordedState | None, tested: SelfTest | None, can: Capabilities | None
) -> Finding:
    starting = Status(DeviceState.STARTING, now(), NOT_YET)
    try:
        status = starting if known is None else status_of(known.status, known.at)
        last = transition_of(known.transitions[-1]) if known is not None and known.transitions else None
    except (KeyError, ValueError):
        status, last = starting, None
    note = OTHER_ADDRESS.format(address=known.address) if known is not None and known.address not in ("", address) else ""
    counters = _counters(known, known.address if known is not None else address)
    return Finding(name, address, status, counters, last, tested, can or _static_capabilities(address), note)


def _ask_self_test(home: Path, name: str) -> SelfTest:
    try:
        answer = control_client.ask(home, "self_test", device=name)
    except (control_client.NotRunning, control_client.NoAnswer) as error:
        return SelfTest(False, str(error))
    return SelfTest(bool(answer.passed), answer.detail if answer.ok else answer.error)


def _ask_capabilities(home: Path, name: str) -> Capabilities | None:
    try:
        answer = control_client.ask(home, "capabilities", device=name)
    except (control_client.NotRunning, control_client.NoAnswer):
        return None
    return None if answer.kind is None else Capabilities(answer.kind, answer.facts)


def _static_capabilities(address: str) -> Capabilities | None:
    """What the adapter can do as far as it is known without its device."""
    try:
        return open_device(address).capabilities()
    except AddressError:
        return None


def _counters(known: device_states.RecordedState | None, address: str) -> Counters:
    """What was counted at this address."""
    if known is None or known.address != address:
        return Counters()
    try:
        return Counters.from_dict(known.counters)
    except (TypeError, ValueError):
        return Counters()
