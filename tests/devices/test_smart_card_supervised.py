"""Under a supervisor: cards are noticed at once, and reader and daemon come back without a restart."""

from __future__ import annotations

import os
import queue
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from devices.simulators.smart_card import SmartCardSimulator
from devices.smart_card.card import SocialCard
from devices.status import DeviceState, Media, Status
from devices.supervisor import Supervisor
from tests.devices.conftest import Bench

MakeBench = Callable[..., Bench]


class Watched:
    """A supervisor that probes so seldom that only what the adapter tells by itself is seen."""

    def __init__(self, address: str, probe_every: float = 60) -> None:
        self.changes: queue.Queue[Status] = queue.Queue()
        self.supervisor = Supervisor(
            "smart_card",
            address,
            on_transition=lambda *change: self.changes.put(change[2]),
            backoff=lambda attempt: 0.05,
            probe_every=probe_every,
        )

    def wait_for(self, state: DeviceState, media: Media | None = None) -> None:
        while True:
            new = self.changes.get(timeout=120)
            if new.device is state and media in (None, new.media):
                return


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench("smart_card", options={"smart_card": "?timeout=1"})


@pytest.fixture
def watched(bench: Bench) -> Iterator[Watched]:
    made = Watched(bench.address("smart_card"))
    yield made
    made.supervisor.close()


def test_a_card_put_in_and_taken_out_shows_at_once(bench: Bench, watched: Watched) -> None:
    watched.wait_for(DeviceState.ONLINE, Media.NOT_PRESENT)
    started = time.monotonic()
    bench.say("smart_card insert worker")
    watched.wait_for(DeviceState.ONLINE, Media.PRESENT)
    card = watched.supervisor.submit(lambda reader: reader.read_social_card(), 5).result(6)
    assert isinstance(card, SocialCard)
    bench.say("smart_card remove")
    watched.wait_for(DeviceState.ONLINE, Media.NOT_PRESENT)
    assert time.monotonic() - started < 9
    assert watched.supervisor.counters.failures == 0


def test_a_restart_of_the_daemon_needs_no_restart_of_ours(bench: Bench, watched: Watched) -> None:
    watched.wait_for(DeviceState.ONLINE)
    for _ in range(2):
        bench.say("smart_card daemon stop")
        watched.wait_for(DeviceState.OFFLINE)
        bench.say("smart_card daemon start")
        watched.wait_for(DeviceState.ONLINE)
    bench.say("smart_card insert worker")
    watched.wait_for(DeviceState.ONLINE, Media.PRESENT)


def test_a_daemon_that_crashes(bench: Bench, watched: Watched) -> None:
    watched.wait_for(DeviceState.ONLINE)
    simulator = bench.console.simulators["smart_card"]
    assert isinstance(simulator, SmartCardSimulator)
    assert simulator.daemon.process is not None
    os.kill(simulator.daemon.process, signal.SIGKILL)
    watched.wait_for(DeviceState.OFFLINE)
    bench.say("smart_card daemon start")
    watched.wait_for(DeviceState.ONLINE)


def test_a_reader_unplugged_and_plugged_in_again(bench: Bench, watched: Watched) -> None:
    watched.wait_for(DeviceState.ONLINE)
    bench.say("smart_card unplug")
    watched.wait_for(DeviceState.NO_DEVICE)
    bench.say("smart_card plug")
    watched.wait_for(DeviceState.ONLINE)


def test_a_reader_that_appears_after_start_up(bench: Bench) -> None:
    bench.say("smart_card daemon stop")
    watched = Watched(bench.address("smart_card"))
    try:
        watched.wait_for(DeviceState.OFFLINE)
        bench.say("smart_card daemon start")
        watched.wait_for(DeviceState.ONLINE)
    finally:
        watched.supervisor.close()


def test_a_silent_card_is_broken_off_and_the_next_command_runs(bench: Bench, watched: Watched) -> None:
    watched.wait_for(DeviceState.ONLINE)
    bench.say("smart_card insert worker")
    watched.wait_for(DeviceState.ONLINE, Media.PRESENT)
    bench.say("smart_card mute on")
    reading = watched.supervisor.submit(lambda reader: reader.read_social_card(), 0.3)
    assert reading.exception(5) is not None
    watched.wait_for(DeviceState.HARDWARE_ERROR)
    bench.say("smart_card mute off")
    watched.wait_for(DeviceState.ONLINE)
    assert isinstance(watched.supervisor.submit(lambda reader: reader.read_social_card(), 5).result(6), SocialCard)


def test_another_program_lets_go_and_the_reader_is_ours_again(bench: Bench) -> None:
    watched = Watched(bench.address("smart_card"), probe_every=0.1)
    try:
        watched.wait_for(DeviceState.ONLINE)
        bench.say("smart_card insert staff")
        watched.wait_for(DeviceState.ONLINE, Media.PRESENT)
        bench.say("smart_card busy on")
        watched.wait_for(DeviceState.DEVICE_BUSY)
        bench.say("smart_card busy off")
        watched.wait_for(DeviceState.ONLINE)
    finally:
        watched.supervisor.close()
