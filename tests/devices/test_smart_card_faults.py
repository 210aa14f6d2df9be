"""The smart card reader behind the real PC/SC daemon: every fault of card, reader, daemon and other programs is told apart."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devices.address import AddressError, open_device
from devices.device import DeviceError
from devices.simulators.cards import CARDS
from devices.simulators.smart_card import SOCIAL, SmartCardSimulator
from devices.smart_card.card import PinRefused, SmartCardProblem, SocialCard, StaffCard
from devices.smart_card.pcsc import SOCKET_VARIABLE
from devices.status import DeviceState, Media
from tests.devices.conftest import Bench
from tests.waiting import until

MakeBench = Callable[..., Bench]
Connect = Callable[[str], Any]


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench("smart_card", options={"smart_card": "?timeout=1"})


@pytest.fixture
def reader(bench: Bench, connect: Connect) -> Any:
    return connect(bench.address("smart_card"))


def insert(bench: Bench, reader: Any, card: str) -> None:
    bench.say(f"smart_card insert {card}")
    until(reader.present)


def failure(action: Callable[[], object]) -> tuple[DeviceState, str | None]:
    with pytest.raises(DeviceError) as caught:
        action()
    return caught.value.state, caught.value.vendor_code


def key_of(bench: Bench, name: str) -> str:
    simulator = bench.console.simulators["smart_card"]
    assert isinstance(simulator, SmartCardSimulator)
    return simulator.staff_keys[name]


def test_no_card(reader: Any) -> None:
    assert reader.read_social_card() is SmartCardProblem.NO_CARD
    assert reader.authenticate_staff("123456") is SmartCardProblem.NO_CARD
    assert (reader.status().device, reader.status().media) == (DeviceState.ONLINE, Media.NOT_PRESENT)
    assert reader.self_test().passed


@pytest.mark.parametrize("who", SOCIAL)
def test_a_social_security_card(bench: Bench, reader: Any, who: str) -> None:
    insert(bench, reader, who)
    card = reader.read_social_card()
    assert isinstance(card, SocialCard)
    person = CARDS[who]
    assert (card.name, card.number, card.sex, card.ethnicity, card.birth) == (
        person.name,
        person.number,
        person.sex,
        person.ethnicity,
        person.birth,
    )
    assert reader.status().media is Media.PRESENT
    assert reader.staff_card() is SmartCardProblem.NOT_SUPPORTED
    assert reader.self_test().passed


def test_a_staff_card_proves_its_key(bench: Bench, reader: Any) -> None:
    insert(bench, reader, "staff")
    assert reader.staff_card() == StaffCard(key_of(bench, "staff"))
    assert reader.authenticate_staff("123456") == StaffCard(key_of(bench, "staff"))
    assert reader.read_social_card() is SmartCardProblem.NOT_SUPPORTED
    assert key_of(bench, "staff") != key_of(bench, "staff-2")


def test_a_wrong_pin_counts_down_and_blocks(bench: Bench, reader: Any) -> None:
    insert(bench, reader, "staff")
    assert reader.authenticate_staff("000000") == PinRefused(2)
    assert reader.authenticate_staff("123456") == StaffCard(key_of(bench, "staff"))
    assert [reader.authenticate_staff("000000") for _ in range(3)] == [PinRefused(2), PinRefused(1), SmartCardProblem.BLOCKED]
    assert reader.authenticate_staff("123456") is SmartCardProblem.BLOCKED
    bench.say("smart_card unblock")
    assert isinstance(reader.authenticate_staff("123456"), StaffCard)


def test_the_staff_cards_key_stays_over_a_restart(make_bench: MakeBench) -> None:
    first = make_bench("smart_card")
    second = make_bench("smart_card")
    assert first.console.folder == second.console.folder
    assert key_of(first, "staff") == key_of(second, "staff")
    assert (first.console.folder / "staff_cards" / "staff.key").stat().st_mode & 0o077 == 0


def test_a_card_of_another_kind(bench: Bench, reader: Any) -> None:
    insert(bench, reader, "other")
    assert reader.read_social_card() is SmartCardProblem.NOT_SUPPORTED
    assert reader.staff_card() is SmartCardProblem.NOT_SUPPORTED


@pytest.mark.parametrize(("card", "method"), [("worker", "read_social_card"), ("staff", "staff_card")])
def test_pulled_mid_read(bench: Bench, reader: Any, card: str, method: str) -> None:
    insert(bench, reader, card)
    bench.say("smart_card pull-mid-read")
    assert getattr(reader, method)() is SmartCardProblem.PULLED
    assert reader.status().media is Media.NOT_PRESENT
    insert(bench, reader, card)
    assert not isinstance(getattr(reader, method)(), SmartCardProblem)


def test_pulled_while_signing(bench: Bench, reader: Any) -> None:
    insert(bench, reader, "staff")
    assert isinstance(reader.staff_card(), StaffCard)
    bench.say("smart_card pull-mid-read")
    assert reader.authenticate_staff("123456") is SmartCardProblem.PULLED


def test_a_wrong_status_word(bench: Bench, reader: Any) -> None:
    insert(bench, reader, "elderly")
    bench.say("smart_card wrong-sw")
    assert reader.read_social_card() is SmartCardProblem.UNREADABLE
    assert isinstance(reader.read_social_card(), SocialCard)


def test_a_card_that_answers_nonsense(bench: Bench, reader: Any) -> None:
    insert(bench, reader, "staff")
    bench.say("smart_card garbage on")
    for ask in (reader.read_social_card, reader.staff_card, lambda: reader.authenticate_staff("123456")):
        assert ask() in (SmartCardProblem.UNREADABLE, SmartCardProblem.NOT_SUPPORTED)
    assert reader.status().device is DeviceState.ONLINE
    bench.say("smart_card garbage off")
    assert isinstance(reader.staff_card(), StaffCard)


def test_a_slow_card_is_still_read(bench: Bench, reader: Any) -> None:
    insert(bench, reader, "staff")
    bench.say("smart_card slow on")
    started = time.monotonic()
    assert isinstance(reader.staff_card(), StaffCard)
    assert time.monotonic() - started > 0.5


def test_a_card_inserted_the_wrong_way_round(bench: Bench, reader: Any) -> None:
    bench.say("smart_card mute on")
    insert(bench, reader, "elderly")
    until(lambda: reader.status().vendor_code == "mute")
    assert "插反" in reader.status().detail
    assert reader.read_social_card() is SmartCardProblem.UNREADABLE
    assert not reader.self_test().passed
    bench.say("smart_card mute off")
    bench.say("smart_card remove")
    until(lambda: not reader.present())
    insert(bench, reader, "elderly")
    assert isinstance(reader.read_social_card(), SocialCard)


def test_a_card_that_falls_silent_does_not_hold_up_beyond_the_time_limit(bench: Bench, reader: Any) -> None:
    insert(bench, reader, "staff")
    bench.say("smart_card mute on")
    started = time.monotonic()
    assert failure(reader.staff_card) == (DeviceState.HARDWARE_ERROR, "timeout")
    assert 0.9 < time.monotonic() - started < 9
    reader.open()
    assert (reader.status().device, reader.status().vendor_code) == (DeviceState.HARDWARE_ERROR, "stuck")
    bench.say("smart_card mute off")
    assert isinstance(reader.staff_card(), StaffCard)
    assert reader.status().device is DeviceState.ONLINE


def test_a_command_under_way_can_be_stopped(make_bench: MakeBench, connect: Connect) -> None:
    bench = make_bench("smart_card", options={"smart_card": "?timeout=30"})
    reader = connect(bench.address("smart_card"))
    insert(bench, reader, "staff")
    bench.say("smart_card mute on")
    started = time.monotonic()
    threading.Timer(0.2, reader.interrupt).start()
    assert failure(reader.staff_card) == (DeviceState.HARDWARE_ERROR, "cancelled")
    assert time.monotonic() - started < 9


def test_interrupting_nothing_harms_nothing(bench: Bench, reader: Any) -> None:
    insert(bench, reader, "staff")
    reader.interrupt()
    assert isinstance(reader.staff_card(), StaffCard)


def test_held_by_another_process(bench: Bench, reader: Any) -> None:
    insert(bench, reader, "staff")
    bench.say("smart_card busy on")
    status = reader.status()
    assert (status.device, status.media, status.usable) == (DeviceState.DEVICE_BUSY, Media.PRESENT, False)
    assert "另一个程序" in status.detail
    assert failure(reader.staff_card) == (DeviceState.DEVICE_BUSY, "8010000B")
    assert not reader.self_test().passed
    bench.say("smart_card busy off")
    until(lambda: reader.status().device is DeviceState.ONLINE)
    assert isinstance(reader.staff_card(), StaffCard)


def test_the_reader_unplugged_and_plugged_in(bench: Bench, reader: Any) -> None:
    bench.say("smart_card unplug")
    assert failure(reader.status)[0] in (DeviceState.OFFLINE, DeviceState.NO_DEVICE)
    assert failure(reader.open) == (DeviceState.NO_DEVICE, "no-reader")
    bench.say("smart_card plug")
    reader.open()
    assert reader.status().device is DeviceState.ONLINE


def test_the_daemon_stopped_and_started(bench: Bench, reader: Any) -> None:
    bench.say("smart_card daemon stop")
    assert failure(reader.status)[0] is DeviceState.OFFLINE
    assert failure(reader.open)[0] is DeviceState.OFFLINE
    bench.say("smart_card daemon start")
    reader.open()
    assert reader.status().device is DeviceState.ONLINE


def test_a_card_in_the_reader_survives_a_restart_of_the_daemon(bench: Bench, reader: Any) -> None:
    insert(bench, reader, "elderly")
    bench.say("smart_card daemon restart")
    assert failure(reader.read_social_card)[0] is DeviceState.OFFLINE
    reader.open()
    until(reader.present)
    assert isinstance(reader.read_social_card(), SocialCard)


def test_a_daemon_that_hangs(bench: Bench, reader: Any) -> None:
    bench.say("smart_card daemon freeze")
    started = time.monotonic()
    assert failure(reader.status) == (DeviceState.HARDWARE_ERROR, "timeout")
    assert failure(reader.open) == (DeviceState.HARDWARE_ERROR, "timeout")
    assert time.monotonic() - started < 9
    bench.say("smart_card daemon thaw")
    reader.open()
    assert reader.status().device is DeviceState.ONLINE


def test_letting_go_of_a_daemon_that_hangs(bench: Bench, reader: Any) -> None:
    bench.say("smart_card daemon freeze")
    started = time.monotonic()
    reader.close()
    assert time.monotonic() - started < 9


def test_a_reader_of_another_name_is_absent(bench: Bench, connect: Connect) -> None:
    address = bench.address("smart_card").replace("Virtual%20PCD*", "ACS*")
    with pytest.raises(DeviceError, match=r"没有找到读卡器“ACS\*”") as caught:
        connect(address)
    assert caught.value.state is DeviceState.NO_DEVICE


def test_two_daemons_in_one_process(make_bench: MakeBench, connect: Connect) -> None:
    with_a_card, without = make_bench("smart_card"), make_bench("smart_card")
    assert with_a_card.address("smart_card") != without.address("smart_card")
    first, second = connect(with_a_card.address("smart_card")), connect(without.address("smart_card"))
    insert(with_a_card, first, "staff")
    assert isinstance(first.staff_card(), StaffCard)
    assert second.staff_card() is SmartCardProblem.NO_CARD
    first.open()
    assert isinstance(first.staff_card(), StaffCard)
    assert SOCKET_VARIABLE not in os.environ


def test_no_daemon_at_all(connect: Connect, tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match="pcscd 没有运行") as caught:
        connect(f"pcsc:///*?socket={tmp_path}/none.comm")
    assert (caught.value.state, caught.value.vendor_code) == (DeviceState.OFFLINE, "8010001D")


@pytest.mark.parametrize(
    "address", ["pcsc:///", "pcsc://host/*", "pcsc:///*?socket=relative", "pcsc:///*?timeout=0", "pcsc:///*?colour=red"]
)
def test_an_address_nobody_understands(address: str) -> None:
    with pytest.raises(AddressError):
        open_device(address)


def test_nothing_is_left_open(bench: Bench, reader: Any) -> None:
    insert(bench, reader, "staff")
    before = sum(1 for _ in Path("/proc/self/fd").iterdir())
    for _ in range(20):
        reader.open()
        assert isinstance(reader.staff_card(), StaffCard)
    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) <= before + 1


def test_the_simulators_daemon_stays_apart_and_ends(bench: Bench) -> None:
    simulator = bench.console.simulators["smart_card"]
    assert isinstance(simulator, SmartCardSimulator)
    process = simulator.daemon.process
    assert process is not None
    folder = simulator.daemon.path.parent
    until(lambda: Path(f"/proc/{process}/ns/net").stat().st_ino != Path("/proc/self/ns/net").stat().st_ino)
    assert folder.stat().st_mode & 0o077 == 0
    bench.run(simulator.stop())
    assert not Path(f"/proc/{process}").exists()
    assert not folder.exists()
