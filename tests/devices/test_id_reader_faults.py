"""The ID reader over a real pseudo-terminal: every fault of card, line and reader is told apart."""

from __future__ import annotations

import io
import os
import pty
import threading
import time
import tty
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from devices.address import AddressError, open_device
from devices.device import DeviceError
from devices.id_card.card import CardProblem, IdCard
from devices.simulators.cards import APPENDED_ADDRESSES, CARDS, SEALED_PHOTOS, fingerprint
from devices.status import DeviceState, Media
from tests.devices.conftest import Bench

MakeBench = Callable[..., Bench]
Connect = Callable[[str], Any]


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench("id_reader", options={"id_reader": "?timeout=0.3"})


def test_nothing_on_the_reader(bench: Bench, connect: Connect) -> None:
    reader = connect(bench.address("id_reader"))
    assert reader.read() is CardProblem.NO_CARD
    assert not reader.present()
    assert reader.status().media is Media.NOT_PRESENT


def test_a_late_answer_to_an_earlier_question_is_not_taken_for_an_empty_reader(bench: Bench, connect: Connect) -> None:
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader put elderly")
    bench.say("id_reader slow 450")
    with pytest.raises(DeviceError, match="没有应答"):
        reader.status()
    with pytest.raises(DeviceError):
        reader.present()
    bench.say("id_reader slow 0")
    assert reader.present()


@pytest.mark.parametrize("who", list(CARDS))
def test_a_card_is_read_and_stays_until_taken(bench: Bench, connect: Connect, who: str) -> None:
    reader = connect(bench.address("id_reader"))
    bench.say(f"id_reader put {who}")
    card = reader.read()
    assert isinstance(card, IdCard)
    assert (card.name, card.number) == (CARDS[who].name, CARDS[who].number)
    if who not in SEALED_PHOTOS:
        assert Image.open(io.BytesIO(card.photo)).size == (102, 126)
    assert reader.present()
    bench.say("id_reader take")
    assert not reader.present()


def test_card_pulled_mid_read(bench: Bench, connect: Connect) -> None:
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader put elderly")
    bench.say("id_reader pull-mid-read")
    assert reader.read() is CardProblem.PULLED
    bench.say("id_reader put elderly")
    assert isinstance(reader.read(), IdCard)


@pytest.mark.parametrize(("fault", "code"), [("checksum", "checksum"), ("garbage", "garbage")])
def test_wrong_bytes_on_the_line(bench: Bench, connect: Connect, fault: str, code: str) -> None:
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader put worker")
    bench.say(f"id_reader {fault} on")
    assert reader.read() is CardProblem.UNREADABLE
    with pytest.raises(DeviceError) as caught:
        reader.status()
    assert (caught.value.state, caught.value.vendor_code) == (DeviceState.HARDWARE_ERROR, code)
    bench.say(f"id_reader {fault} off")
    assert isinstance(reader.read(), IdCard)


def test_silent_reader(bench: Bench, connect: Connect) -> None:
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader silent on")
    started = time.monotonic()
    with pytest.raises(DeviceError) as caught:
        reader.read()
    assert (caught.value.state, caught.value.vendor_code) == (DeviceState.HARDWARE_ERROR, "timeout")
    assert time.monotonic() - started < 8
    bench.say("id_reader silent off")
    assert reader.read() is CardProblem.NO_CARD


def test_unplugged_while_idle_then_plugged_in_again(bench: Bench, connect: Connect) -> None:
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader unplug")
    with pytest.raises(DeviceError) as caught:
        reader.status()
    assert caught.value.state is DeviceState.OFFLINE
    with pytest.raises(DeviceError) as caught:
        reader.open()
    assert caught.value.state is DeviceState.NO_DEVICE
    bench.say("id_reader plug")
    reader.open()
    assert reader.status().device is DeviceState.ONLINE


def test_held_by_another_process_whose_name_is_told(bench: Bench, connect: Connect) -> None:
    bench.say("id_reader busy on")
    with pytest.raises(DeviceError, match=r"正被程序 python.*进程 \d+.*占用") as caught:
        connect(bench.address("id_reader"))
    assert caught.value.state is DeviceState.DEVICE_BUSY
    bench.say("id_reader busy off")
    assert connect(bench.address("id_reader")).status().device is DeviceState.ONLINE


def test_another_process_takes_the_port_while_it_is_in_use(bench: Bench, connect: Connect) -> None:
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader busy on")
    with pytest.raises(DeviceError) as caught:
        reader.status()
    assert caught.value.state is DeviceState.OFFLINE
    with pytest.raises(DeviceError) as caught:
        reader.open()
    assert caught.value.state is DeviceState.DEVICE_BUSY


@pytest.mark.parametrize(("fault", "code", "word"), [("self-test-failed", "60", "自检"), ("unauthorised", "66", "授权")])
def test_the_module_says_that_it_cannot_work(bench: Bench, connect: Connect, fault: str, code: str, word: str) -> None:
    reader = connect(bench.address("id_reader"))
    bench.say(f"id_reader {fault} on")
    status = reader.status()
    assert (status.device, status.vendor_code) == (DeviceState.HARDWARE_ERROR, code)
    assert word in status.detail
    test = reader.self_test()
    assert not test.passed and word in test.detail
    bench.say("id_reader put worker")
    assert reader.read() is CardProblem.UNREADABLE
    bench.say(f"id_reader {fault} off")
    assert isinstance(reader.read(), IdCard)
    assert reader.self_test().passed


