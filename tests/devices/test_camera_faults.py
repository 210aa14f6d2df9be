"""A camera through the real ``cv2.VideoCapture`` and a real HTTP stream: frozen, stalled, unplugged, back again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from devices.camera.camera import Camera
from devices.camera.frames import Frame
from devices.device import DeviceError
from devices.simulators.camera import CameraSimulator
from devices.status import DeviceState, Optics
from devices.supervisor import Supervisor
from tests.devices.conftest import Bench
from tests.waiting import until

MakeBench = Callable[..., Bench]
Connect = Callable[[str], Any]
OPTIONS = {"face_camera": "?frozen_after=0.6&stalled_after=1"}


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench("face_camera", options=OPTIONS)


@pytest.fixture
def camera(bench: Bench, connect: Connect) -> Camera:
    opened = connect(bench.address("face_camera"))
    assert isinstance(opened, Camera)
    return opened


def clients(bench: Bench) -> int:
    simulator = bench.console.simulators["face_camera"]
    assert isinstance(simulator, CameraSimulator)
    return simulator.clients


def test_the_picture_is_on_only_between_start_and_stop(bench: Bench, camera: Camera) -> None:
    assert camera.latest() is None
    assert (camera.status().device, camera.status().optics, clients(bench)) == (DeviceState.ONLINE, Optics.UNKNOWN, 0)
    camera.start()
    frame: Frame = until(camera.latest)
    assert frame.image.shape == (720, 1280, 3)
    assert frame.image.dtype == np.uint8
    assert camera.status().optics is Optics.OK
    camera.stop()
    assert camera.latest() is None
    until(lambda: clients(bench) == 0)


def test_the_newest_picture_wins(bench: Bench, camera: Camera) -> None:
    camera.start()
    first: Frame = until(camera.latest)
    bench.say("face_camera show nobody")
    # The middle of the picture turns from a face into the wall: what comes out is never older than a few frames.
    until(lambda: float(np.abs(camera.latest().image[360, 640].astype(int) - first.image[360, 640]).max()) > 20, 2.0)  # type: ignore[union-attr]
    assert camera.latest().number > first.number  # type: ignore[union-attr]


def test_frozen_picture(bench: Bench, camera: Camera) -> None:
    camera.start()
    until(camera.latest)
    bench.say("face_camera freeze on")
    status = until(lambda: (s := camera.status()).optics is Optics.INOPERATIVE and s)
    assert (status.vendor_code, status.usable) == ("frozen", False)
    assert "停住" in status.detail
    bench.say("face_camera freeze off")
    until(lambda: camera.status().optics is Optics.OK)


def test_self_test_tells_a_frozen_camera_from_a_living_one(bench: Bench, camera: Camera) -> None:
    tested = camera.self_test()
    assert tested.passed
    assert "1280×720" in tested.detail
    bench.say("face_camera freeze on")
    assert not camera.self_test().passed
    until(lambda: clients(bench) == 0)


def test_picture_stops_coming(bench: Bench, camera: Camera) -> None:
    camera.start()
    until(camera.latest)
    bench.say("face_camera stall on")
    until(lambda: camera.latest() is None)

    def noticed() -> bool:
        try:
            return camera.status().optics is Optics.INOPERATIVE
        except DeviceError as error:
            return error.state is DeviceState.OFFLINE

    until(noticed)


def test_black_picture(bench: Bench, camera: Camera) -> None:
    camera.start()
    until(camera.latest)
    bench.say("face_camera black on")
    status = until(lambda: (s := camera.status()).optics is Optics.INOPERATIVE and s)
    assert (status.vendor_code, status.usable) == ("black", False)
    bench.say("face_camera black off")
    until(lambda: camera.status().optics is Optics.OK)


def test_garbage_in_place_of_pictures(bench: Bench, camera: Camera) -> None:
    camera.start()
    until(camera.latest)
    bench.say("face_camera garbage on")
    until(lambda: camera.latest() is None)
    assert not camera.self_test().passed


def test_slow_camera_still_shows_its_newest_picture(bench: Bench, connect: Connect) -> None:
    bench.say("face_camera slow on")
    camera = connect(bench.address("face_camera").replace("stalled_after=1", "stalled_after=4"))
    camera.start()
    until(lambda: camera.latest() is not None and camera.latest().number > 2)
    assert camera.status().optics is Optics.OK
    assert float(camera.capabilities().facts["帧率"].removesuffix(" 帧/秒")) < 3


def test_size_and_rate_are_measured_and_kept(camera: Camera) -> None:
    assert camera.capabilities().facts == {}
    camera.start()
    until(lambda: "帧率" in camera.capabilities().facts)
    camera.stop()
    facts = camera.capabilities().facts
    assert facts["分辨率"] == "1280×720"
    assert 3 < float(facts["帧率"].removesuffix(" 帧/秒")) < 30


def test_unplugged_while_a_screen_looks_and_back_again(bench: Bench) -> None:
    supervisor = Supervisor("face_camera", bench.address("face_camera"), backoff=lambda attempt: 0.1, probe_every=0.1)
    try:
        supervisor.submit(lambda device: device.start(), 5).result(6)
        camera = supervisor.device
        assert isinstance(camera, Camera)
        until(camera.latest)
        bench.say("face_camera unplug")
        until(lambda: supervisor.status.device is DeviceState.NO_DEVICE)
        assert camera.latest() is None
        bench.say("face_camera plug")
        until(lambda: supervisor.status.device is DeviceState.ONLINE)
        until(camera.latest)
    finally:
        supervisor.close()


def test_absent_cameras_are_named(connect: Connect) -> None:
    with pytest.raises(DeviceError) as caught:
        connect("v4l2:///dev/there-is-no-such-camera")
    assert caught.value.state is DeviceState.NO_DEVICE
    with pytest.raises(DeviceError) as caught:
        connect("v4l2:///etc/hostname")
    assert caught.value.state is DeviceState.USER_ERROR


def test_the_drawn_person_is_where_a_portrait_is_cut(camera: Camera) -> None:
    camera.start()
    frame: Frame = until(camera.latest)
    skin = cv2.inRange(frame.image, np.array((140, 175, 215)), np.array((185, 215, 250)))
    xs = np.nonzero(skin)[1]
    assert abs(float(xs.mean()) - 640) < 40
