"""Scanners through the real SANE: its ``escl`` backend before a simulated network scanner, and its ``test`` and ``pnm`` backends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import psutil
import pytest

from devices.address import AddressError, open_device
from devices.device import DeviceError
from devices.scanner.outcome import ScannedPage, ScanOutcome
from devices.scanner.sane_scanner import SaneScanner
from devices.simulators.scenes import contract_page
from devices.status import DeviceState, Media
from devices.supervisor import Supervisor
from tests.devices.conftest import Bench
from tests.waiting import until

MakeBench = Callable[..., Bench]
Connect = Callable[[str], Any]
QUICK = "?recheck=0.1&answer=3&timeout=10&resolution=100"


def workers() -> list[psutil.Process]:
    """The processes in which SANE runs."""
    return [child for child in psutil.Process().children() if "devices.scanner.sane_worker" in child.cmdline()]


def looks_like(page: ScannedPage, number: int) -> float:
    """How far a scanned page is from the drawn one, in mean grey levels."""
    picture = cv2.imdecode(np.frombuffer(page.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    small = cv2.resize(picture, (210, 297), interpolation=cv2.INTER_AREA)
    drawn = cv2.resize(cv2.cvtColor(contract_page(number), cv2.COLOR_BGR2GRAY), (210, 297), interpolation=cv2.INTER_AREA)
    return float(np.abs(small.astype(int) - drawn).mean())


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench("scanner", options={"scanner": QUICK})


@pytest.fixture
def scanner(bench: Bench, connect: Connect) -> SaneScanner:
    opened = connect(bench.address("scanner"))
    assert isinstance(opened, SaneScanner)
    return opened


def test_a_pile_from_the_feeder_to_its_end(bench: Bench, scanner: SaneScanner) -> None:
    result = scanner.scan()
    assert (result.outcome, len(result.pages)) == (ScanOutcome.PAGES, 3)
    assert [(page.width, page.height, page.dpi) for page in result.pages] == [(827, 1169, 100)] * 3
    for number, page in enumerate(result.pages, 1):
        others = [looks_like(page, other) for other in range(1, 4) if other != number]
        assert looks_like(page, number) < min(4.0, *others)
    assert "jpeg" not in repr(result)
    assert scanner.status().media is Media.NOT_PRESENT


def test_no_more_pages_than_asked_for(bench: Bench, scanner: SaneScanner) -> None:
    assert len(scanner.scan(2).pages) == 2


def test_a_page_from_the_glass(make_bench: MakeBench, connect: Connect) -> None:
    bench = make_bench("scanner", options={"scanner": QUICK + "&source=flatbed&mode=gray"})
    scanner = connect(bench.address("scanner"))
    result = scanner.scan()
    assert (result.outcome, len(result.pages)) == (ScanOutcome.PAGES, 1)
    assert looks_like(result.pages[0], 1) < 4.0
    assert scanner.status().media is None


def test_empty_feeder(bench: Bench, scanner: SaneScanner) -> None:
    bench.say("scanner empty")
    result = scanner.scan()
    assert (result.outcome, result.pages) == (ScanOutcome.EMPTY_FEEDER, ())
    status = scanner.status()
    assert (status.device, status.media, status.usable) == (DeviceState.ONLINE, Media.NOT_PRESENT, True)
    assert scanner.self_test().passed
    bench.say("scanner put 1")
    assert scanner.scan().outcome is ScanOutcome.PAGES


def test_jam_in_the_middle_of_a_pile_keeps_the_pages_before_it(bench: Bench, scanner: SaneScanner) -> None:
    bench.say("scanner put 5")
    bench.say("scanner jam after 2")
    result = scanner.scan()
    assert (result.outcome, len(result.pages)) == (ScanOutcome.JAMMED, 2)
    status = scanner.status()
    assert (status.media, status.vendor_code, status.usable) == (Media.JAMMED, "jammed", False)
    assert "卡纸" in status.detail
    assert not scanner.self_test().passed
    bench.say("scanner jam off")
    until(lambda: scanner.status().usable)
    assert scanner.self_test().passed


def test_cover_open(bench: Bench, scanner: SaneScanner) -> None:
    bench.say("scanner cover open")
    assert scanner.scan().outcome is ScanOutcome.COVER_OPEN
    status = scanner.status()
    assert (status.device, status.vendor_code) == (DeviceState.USER_ERROR, "cover-open")
    assert "盖板" in status.detail
    until(lambda: scanner.status().vendor_code == "cover-open")
    bench.say("scanner cover closed")
    until(lambda: scanner.status().usable)
    assert scanner.scan(1).outcome is ScanOutcome.PAGES


def test_cover_open_over_the_glass_mends_itself(tmp_path: Path, connect: Connect) -> None:
    config = backend(tmp_path, "test", status_code("SANE_STATUS_COVER_OPEN"))
    scanner = connect(f"sane:///test:0?recheck=0.1&{config}")
    assert scanner.scan().outcome is ScanOutcome.COVER_OPEN
    assert scanner.status().device is DeviceState.USER_ERROR
    backend(tmp_path, "test", status_code("Default"))
    until(lambda: scanner.status().usable)


def test_busy_with_somebody_else(bench: Bench, scanner: SaneScanner) -> None:
    bench.say("scanner busy on")
    with pytest.raises(DeviceError) as caught:
        scanner.scan()
    assert caught.value.state is DeviceState.DEVICE_BUSY


def test_garbage_instead_of_a_page(bench: Bench, scanner: SaneScanner) -> None:
    bench.say("scanner garbage on")
    with pytest.raises(DeviceError) as caught:
        scanner.scan()
    assert caught.value.state is DeviceState.HARDWARE_ERROR
    bench.say("scanner garbage off")
    scanner.open()
    assert scanner.scan().outcome is ScanOutcome.PAGES


def test_absent_named_with_what_to_do(bench: Bench, connect: Connect) -> None:
    bench.say("scanner unplug")
    with pytest.raises(DeviceError) as caught:
        connect(bench.address("scanner"))
    assert (caught.value.state, "电源" in caught.value.detail) == (DeviceState.NO_DEVICE, True)


def test_unplugged_while_idle_and_back_again_without_a_restart(bench: Bench) -> None:
    supervisor = Supervisor("scanner", bench.address("scanner"), backoff=lambda attempt: 0.1, probe_every=0.1)
    try:
        until(lambda: supervisor.status.device is DeviceState.ONLINE)
        bench.say("scanner unplug")
        until(lambda: supervisor.status.device is DeviceState.NO_DEVICE)
        bench.say("scanner plug")
        until(lambda: supervisor.status.device is DeviceState.ONLINE)
        assert len(supervisor.submit(lambda device: device.scan(), 10).result(11).pages) == 3
    finally:
        supervisor.close()
    until(lambda: not workers())


def test_unplugged_in_the_middle_of_a_page(bench: Bench, scanner: SaneScanner) -> None:
    bench.say("scanner slow on")
    threading.Timer(0.5, bench.say, ("scanner unplug",)).start()
    with pytest.raises(DeviceError) as caught:
        scanner.scan()
    assert caught.value.state in (DeviceState.HARDWARE_ERROR, DeviceState.OFFLINE)
    bench.say("scanner plug")
    bench.say("scanner slow off")
    scanner.open()
    assert scanner.scan(1).outcome is ScanOutcome.PAGES


def test_a_slow_scanner_is_waited_for(bench: Bench, scanner: SaneScanner) -> None:
    bench.say("scanner put 1")
    bench.say("scanner slow on")
    started = time.monotonic()
    assert len(scanner.scan().pages) == 1
    assert time.monotonic() - started > 2


def test_a_frozen_scanner_costs_its_time_out_and_not_the_terminal(make_bench: MakeBench, connect: Connect) -> None:
    bench = make_bench("scanner", options={"scanner": "?answer=3&timeout=3&resolution=100"})
    scanner = connect(bench.address("scanner"))
    bench.say("scanner frozen on")
    started = time.monotonic()
    with pytest.raises(DeviceError) as caught:
        scanner.scan()
    assert (caught.value.state, caught.value.vendor_code) == (DeviceState.HARDWARE_ERROR, "timeout")
    assert time.monotonic() - started < 9
    assert not workers()
    bench.say("scanner frozen off")
    scanner.open()
    assert scanner.scan(1).outcome is ScanOutcome.PAGES


def test_a_scan_under_way_can_be_stopped(bench: Bench, scanner: SaneScanner) -> None:
    bench.say("scanner frozen on")
    started = time.monotonic()
    threading.Timer(0.2, scanner.interrupt).start()
    with pytest.raises(DeviceError, match="取消"):
        scanner.scan()
    assert time.monotonic() - started < 9
    assert not workers()


def test_a_backend_that_crashes_takes_nothing_with_it(bench: Bench, scanner: SaneScanner) -> None:
    bench.say("scanner frozen on")
    (worker,) = workers()
    threading.Timer(0.2, worker.kill).start()
    with pytest.raises(DeviceError) as caught:
        scanner.scan()
    assert (caught.value.state, caught.value.vendor_code) == (DeviceState.HARDWARE_ERROR, "backend-crash")
    bench.say("scanner frozen off")
    scanner.open()
    assert scanner.scan(1).outcome is ScanOutcome.PAGES


def backend(folder: Path, name: str, text: str = "") -> str:
    """A SANE configuration of its own with one backend; its option for an address."""
    (folder / "dll.conf").write_text(f"{name}\n")
    (folder / f"{name}.conf").write_text(text)
    return f"config={folder}"


def status_code(word: str) -> str:
    return f'number_of_devices 1\nread-status-code "{word}"\ntest-picture "Color pattern"\n'


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("SANE_STATUS_JAMMED", ScanOutcome.JAMMED),
        ("SANE_STATUS_COVER_OPEN", ScanOutcome.COVER_OPEN),
        ("SANE_STATUS_NO_DOCS", ScanOutcome.EMPTY_FEEDER),
        ("Default", ScanOutcome.PAGES),
    ],
)
def test_every_word_of_sanes_own_test_backend(tmp_path: Path, connect: Connect, word: str, outcome: ScanOutcome) -> None:
    scanner = connect(f"sane:///test:0?{backend(tmp_path, 'test', status_code(word))}")
    assert scanner.scan().outcome is outcome


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("SANE_STATUS_IO_ERROR", DeviceState.OFFLINE),
        ("SANE_STATUS_DEVICE_BUSY", DeviceState.DEVICE_BUSY),
        ("SANE_STATUS_ACCESS_DENIED", DeviceState.USER_ERROR),
        ("SANE_STATUS_NO_MEM", DeviceState.HARDWARE_ERROR),
        ("SANE_STATUS_UNSUPPORTED", DeviceState.HARDWARE_ERROR),
    ],
)
def test_every_failure_of_sanes_own_test_backend(tmp_path: Path, connect: Connect, word: str, state: DeviceState) -> None:
    scanner = connect(f"sane:///test:0?{backend(tmp_path, 'test', status_code(word))}")
    with pytest.raises(DeviceError) as caught:
        scanner.scan()
    assert caught.value.state is state


def test_a_page_too_large_is_refused_before_it_is_read(tmp_path: Path, connect: Connect) -> None:
    scanner = connect(f"sane:///test:0?resolution=1200&{backend(tmp_path, 'test', status_code('Default'))}")
    started = time.monotonic()
    with pytest.raises(DeviceError, match="resolution") as caught:
        scanner.scan()
    assert (caught.value.state, caught.value.vendor_code) == (DeviceState.USER_ERROR, "too-large")
    assert time.monotonic() - started < 8


def test_the_test_backends_feeder_holds_ten_sheets(tmp_path: Path, connect: Connect) -> None:
    scanner = connect(f"sane:///test:0?source=adf&{backend(tmp_path, 'test', status_code('Default'))}")
    assert len(scanner.scan().pages) == 10


def test_a_picture_file_through_the_pnm_backend(tmp_path: Path, connect: Connect) -> None:
    picture = tmp_path / "page.ppm"
    cv2.imwrite(str(picture), cv2.resize(contract_page(2), (620, 877), interpolation=cv2.INTER_AREA))
    scanner = connect(f"sane:///pnm:0?set=filename:{picture}&{backend(tmp_path, 'pnm')}")
    (page,) = scanner.scan().pages
    assert (page.width, page.height) == (620, 877)
    assert looks_like(page, 2) < 4.0


def test_what_this_scanner_cannot_do_is_said(tmp_path: Path, connect: Connect) -> None:
    config = backend(tmp_path, "pnm")
    for options, word in (("source=adf", "source"), ("set=no_such_option:1", "set")):
        with pytest.raises(DeviceError) as caught:
            connect(f"sane:///pnm:0?{options}&{config}")
        assert (caught.value.state, word in caught.value.detail) == (DeviceState.USER_ERROR, True)


@pytest.mark.parametrize(
    "address",
    [
        "sane:///",
        "sane://host/pnm:0",
        "sane:///pnm:0?source=glass",
        "sane:///pnm:0?config=here",
        "sane:///pnm:0?set=x",
        "sane:///pnm:0?dpi=3",
    ],
)
def test_wrong_addresses(address: str) -> None:
    with pytest.raises(AddressError):
        open_device(address)
