"""A device that appears is tried at once, though the back-off stands at half a minute; looking for it costs next to nothing."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from devices.hotplug import HotPlug, local_path
from devices.status import DeviceState, Status
from devices.supervisor import Supervisor
from kiosk.commands.run import open_terminal
from kiosk.settings import Settings
from tests.devices.conftest import Bench
from tests.waiting import until

MakeBench = Callable[..., Bench]
NEVER = 3600.0


class Patient:
    """A supervisor that would wait half a minute after the first failure, and the states it told."""

    def __init__(self, name: str, address: str) -> None:
        self.states: queue.Queue[Status] = queue.Queue()
        self.supervisor = Supervisor(name, address, on_transition=lambda _, __, new: self.states.put(new), backoff=lambda attempt: 30.0)

    def wait_for(self, state: DeviceState, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while self.states.get(timeout=max(0.001, end - time.monotonic())).device is not state:
            pass


class Counted:
    """Counts how often it was told to connect again."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.told = threading.Semaphore(0)

    def reconnect(self) -> None:
        self.told.release()


@pytest.fixture
def patient() -> Iterator[Callable[[str, str], Patient]]:
    made: list[Patient] = []

    def make(name: str, address: str) -> Patient:
        made.append(Patient(name, address))
        return made[-1]

    yield make
    for each in made:
        each.supervisor.close()


def test_a_port_that_appears_is_used_at_once(make_bench: MakeBench, patient: Callable[[str, str], Patient]) -> None:
    bench = make_bench("id_reader", "receipt_printer")
    bench.say("id_reader unplug")
    reader, printer = (patient(name, bench.address(name)) for name in ("id_reader", "receipt_printer"))
    reader.wait_for(DeviceState.NO_DEVICE)
    printer.wait_for(DeviceState.ONLINE)
    with closing(HotPlug([reader.supervisor, printer.supervisor])):
        plugged = time.monotonic()
        bench.say("id_reader plug")
        reader.wait_for(DeviceState.ONLINE)
        assert time.monotonic() - plugged < 5
        bench.say("receipt_printer unplug")
        printer.wait_for(DeviceState.OFFLINE)
        bench.say("receipt_printer plug")
        printer.wait_for(DeviceState.ONLINE)


def test_a_terminal_watches_for_its_devices(make_bench: MakeBench, tmp_path: Path) -> None:
    """After four failed attempts the next one is eight seconds away."""
    bench = make_bench("id_reader")
    bench.say("id_reader unplug")
    with closing(open_terminal(Settings(devices={"id_reader": bench.address("id_reader")}), tmp_path / "home")) as terminal:
        reader = terminal.devices["id_reader"]
        until(lambda: reader.attempts >= 4)
        bench.say("id_reader plug")
        until(lambda: reader.status.device is DeviceState.ONLINE, 1.5)


def test_a_new_name_among_the_stable_ones_wakes_every_device_of_this_machine(tmp_path: Path) -> None:
    usb, reader, network = Counted("escpos+usb://"), Counted("sam+serial:///dev/there-is-no-such-port"), Counted("escpos+tcp://127.0.0.1:9")
    with closing(HotPlug([usb, reader, network], every=0.02, folders=[tmp_path, tmp_path / "absent"])):
        (tmp_path / "usb-Maker_Reader-if00-port0").symlink_to("/dev/null")
        assert usb.told.acquire(timeout=120)
        assert reader.told.acquire(timeout=120)
        assert not network.told.acquire(blocking=False)
        (tmp_path / "usb-Maker_Reader-if00-port0").unlink()
        assert not usb.told.acquire(timeout=0.2), "a device that went away is no reason to connect"


def test_a_path_that_comes_back_as_another_file_is_a_new_device(tmp_path: Path) -> None:
    path = tmp_path / "port"
    path.write_bytes(b"")
    reader = Counted(f"sam+serial://{path}")
    with closing(HotPlug([reader], every=0.02, folders=[])):
        assert not reader.told.acquire(timeout=0.2)
        (tmp_path / "other").write_bytes(b"")
        (tmp_path / "other").replace(path)
        assert reader.told.acquire(timeout=120)


def test_beside_the_events_of_udev_paths_are_still_looked_at(tmp_path: Path) -> None:
    (tmp_path / "control").touch()
    reader = Counted(f"sam+serial://{tmp_path / 'port'}")
    with closing(HotPlug([reader], every=0.02, folders=[], udev=tmp_path / "control")):
        (tmp_path / "port").touch()
        assert reader.told.acquire(timeout=120)


def test_closing_ends_the_thread_however_long_it_would_wait(tmp_path: Path) -> None:
    watching = HotPlug([Counted("v4l2:///dev/video0")], every=NEVER, folders=[tmp_path])
    started = time.monotonic()
    watching.close()
    watching.close()
    assert time.monotonic() - started < 8
    assert "hotplug" not in [thread.name for thread in threading.enumerate()]


def test_watching_eight_devices_costs_less_than_half_a_hundredth_of_a_core(tmp_path: Path) -> None:
    devices = [Counted(f"sam+serial://{tmp_path / str(number)}") for number in range(8)]
    rounds = 200
    watching = HotPlug(devices, every=NEVER)
    try:
        before = time.thread_time()
        for _ in range(rounds):
            watching._look(plugged=False)
        a_round = (time.thread_time() - before) / rounds
    finally:
        watching.close()
    assert a_round < 0.005, "one round a second"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("sam+serial:///dev/ttyUSB0?baud=115200", "/dev/ttyUSB0"),
        ("v4l2:///dev/v4l/by-id/usb-camera", "/dev/v4l/by-id/usb-camera"),
        ("sam+usb://reader", ""),
        ("escpos+tcp://printer:9100", None),
        ("mjpeg+http://127.0.0.1:8081/", None),
        ("nonsense", None),
    ],
)
def test_what_is_watched_of_an_address(address: str, path: str | None) -> None:
    assert local_path(address) == path
