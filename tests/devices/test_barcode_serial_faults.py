"""The serial barcode reader over a real pseudo-terminal: every fault of code, line and reader is told apart."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from devices.address import AddressError, open_device
from devices.barcode.code import FRESH_SECONDS, Inbox, ScannedCode
from devices.barcode.framing import PAUSE_SECONDS
from devices.barcode.serial_scanner import SerialScanner
from devices.device import DeviceError
from devices.simulators.barcode import CODES
from devices.status import DeviceState
from devices.supervisor import Supervisor
from tests.devices.conftest import Bench
from tests.waiting import until

MakeBench = Callable[..., Bench]
Connect = Callable[[str], Any]


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench("barcode")


@pytest.fixture
def reader(bench: Bench, connect: Connect) -> SerialScanner:
    opened = connect(bench.address("barcode"))
    assert isinstance(opened, SerialScanner)
    return opened


def code(reader: SerialScanner) -> str:
    found = until(reader.take)
    assert isinstance(found, ScannedCode)
    return found.text


def listeners() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "barcode"]


@pytest.mark.parametrize("name", list(CODES))
def test_a_code_arrives_once(bench: Bench, reader: SerialScanner, name: str) -> None:
    bench.say(f"barcode scan {name}")
    assert code(reader) == CODES[name]
    assert reader.take() is None
    assert reader.self_test().passed


def test_the_newest_code_wins(bench: Bench, reader: SerialScanner) -> None:
    bench.say("barcode scan FIRST")
    bench.say("barcode scan SECOND")
    assert until(lambda: (found := reader.take()) and found.text == "SECOND")


def test_a_code_nobody_took_is_gone_after_ten_seconds() -> None:
    at = [100.0]
    inbox = Inbox(lambda: at[0])
    inbox.put("A")
    at[0] += FRESH_SECONDS + 0.1
    assert inbox.take() is None


def test_a_payload_never_shows_in_a_repr(bench: Bench, reader: SerialScanner) -> None:
    bench.say("barcode scan 330299199105080028")
    assert "3302" not in repr(until(reader.take))


def test_half_a_code_is_never_taken_for_a_whole_one_nor_put_before_the_next(bench: Bench, reader: SerialScanner) -> None:
    bench.say("barcode half HALF")
    pause_is_over = time.monotonic() + 2 * PAUSE_SECONDS
    until(lambda: reader.take() is not None or time.monotonic() > pause_is_over)
    assert reader.take() is None
    bench.say("barcode scan WHOLE")
    assert code(reader) == "WHOLE"


def test_a_reader_that_sends_no_suffix(make_bench: MakeBench, connect: Connect) -> None:
    bench = make_bench("barcode", options={"barcode": "?suffix=none"})
    reader = connect(bench.address("barcode"))
    bench.say("barcode half WHOLE")
    assert code(reader) == "WHOLE"


def test_garbage_on_the_line(bench: Bench, reader: SerialScanner) -> None:
    bench.say("barcode garbage on")
    for _ in range(3):
        bench.say("barcode scan receipt")
    status = until(lambda: (s := reader.status()).device is DeviceState.HARDWARE_ERROR and s)
    assert (status.vendor_code, "乱码" in status.detail) == ("garbage", True)
    assert reader.take() is None
    assert not reader.self_test().passed
    bench.say("barcode garbage off")
    bench.say("barcode scan receipt")
    assert code(reader) == CODES["receipt"]
    until(lambda: reader.status().device is DeviceState.ONLINE)


def test_a_line_that_never_stops_talking(bench: Bench, reader: SerialScanner) -> None:
    bench.say("barcode flood on")
    status = until(lambda: (s := reader.status()).device is DeviceState.HARDWARE_ERROR and s)
    assert status.vendor_code == "flood"
    assert reader.take() is None
    started = time.monotonic()
    reader.close()
    assert time.monotonic() - started < 8
    bench.say("barcode flood off")
    reader.open()
    until(lambda: reader.status().device is DeviceState.ONLINE)


def test_a_silent_reader_brings_nothing(bench: Bench, reader: SerialScanner) -> None:
    bench.say("barcode silent on")
    bench.say("barcode scan receipt")
    bench.say("barcode silent off")
    bench.say("barcode scan AFTER")
    assert code(reader) == "AFTER"


def test_absent(bench: Bench, connect: Connect) -> None:
    bench.say("barcode unplug")
    with pytest.raises(DeviceError) as caught:
        connect(bench.address("barcode"))
    assert caught.value.state is DeviceState.NO_DEVICE


def test_held_by_another_program(bench: Bench, reader: SerialScanner, connect: Connect) -> None:
    with pytest.raises(DeviceError) as caught:
        connect(bench.address("barcode"))
    assert caught.value.state is DeviceState.DEVICE_BUSY


def test_unplugged_in_the_middle_of_a_code_and_back_without_a_restart(bench: Bench) -> None:
    supervisor = Supervisor("barcode", bench.address("barcode"), backoff=lambda attempt: 0.1, probe_every=0.1)
    try:
        until(lambda: supervisor.status.device is DeviceState.ONLINE)
        bench.say("barcode half HALF")
        bench.say("barcode unplug")
        until(lambda: supervisor.status.device is DeviceState.NO_DEVICE)
        bench.say("barcode plug")
        until(lambda: supervisor.status.device is DeviceState.ONLINE)
        bench.say("barcode scan WHOLE")
        device = supervisor.device
        assert isinstance(device, SerialScanner)
        assert code(device) == "WHOLE"
    finally:
        supervisor.close()
    assert not listeners()


@pytest.mark.parametrize("address", ["scanner+serial:///dev/ttyX?suffix=tab", "scanner+serial:///", "scanner+serial:///dev/ttyX?speed=1"])
def test_wrong_addresses(address: str) -> None:
    with pytest.raises(AddressError):
        open_device(address)