def test_the_self_test_resets_the_module_and_names_it(bench: Bench, connect: Connect) -> None:
    reader = connect(bench.address("id_reader"))
    test = reader.self_test()
    assert test.passed and "05.03-20260101-0000000147" in test.detail


def test_a_card_on_a_sticky_reader_is_found_again_after_a_reset(make_bench: MakeBench, connect: Connect) -> None:
    bench = make_bench("id_reader", options={"id_reader": "?timeout=0.3&refind=no"})
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader sticky on")
    bench.say("id_reader put minor")
    assert isinstance(reader.read(), IdCard)
    reader.reset()
    assert isinstance(reader.read(), IdCard)


def test_the_reader_lost_its_power_for_a_moment_between_two_reads(make_bench: MakeBench, connect: Connect) -> None:
    bench = make_bench("id_reader", options={"id_reader": "?timeout=0.3&refind=no"})
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader put minor")
    assert isinstance(reader.read(), IdCard)
    bench.say("id_reader reset")
    assert not reader.present()
    assert reader.present()
    assert isinstance(reader.read(), IdCard)


def test_a_slow_reader_is_waited_for_within_its_time(bench: Bench, connect: Connect) -> None:
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader put worker")
    bench.say("id_reader slow 100")
    started = time.monotonic()
    assert isinstance(reader.read(), IdCard)
    assert time.monotonic() - started > 0.3
    bench.say("id_reader slow 2000")
    with pytest.raises(DeviceError) as caught:
        reader.status()
    assert caught.value.vendor_code == "timeout"


def test_a_late_answer_is_not_taken_for_the_next_ones(bench: Bench, connect: Connect) -> None:
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader slow 400")
    with pytest.raises(DeviceError):
        reader.number()
    bench.say("id_reader slow 0")
    deadline = time.monotonic() + 5
    while reader.status().device is not DeviceState.ONLINE:
        assert time.monotonic() < deadline
    assert reader.number() == "05.03-20260101-0000000147"


@pytest.mark.parametrize(("who", "length"), [("elderly", 0), ("minor", 512), ("worker", 1024)])
def test_the_fingerprint_is_read_only_when_asked_for(bench: Bench, connect: Connect, who: str, length: int) -> None:
    reader = connect(bench.address("id_reader"))
    bench.say(f"id_reader put {who}")
    card = reader.read(with_fingerprint=True)
    assert isinstance(card, IdCard)
    assert (card.name, card.fingerprint) == (CARDS[who].name, fingerprint(who))
    assert len(card.fingerprint) == length
    plain = reader.read()
    assert isinstance(plain, IdCard) and plain.fingerprint == b""


def test_an_appended_address_is_read_where_there_is_one(bench: Bench, connect: Connect) -> None:
    reader = connect(bench.address("id_reader"))
    assert reader.appended_address() is CardProblem.NO_CARD
    bench.say("id_reader put worker")
    assert reader.appended_address() == ""
    bench.say("id_reader put moved")
    assert reader.appended_address() == APPENDED_ADDRESSES["moved"]
    assert "迁入" not in repr(reader.read())


def test_what_it_can_do_is_known_before_it_is_connected() -> None:
    able = open_device("sam+serial:///dev/nothing").capabilities()
    assert able.kind == "身份证阅读器" and "追加地址" in able.facts["还能读"]


@pytest.mark.parametrize(
    "address", ["sam+serial:///dev/x?speed=9", "sam+serial://host/dev/x", "sam+serial:", "sam+serial:///dev/x?refind=maybe"]
)
def test_an_address_nobody_understands_is_refused(address: str) -> None:
    with pytest.raises(AddressError):
        open_device(address)


def test_a_reader_that_does_not_find_a_card_twice_still_tells_when_it_is_taken(make_bench: MakeBench, connect: Connect) -> None:
    bench = make_bench("id_reader", options={"id_reader": "?timeout=0.3&refind=no"})
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader sticky on")
    bench.say("id_reader put minor")
    assert isinstance(reader.read(), IdCard)
    assert reader.present()
    bench.say("id_reader take")
    assert not reader.present()
    assert reader.read() is CardProblem.NO_CARD


def test_a_read_under_way_can_be_stopped(make_bench: MakeBench, connect: Connect) -> None:
    bench = make_bench("id_reader", options={"id_reader": "?timeout=30"})
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader silent on")
    started = time.monotonic()
    threading.Timer(0.1, reader.interrupt).start()
    with pytest.raises(DeviceError, match="取消"):
        reader.read()
    assert time.monotonic() - started < 9


def outcome(reader: Any) -> object:
    try:
        return reader.read()
    except DeviceError as error:
        return error.vendor_code


def test_a_line_that_never_stops_talking(connect: Connect) -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    flooding = threading.Event()

    def flood() -> None:
        while not flooding.is_set():
            try:
                os.write(master, b"\x55" * 4096)
            except OSError:
                return

    thread = threading.Thread(target=flood, daemon=True)
    thread.start()
    try:
        reader = connect(f"sam+serial://{os.ttyname(slave)}?timeout=0.3")
        started = time.monotonic()
        assert outcome(reader) in (CardProblem.UNREADABLE, "flood")
        assert time.monotonic() - started < 9
    finally:
        flooding.set()
        os.close(slave)
        os.close(master)
        thread.join(2)


def test_reading_keeps_the_pace_of_the_wire(make_bench: MakeBench, connect: Connect) -> None:
    bench = make_bench("id_reader", baud=115200)
    reader = connect(bench.address("id_reader"))
    bench.say("id_reader put worker")
    started = time.monotonic()
    assert isinstance(reader.read(), IdCard)
    assert 0.11 < time.monotonic() - started < 5
    assert reader.self_test().passed
