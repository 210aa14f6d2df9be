"""The supervisor keeps a device alive: unplug, silence, late answers, wrong addresses; every change of state is told once."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from devices.device import DeviceError
from devices.id_card.card import CardProblem, IdCard
from devices.status import DeviceState, Media, Status
from devices.supervisor import Supervisor, backoff
from tests.devices.conftest import Bench

MakeBench = Callable[..., Bench]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Watched:
    """A supervisor and the changes it told."""

    def __init__(self, address: str, **options: Any) -> None:
        self.changes: queue.Queue[tuple[str, Status, Status]] = queue.Queue()
        self.supervisor = Supervisor(
            "id_reader",
            address,
            clock=lambda: NOON,
            on_transition=lambda *change: self.changes.put(change),
            backoff=options.pop("backoff", lambda attempt: 0.05),
            probe_every=options.pop("probe_every", 0.05),
        )

    def wait_for(self, state: DeviceState) -> Status:
        while True:
            _, _, new = self.changes.get(timeout=120)
            if new.device is state:
                return new


@pytest.fixture
def watch() -> Iterator[Callable[..., Watched]]:
    made: list[Watched] = []

    def make(address: str, **options: Any) -> Watched:
        made.append(Watched(address, **options))
        return made[-1]

    yield make
    for each in made:
        each.supervisor.close()


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench("id_reader", options={"id_reader": "?timeout=0.3"})


def test_waits_double_up_to_half_a_minute() -> None:
    assert [backoff(attempt) for attempt in (0, 1, 2, 5, 6, 7, 10_000)] == [0.5, 1, 2, 16, 30, 30, 30]


def test_the_state_is_known_without_anybody_asking(bench: Bench, watch: Callable[..., Watched]) -> None:
    watched = watch(bench.address("id_reader"))
    name, old, new = watched.changes.get(timeout=120)
    assert (name, old.device, new.device, new.at) == ("id_reader", DeviceState.STARTING, DeviceState.ONLINE, NOON)
    assert watched.supervisor.settle(1).device is DeviceState.ONLINE


def test_a_command_gives_its_result(bench: Bench, watch: Callable[..., Watched]) -> None:
    watched = watch(bench.address("id_reader"))
    bench.say("id_reader put elderly")
    assert isinstance(watched.supervisor.submit(lambda reader: reader.read(), 3).result(60), IdCard)
    assert (watched.supervisor.counters.uses, watched.supervisor.counters.failures) == (1, 0)


def test_unplugged_while_idle_and_back_without_a_restart(bench: Bench, watch: Callable[..., Watched]) -> None:
    watched = watch(bench.address("id_reader"))
    watched.wait_for(DeviceState.ONLINE)
    bench.say("id_reader unplug")
    watched.wait_for(DeviceState.OFFLINE)
    assert "没有找到" in watched.wait_for(DeviceState.NO_DEVICE).detail
    bench.say("id_reader plug")
    watched.wait_for(DeviceState.ONLINE)
    assert watched.supervisor.submit(lambda reader: reader.read(), 3).result(60) is CardProblem.NO_CARD
    assert watched.supervisor.counters.failures == 1


def test_a_device_that_appears_after_start_up(bench: Bench, watch: Callable[..., Watched]) -> None:
    bench.say("id_reader unplug")
    watched = watch(bench.address("id_reader"))
    watched.wait_for(DeviceState.NO_DEVICE)
    bench.say("id_reader plug")
    watched.wait_for(DeviceState.ONLINE)


def test_an_absent_device_is_told_once_however_often_it_is_tried(watch: Callable[..., Watched]) -> None:
    tried = threading.Semaphore(0)

    def count(attempt: int) -> float:
        tried.release()
        return 0.01

    watched = watch("sam+serial:///dev/there-is-no-such-port", backoff=count)
    for _ in range(5):
        assert tried.acquire(timeout=120)
    assert watched.changes.get(timeout=120)[2].device is DeviceState.NO_DEVICE
    assert watched.changes.empty()


def test_a_command_to_an_absent_device_fails_at_once(watch: Callable[..., Watched]) -> None:
    watched = watch("sam+serial:///dev/there-is-no-such-port", backoff=lambda attempt: 30.0)
    watched.wait_for(DeviceState.NO_DEVICE)
    started = time.monotonic()
    with pytest.raises(DeviceError) as caught:
        watched.supervisor.submit(lambda reader: reader.read(), 10).result(60)
    assert caught.value.state is DeviceState.NO_DEVICE
    assert time.monotonic() - started < 5


def test_no_answer_in_time_is_reported_and_never_repeated(make_bench: MakeBench, watch: Callable[..., Watched]) -> None:
    bench = make_bench("id_reader", options={"id_reader": "?timeout=30"})
    watched = watch(bench.address("id_reader"), probe_every=60)
    watched.wait_for(DeviceState.ONLINE)
    bench.say("id_reader silent on")
    runs: list[int] = []

    def read(reader: Any) -> Any:
        runs.append(1)
        return reader.read()

    with pytest.raises(DeviceError) as caught:
        watched.supervisor.submit(read, 0.2).result(60)
    assert (caught.value.state, caught.value.vendor_code) == (DeviceState.HARDWARE_ERROR, "timeout")
    assert watched.wait_for(DeviceState.HARDWARE_ERROR).detail == "设备在规定时间内没有应答"
    bench.say("id_reader silent off")
    assert watched.supervisor.submit(lambda reader: reader.read(), 5).result(6) is CardProblem.NO_CARD
    watched.wait_for(DeviceState.ONLINE)
    assert (runs, watched.supervisor.counters.failures) == ([1], 1)


def test_a_command_that_waited_too_long_is_not_run_late(bench: Bench, watch: Callable[..., Watched]) -> None:
    watched = watch(bench.address("id_reader"))
    watched.wait_for(DeviceState.ONLINE)
    go_on = threading.Event()
    runs: list[str] = []
    first = watched.supervisor.submit(lambda reader: go_on.wait(60), 10)
    second = watched.supervisor.submit(lambda reader: runs.append("second"), 0.1)
    with pytest.raises(DeviceError):
        second.result(60)
    go_on.set()
    assert first.result(60) is True
    assert watched.supervisor.submit(lambda reader: "third", 5).result(60) == "third"
    assert runs == []


def test_a_command_under_way_can_be_cancelled_and_is_no_failure(make_bench: MakeBench, watch: Callable[..., Watched]) -> None:
    bench = make_bench("id_reader", options={"id_reader": "?timeout=30"})
    watched = watch(bench.address("id_reader"), probe_every=60)
    watched.wait_for(DeviceState.ONLINE)
    bench.say("id_reader silent on")
    started = threading.Event()

    def read(reader: Any) -> Any:
        started.set()
        return reader.read()

    future = watched.supervisor.submit(read, 30)
    assert started.wait(60)
    watched.supervisor.cancel()
    with pytest.raises(DeviceError) as caught:
        future.result(60)
    assert caught.value.vendor_code == "cancelled"
    bench.say("id_reader silent off")
    assert watched.supervisor.submit(lambda reader: reader.read(), 5).result(6) is CardProblem.NO_CARD
    assert watched.supervisor.counters.failures == 0


def test_failures_are_counted_by_cause(bench: Bench, watch: Callable[..., Watched]) -> None:
    watched = watch(bench.address("id_reader"), probe_every=60)
    watched.wait_for(DeviceState.ONLINE)
    bench.say("id_reader silent on")
    with pytest.raises(DeviceError):
        watched.supervisor.submit(lambda reader: reader.status(), 3).result(60)
    watched.supervisor.note_use()
    watched.supervisor.note_use("pulled")
    counters = watched.supervisor.counters
    assert (counters.uses, counters.failures, counters.uses_today, counters.failures_today, counters.day) == (3, 2, 3, 2, NOON.date())
    assert sum(counters.causes.values()) == 2
    assert counters.causes["pulled"] == 1
    assert counters.last_seen == NOON


def test_attempts_to_reconnect_are_counted_until_the_device_is_back(bench: Bench, watch: Callable[..., Watched]) -> None:
    watched = watch(bench.address("id_reader"))
    watched.wait_for(DeviceState.ONLINE)
    assert watched.supervisor.attempts == 0
    bench.say("id_reader unplug")
    watched.wait_for(DeviceState.NO_DEVICE)
    assert watched.supervisor.attempts >= 1
    bench.say("id_reader plug")
    watched.wait_for(DeviceState.ONLINE)
    assert watched.supervisor.attempts == 0


def test_a_fault_in_the_callers_command_is_the_callers(bench: Bench, watch: Callable[..., Watched]) -> None:
    watched = watch(bench.address("id_reader"))
    watched.wait_for(DeviceState.ONLINE)
    with pytest.raises(ZeroDivisionError):
        watched.supervisor.submit(lambda reader: 1 // 0, 5).result(60)
    assert watched.supervisor.status.device is DeviceState.ONLINE


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("smoke+signal:///hill", "可用的有"),
        ("sam+serial:///dev/ttyUSB0?colour=red", "colour"),
        ("sam+serial:///dev/ttyUSB0?baud=fast", "baud"),
        ("sam+serial:///dev/ttyUSB0?baud=9600&baud=1200", "重复"),
        ("ttyUSB0", "写法不对"),
        ("escpos+tcp://:9100", "escpos+tcp://主机:9100"),
        ("mjpeg+http://host:99999/", "写法不对"),
    ],
)
def test_an_address_nobody_understands_is_said_to_staff(address: str, said: str, watch: Callable[..., Watched]) -> None:
    status = watch(address).wait_for(DeviceState.USER_ERROR)
    assert said in status.detail


def test_a_card_put_down_and_taken_shows_in_the_status(bench: Bench, watch: Callable[..., Watched]) -> None:
    watched = watch(bench.address("id_reader"))
    watched.wait_for(DeviceState.ONLINE)
    bench.say("id_reader put worker")
    assert watched.supervisor.submit(lambda reader: reader.present(), 3).result(60)
    assert watched.changes.get(timeout=120)[2].media is Media.PRESENT


def test_closing_lets_go_of_the_port_and_of_who_waits(bench: Bench, watch: Callable[..., Watched]) -> None:
    first = watch(bench.address("id_reader"))
    first.wait_for(DeviceState.ONLINE)
    first.supervisor.close()
    assert first.supervisor.submit(lambda reader: reader.read(), 1).cancelled()
    watch(bench.address("id_reader")).wait_for(DeviceState.ONLINE)
