"""USB devices: the address, the packets over a real pair of sockets that keeps packets apart, and what staff read when nothing is plugged in."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.address import AddressError, open_device, parse
from devices.device import DeviceError
from devices.id_card.card import IdCard
from devices.id_card.reader import SamReader
from devices.simulators.cards import CARDS
from devices.simulators.sam_module import SamModule
from devices.status import DeviceState
from devices.usb_wire import UsbIdentity, UsbWire, identity, pieces
from devices.wire import gone


class SocketPipe:
    """Endpoints over a SOCK_SEQPACKET pair, which keeps packets apart as USB does."""

    def __init__(self, end: socket.socket, packet: int, *, fixed: bool) -> None:
        self._end = end
        self.packet = packet
        self.fixed = fixed

    def receive(self, timeout: float) -> bytes:
        ready, _, _ = select.select([self._end], [], [], timeout)
        if not ready:
            return b""
        try:
            data = self._end.recv(self.packet)
        except OSError as error:
            raise gone(error) from error
        if not data:
            raise gone(None)
        return data

    def send(self, data: bytes, timeout: float) -> int:
        _, ready, _ = select.select([], [self._end], [], timeout)
        try:
            return self._end.send(data[: self.packet]) if ready else 0
        except OSError as error:
            raise gone(error) from error

    def close(self) -> None:
        self._end.close()


class FarSide(threading.Thread):
    """A SAM module behind USB packets of one size; every packet it got is kept."""

    def __init__(self, end: socket.socket, packet: int, *, fixed: bool) -> None:
        super().__init__(daemon=True)
        self.module = SamModule()
        self.packets: list[bytes] = []
        self._end, self._packet, self._fixed = end, packet, fixed

    def run(self) -> None:
        while True:
            try:
                data = self._end.recv(65536)
                if not data:
                    return
                self.packets.append(data)
                for answer in self.module.feed(data):
                    for piece in pieces(answer, self._packet, fixed=True) if self._fixed else _split(answer, self._packet):
                        self._end.send(piece)
            except OSError:
                return


def _split(data: bytes, size: int) -> tuple[bytes, ...]:
    return tuple(data[start : start + size] for start in range(0, len(data), size))


@pytest.fixture(params=[(64, False), (64, True), (8, True), (512, False)], ids=["bulk", "hid", "small-hid", "high-speed"])
def far_side(request: pytest.FixtureRequest) -> Iterator[tuple[FarSide, UsbWire]]:
    packet, fixed = request.param
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    side = FarSide(theirs, packet, fixed=fixed)
    side.start()
    wire = UsbWire(SocketPipe(ours, packet, fixed=fixed))
    yield side, wire
    wire.close()
    theirs.close()
    side.join(60)
    assert not side.is_alive()


def test_a_card_is_read_through_packets(far_side: tuple[FarSide, UsbWire]) -> None:
    side, wire = far_side
    reader = SamReader(lambda: wire, timeout=2)
    reader.open()
    side.module.put("worker")
    card = reader.read(with_fingerprint=True)
    assert isinstance(card, IdCard) and card.name == CARDS["worker"].name and len(card.fingerprint) == 1024
    assert reader.self_test().passed
    assert reader.present()
    side.module.take()
    assert not reader.present()


def test_reports_are_of_one_size(far_side: tuple[FarSide, UsbWire]) -> None:
    side, wire = far_side
    reader = SamReader(lambda: wire, timeout=2)
    reader.open()
    assert reader.status().device is DeviceState.ONLINE
    if wire._pipe.fixed:
        assert {len(packet) for packet in side.packets} == {wire._pipe.packet}


def test_a_read_that_hears_nothing_ends_in_time_and_can_be_stopped() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    wire = UsbWire(SocketPipe(ours, 64, fixed=False))
    started = time.monotonic()
    assert wire.read(0.2) == b""
    assert 0.15 < time.monotonic() - started < 8
    threading.Timer(0.05, wire.interrupt).start()
    with pytest.raises(DeviceError, match="取消"):
        wire.read(30)
    assert time.monotonic() - started < 9
    theirs.close()
    with pytest.raises(DeviceError) as caught:
        wire.read(1)
    assert caught.value.state is DeviceState.OFFLINE
    wire.close()


def test_a_device_that_takes_nothing_is_told_of() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    wire = UsbWire(SocketPipe(ours, 64, fixed=False))
    started = time.monotonic()
    with pytest.raises(DeviceError) as caught:
        wire.write(bytes(1 << 20), 0.3)
    assert caught.value.vendor_code == "write-timeout"
    assert time.monotonic() - started < 9
    wire.close()
    theirs.close()


@given(st.binary(max_size=3000), st.integers(1, 600), st.booleans())
def test_pieces_carry_every_byte_in_order(data: bytes, packet: int, fixed: bool) -> None:
    parts = pieces(data, packet, fixed=fixed)
    joined = b"".join(parts)
    assert joined[: len(data)] == data and not any(joined[len(data) :])
    assert all(len(part) == packet for part in parts) if fixed else joined == data


@pytest.mark.parametrize(
    "address",
    [
        "sam+usb://0400:c35a",
        "sam+usb://0400:C35A/",
        "sam+usb:///0400:c35a?timeout=2",
        "sam+usb:///?vendor=0400&product=c35a",
        "sam+usb:///?vendor=0x0400&product=0xC35A",
    ],
)
def test_a_device_can_be_named_in_several_ways(address: str) -> None:
    assert identity(parse(address), "") == UsbIdentity(0x0400, 0xC35A)


def test_two_of_the_same_are_told_apart_by_their_serial_numbers() -> None:
    assert identity(parse("escpos+usb://04b8:0202?serial=A1"), "") == UsbIdentity(0x04B8, 0x0202, "A1")


@pytest.mark.parametrize(
    "address",
    ["sam+usb://", "sam+usb://0400", "sam+usb://0400:c35", "sam+usb://0400:xxxx", "sam+usb:///?vendor=1", "sam+usb://0400:c35a?baud=1"],
)
def test_an_address_without_numbers_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(AddressError):
        open_device(address)


@pytest.mark.parametrize("address", ["sam+usb://0400:c35a", "escpos+usb://04b8:0202?serial=X"])
def test_a_device_that_is_not_plugged_in_is_named_as_lsusb_names_it(address: str) -> None:
    device = open_device(address)
    with pytest.raises(DeviceError) as caught:
        device.open()
    assert caught.value.state is DeviceState.NO_DEVICE
    assert caught.value.detail == f"没有找到 USB 设备 {address[-9:] if '?' not in address else '04b8:0202'}，设备没有接上或没有通电"
    device.close()
