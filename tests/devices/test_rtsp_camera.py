"""An RTSP camera through OpenCV's own FFmpeg and a real RTSP server: its faults, and that its password is shown nowhere."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import cv2
import numpy as np
import pytest

from devices.address import AddressError, open_device, parse, without_password
from devices.camera.camera import Camera
from devices.device import DeviceError
from devices.simulators.rtsp import RtspCameraSimulator, packets
from devices.simulators.scenes import Scene, render
from devices.status import DeviceState, Optics
from devices.supervisor import Supervisor
from tests.waiting import until

Connect = Callable[[str], Any]
Run = Callable[[Coroutine[Any, Any, Any]], Any]
PASSWORD = "s3cr@t:w"
WHO = "ann:s3cr%40t%3Aw@"


@pytest.fixture
def run(loop: asyncio.AbstractEventLoop) -> Run:
    return lambda work: asyncio.run_coroutine_threadsafe(work, loop).result(60)


@pytest.fixture
def far(run: Run) -> Iterator[RtspCameraSimulator]:
    simulator = RtspCameraSimulator("face_camera", options="?frozen_after=0.6&stalled_after=1")
    run(simulator.start())
    yield simulator
    run(simulator.stop())


def lost(camera: Camera) -> bool:
    try:
        return camera.status().optics is Optics.INOPERATIVE
    except DeviceError as error:
        return error.state in (DeviceState.OFFLINE, DeviceState.NO_DEVICE)


def test_the_picture_comes_through_as_it_was_sent(far: RtspCameraSimulator, connect: Connect) -> None:
    camera = connect(far.address)
    assert far.clients == 0
    camera.start()
    frame = until(camera.latest)
    sent = [cv2.imdecode(np.frombuffer(each, np.uint8), cv2.IMREAD_COLOR) for each in render(Scene("person"))]
    assert min(float(np.abs(frame.image.astype(int) - each).mean()) for each in sent) < 2
    until(lambda: camera.status().optics is Optics.OK and "帧率" in camera.capabilities().facts)
    assert camera.capabilities().facts["分辨率"] == "1280×720"
    camera.stop()
    until(lambda: far.clients == 0)


def test_frozen_picture(far: RtspCameraSimulator, run: Run, connect: Connect) -> None:
    camera = connect(far.address)
    camera.start()
    until(camera.latest)
    run(far.command(["freeze", "on"]))
    until(lambda: camera.status().vendor_code == "frozen")
    run(far.command(["freeze", "off"]))
    until(lambda: camera.status().optics is Optics.OK)


@pytest.mark.parametrize("fault", ["stall", "garbage"])
def test_no_more_pictures(fault: str, far: RtspCameraSimulator, run: Run, connect: Connect) -> None:
    camera = connect(far.address)
    camera.start()
    until(camera.latest)
    run(far.command([fault, "on"]))
    until(lambda: camera.latest() is None or lost(camera))


def test_unplugged_while_a_screen_looks_and_back_again(far: RtspCameraSimulator, run: Run) -> None:
    supervisor = Supervisor("face_camera", far.address, backoff=lambda attempt: 0.1, probe_every=0.1)
    try:
        supervisor.submit(lambda device: device.start(), 5).result(6)
        camera = supervisor.device
        assert isinstance(camera, Camera)
        until(camera.latest)
        run(far.command(["unplug"]))
        until(lambda: supervisor.status.device is DeviceState.NO_DEVICE)
        assert camera.latest() is None
        run(far.command(["plug"]))
        until(camera.latest)
    finally:
        supervisor.close()


def test_the_password_opens_the_camera_and_is_shown_nowhere(
    far: RtspCameraSimulator, run: Run, connect: Connect, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    run(far.command(["lock", "ann", PASSWORD]))
    camera = connect(far.address.replace("//", f"//{WHO}"))
    camera.start()
    until(camera.latest)
    told = [str(camera.status()), str(camera.capabilities()), repr(camera)]
    wrong = connect(far.address.replace("//", "//ann:wr0ngw0rd@"))
    wrong.start()
    until(lambda: lost(wrong))
    told += [str(wrong.self_test())]
    run(far.stop())
    with pytest.raises(DeviceError) as caught:
        open_device(far.address.replace("//", f"//{WHO}")).open()
    output = capfd.readouterr()
    for text in (*told, str(caught.value), output.out, output.err, caplog.text):
        assert PASSWORD not in text
        assert WHO not in text
        assert "wr0ngw0rd" not in text


@pytest.mark.parametrize("address", [f"rtsp://{WHO}192.0.2.1:554/stream1", f"rtsp://ann:{PASSWORD}@192.0.2.1:port/", f"//ann:{PASSWORD}@h"])
def test_an_address_is_shown_without_its_password(address: str) -> None:
    shown = without_password(address)
    assert "@" in shown
    with contextlib.suppress(AddressError):
        shown += repr(parse(address))
    try:
        open_device(address)
    except AddressError as error:
        shown += str(error)
    assert PASSWORD not in shown
    assert "ann" not in shown


def test_packets_hold_the_picture_whatever_it_is() -> None:
    for picture in (b"", b"\xff\xd8", b"\xff\xd8\xff\xdb\0\0", bytes(5000), render(Scene("person"))[0]):
        assert all(len(packet) <= 1412 for packet in packets(picture, 1))
