"""A camera's picture is unpacked as far as a screen shows it, and whole for who takes it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from devices.camera.frames import SMALL_WIDTH
from devices.camera.mjpeg import decode
from devices.document_camera.page import find_page, judge
from devices.simulators.scenes import DOCUMENT_SCENES, Scene, render


def jpeg(width: int, height: int) -> bytes:
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    done, data = cv2.imencode(".jpg", np.stack((across, down, across), axis=2).astype(np.uint8))
    assert done
    return data.tobytes()


@pytest.mark.parametrize(
    ("size", "part"), [((640, 480), 1), ((1280, 720), 1), ((1918, 1078), 1), ((1920, 1080), 2), ((3508, 2480), 2), ((3840, 2160), 4)]
)
def test_a_picture_is_small_enough_for_the_screen_and_whole_for_who_takes_it(size: tuple[int, int], part: int) -> None:
    shot = decode(jpeg(*size))
    assert shot is not None
    assert shot.size == size
    assert shot.small.shape == (size[1] // part, size[0] // part, 3)
    assert shot.small.shape[1] >= min(SMALL_WIDTH, size[0])
    assert np.array_equal(shot.image, np.asarray(cv2.imdecode(np.frombuffer(jpeg(*size), np.uint8), cv2.IMREAD_COLOR)))
    assert shot.image is shot.image


@pytest.mark.parametrize("name", DOCUMENT_SCENES)
def test_the_live_picture_tells_the_same_of_a_page_as_one_made_small_of_the_whole(name: str) -> None:
    shot = decode(render(Scene(name))[0])
    assert shot is not None
    height, width = shot.small.shape[:2]
    shrunk = cv2.resize(shot.image, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)
    live, made = find_page(shot.small), find_page(shrunk)
    assert (live is None) == (made is None)
    if live is not None and made is not None:
        assert float(np.abs(live - made).max()) < 1.0
    assert judge(shot.small, live).verdict == judge(shrunk, made).verdict
