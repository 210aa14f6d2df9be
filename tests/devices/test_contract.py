"""What every adapter must keep to, over its own simulator on the far side of a real wire. A new pair is tested by being registered."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from devices.address import BUILT_IN, AddressError, open_device, parse
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.reference import Reference
from devices.simulators.console import NAMES
from devices.status import DeviceState, Status
from devices.supervisor import Supervisor
from tests.devices.conftest import Bench
from tests.waiting import until

MakeBench = Callable[..., Bench]
Connect = Callable[[str], Any]

each = pytest.mark.parametrize("name", NAMES)


@each
def test_a_healthy_device_is_online_and_has_nothing_to_tell_staff(name: str, make_bench: MakeBench, connect: Connect) -> None:
    device = connect(make_bench(name).address(name))
    status = device.status()
    assert isinstance(status, Status)
    assert (status.device, status.usable, status.detail) == (DeviceState.ONLINE, True, "")


@each
def test_it_says_what_it_can_do_before_anybody_connects(name: str, make_bench: MakeBench) -> None:
    capabilities = open_device(make_bench(name).address(name)).capabilities()
    assert isinstance(capabilities, Capabilities)
    assert capabilities.kind
    assert all(what and value for what, value in capabilities.facts.items())


@each
def test_its_self_test_passes_and_says_so(name: str, make_bench: MakeBench, connect: Connect) -> None:
    result = connect(make_bench(name).address(name)).self_test()
    assert isinstance(result, SelfTest)
    assert result.passed, result.detail
    assert result.detail


@each
def test_closing_twice_and_opening_again_is_harmless(name: str, make_bench: MakeBench, connect: Connect) -> None:
    device: Device = connect(make_bench(name).address(name))
    device.close()
    device.close()
    device.open()
    assert device.status().device is DeviceState.ONLINE


@each
def test_away_it_is_an_error_of_ours_and_never_online(name: str, make_bench: MakeBench) -> None:
    bench = make_bench(name)
    device = open_device(bench.address(name))
    bench.say(f"{name} unplug")
    with contextlib.closing(device):
        state, detail = asked(device)
    assert state in (DeviceState.NO_DEVICE, DeviceState.OFFLINE)
    assert detail


def asked(device: Device) -> tuple[DeviceState, str]:
    """What a device tells when it is connected and asked, and the sentence for staff."""
    try:
        device.open()
        status = device.status()
    except DeviceError as error:
        return error.state, error.detail
    return status.device, status.detail


@each
def test_unplugged_and_back_it_works_without_a_restart(name: str, make_bench: MakeBench) -> None:
    bench = make_bench(name)
    supervisor = Supervisor(name, bench.address(name), backoff=lambda attempt: 0.1, probe_every=0.1)
    try:
        until(lambda: supervisor.status.device is DeviceState.ONLINE)
        bench.say(f"{name} unplug")
        until(lambda: supervisor.status.device in (DeviceState.NO_DEVICE, DeviceState.OFFLINE))
        bench.say(f"{name} plug")
        until(lambda: supervisor.status.device is DeviceState.ONLINE)
        assert supervisor.self_test().result(60).passed
    finally:
        supervisor.close()


@each
def test_an_option_it_does_not_know_is_refused_by_name(name: str, make_bench: MakeBench) -> None:
    address = make_bench(name).address(name)
    wrong = f"{address}{'&' if '?' in address else '?'}colour=red"
    with pytest.raises(AddressError, match="colour"):
        open_device(wrong)


@each
def test_a_sentence_for_staff_comes_with_every_state_that_is_not_online(name: str, make_bench: MakeBench) -> None:
    bench = make_bench(name)
    bench.say(f"{name} unplug")
    supervisor = Supervisor(name, bench.address(name), backoff=lambda attempt: 30.0)
    try:
        status = supervisor.settle(60)
        assert status.device is not DeviceState.ONLINE
        assert status.detail
    finally:
        supervisor.close()


@pytest.mark.parametrize("scheme", BUILT_IN)
def test_every_scheme_is_described_for_technicians(scheme: str) -> None:
    references: tuple[Reference, ...] = import_module(BUILT_IN[scheme].partition(":")[0]).REFERENCES
    (reference,) = [reference for reference in references if reference.scheme == scheme]
    assert parse(reference.example).scheme == scheme
    assert open_device(reference.example).capabilities().kind
    assert {"online", "noDevice"} <= {state.split(",")[0].strip() for state in reference.states}
    assert all((reference.title, reference.wiring, reference.models))
