"""Barcode readers that play a keyboard, and a camera as barcode reader, before a real stream."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from devices.address import AddressError, open_device
from devices.barcode.camera_codes import CameraCodes
from devices.barcode.code import LONGEST
from devices.barcode.key_events import KeyDecoder, encode
from devices.barcode.listener import Decoder, ListeningReader
from devices.barcode.wedge import EVIOCGRAB, WindowKeyboard
from devices.device import Capabilities, DeviceError
from devices.simulators.camera import CameraSimulator
from devices.simulators.scenes import SHOWN_CODE
from devices.status import DeviceState, Optics
from devices.wire import Wire
from tests.devices.conftest import Bench
from tests.waiting import until

MakeBench = Callable[..., Bench]
Connect = Callable[[str], Any]


# A keyboard of its own ------------------------------------------------------------------------------------------------


def test_a_keyboard_that_is_not_there(connect: Connect) -> None:
    with pytest.raises(DeviceError) as caught:
        connect("keyboard:///dev/input/by-id/there-is-no-such-keyboard")
    assert caught.value.state is DeviceState.NO_DEVICE


def test_what_cannot_be_had_alone_is_not_had_at_all(tmp_path: Path, connect: Connect) -> None:
    pipe = tmp_path / "keys"
    os.mkfifo(pipe)
    before = set(Path("/proc/self/fd").iterdir())
    with pytest.raises(DeviceError, match="独占") as caught:
        connect(f"keyboard://{pipe}")
    assert caught.value.state is DeviceState.USER_ERROR
    assert set(Path("/proc/self/fd").iterdir()) == before


def test_the_request_is_the_one_of_the_kernels_header() -> None:
    # _IOW('E', 0x90, int), asm-generic/ioctl.h: direction 1 (write), size 4, type 'E', number 0x90.
    write_an_int = 1 << 30 | 4 << 16 | ord("E") << 8 | 0x90
    assert write_an_int == EVIOCGRAB


class Piped(ListeningReader):
    """Key events as the kernel would give them, through a socket."""

    def __init__(self, line: socket.socket) -> None:
        super().__init__()
        self._line = line

    def connect(self) -> Wire:
        self._line.setblocking(False)
        return Wire(self._line.fileno(), self._line.close)

    def decoder(self) -> Decoder:
        return KeyDecoder()

    def capabilities(self) -> Capabilities:
        return Capabilities("扫码器", {})


def test_key_events_become_codes_until_the_reader_is_unplugged() -> None:
    near, far = socket.socketpair()
    reader = Piped(near)
    reader.open()
    far.sendall(encode("HTTPS://hall.example/r?c=JB0147"))
    assert until(reader.take).text == "HTTPS://hall.example/r?c=JB0147"
    far.close()

    def lost() -> bool:
        try:
            reader.status()
        except DeviceError as error:
            return error.state is DeviceState.OFFLINE
        return False

    until(lost)
    reader.close()


# The window -----------------------------------------------------------------------------------------------------------


def test_the_window_takes_codes_and_only_codes(connect: Connect) -> None:
    reader = connect("keyboard://")
    assert isinstance(reader, WindowKeyboard)
    assert reader.offer("JB0147")
    code = reader.take()
    assert (code and code.text, reader.take()) == ("JB0147", None)
    assert not any(reader.offer(text) for text in ("", "A" * (LONGEST + 1), "a\x1bb"))
    assert reader.status().device is DeviceState.ONLINE
    assert reader.self_test().passed


# A camera -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench("face_camera", options={"face_camera": "?frozen_after=0.6&stalled_after=1"})


@pytest.fixture
def codes(bench: Bench, connect: Connect) -> CameraCodes:
    opened = connect(f"camera://face?source={quote(bench.address('face_camera'), safe='')}")
    assert isinstance(opened, CameraCodes)
    return opened


def clients(bench: Bench) -> int:
    simulator = bench.console.simulators["face_camera"]
    assert isinstance(simulator, CameraSimulator)
    return simulator.clients


def test_a_code_held_before_the_camera_is_one_code(bench: Bench, codes: CameraCodes) -> None:
    assert codes.take() is None
    bench.say("face_camera show code")
    code = until(codes.take)
    assert (code.text, code.symbology) == (SHOWN_CODE, "QR Code")
    assert SHOWN_CODE not in repr(code)
    still_held = time.monotonic() + 1
    until(lambda: codes.take() is not None or time.monotonic() > still_held)
    assert codes.take() is None


def test_the_picture_is_on_only_while_somebody_asks(bench: Bench, codes: CameraCodes) -> None:
    assert (codes.status().optics, clients(bench)) == (Optics.UNKNOWN, 0)
    codes.take()
    until(lambda: clients(bench) == 1)
    until(lambda: clients(bench) == 0)


def test_frozen_and_unplugged_are_the_cameras(bench: Bench, codes: CameraCodes) -> None:
    bench.say("face_camera freeze on")
    assert until(lambda: codes.take() is None and (s := codes.status()).optics is Optics.INOPERATIVE and s).vendor_code == "frozen"
    bench.say("face_camera unplug")

    def gone() -> bool:
        try:
            codes.status()
        except DeviceError as error:
            return error.state in (DeviceState.OFFLINE, DeviceState.NO_DEVICE)
        return False

    until(gone)
    codes.close()
    with pytest.raises(DeviceError) as caught:
        codes.open()
    assert caught.value.state is DeviceState.NO_DEVICE


@pytest.mark.parametrize(
    "address",
    [
        "camera://face",
        "camera://face?source=",
        "camera://face?source=scanner%2Bserial%3A%2F%2F%2Fdev%2Fx",
        "camera://face?source=camera%3A%2F%2Fx",
        "camera://face/x?source=v4l2%3A%2F%2F%2Fdev%2Fvideo0",
        "keyboard://host",
        "keyboard:///",
        "keyboard://?grab=no",
    ],
)
def test_wrong_addresses(address: str) -> None:
    with pytest.raises(AddressError):
        open_device(address)
