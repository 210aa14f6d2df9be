"""Whatever a network camera sends: no crash, no hang, little memory, and a status that tells the truth."""

from __future__ import annotations

import itertools
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.camera.camera import Camera
from devices.camera.mjpeg import LONGEST_PICTURE, JpegFinder, decode, size_of
from devices.device import DeviceError
from devices.status import DeviceState, Optics
from tests.waiting import until

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"
Connect = Callable[[str], Any]


def jpeg(shade: int, width: int = 64, height: int = 48) -> bytes:
    image = np.random.default_rng(shade).integers(shade, shade + 40, (height, width, 3)).astype(np.uint8)
    return cv2.imencode(".jpg", image)[1].tobytes()


PICTURES = tuple(jpeg(shade) for shade in (40, 90, 140))


class Hostile:
    """A server that sends the same endless answer to each client as fast as it is taken."""

    def __init__(self, answer: Callable[[], Iterator[bytes]], pause: float = 0.0) -> None:
        self._answer = answer
        self._pause = pause
        self._over = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"mjpeg+http://127.0.0.1:{self._server.getsockname()[1]}/?stalled_after=1&frozen_after=1"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            try:
                for data in self._answer():
                    client.sendall(data)
                    if self._over.wait(self._pause) or self._over.is_set():
                        return
            except OSError:
                return

    def close(self) -> None:
        self._over.set()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()


@pytest.fixture
def hostile() -> Iterator[Callable[..., Hostile]]:
    made: list[Hostile] = []

    def make(answer: Callable[[], Iterator[bytes]], pause: float = 0.0) -> Hostile:
        made.append(Hostile(answer, pause))
        return made[-1]

    yield make
    for each in made:
        each.close()


def part(picture: bytes, head: bytes = b"") -> bytes:
    return b"--frame\r\nContent-Type: image/jpeg\r\n" + head + b"\r\n" + picture + b"\r\n"


def forever(*parts: bytes, first: bytes = HEAD) -> Callable[[], Iterator[bytes]]:
    return lambda: itertools.chain((first,), itertools.cycle(parts))


def bomb(side: int) -> bytes:
    """A JPEG whose head claims to be ``side`` by ``side`` pixels."""
    picture = bytearray(PICTURES[0])
    place = picture.index(b"\xff\xc0")
    picture[place + 5 : place + 9] = side.to_bytes(2, "big") * 2
    return bytes(picture)


LIVES = {
    "wrong content length": forever(*(part(each, b"Content-Length: 7\r\n") for each in PICTURES)),
    "content length of two gigabytes": forever(*(part(each, b"Content-Length: 2147483647\r\n") for each in PICTURES)),
    "content length that is no number": forever(*(part(each, b"Content-Length: -\xff\r\n") for each in PICTURES)),
    "no boundary": forever(*PICTURES, first=b"HTTP/1.0 200 OK\r\n\r\n"),
    "another boundary": forever(*(b"--other\r\n\r\n" + each for each in PICTURES)),
    "broken pictures between good ones": forever(PICTURES[0][:300], part(PICTURES[1]), part(b"\xff\xd8\xff\xc0\0\1"), part(PICTURES[2])),
    "pictures of impossible size between good ones": forever(part(bomb(65500)), part(PICTURES[1]), part(bomb(0)), part(PICTURES[2])),
}
JUNK = np.random.default_rng(3).integers(0, 255, 1 << 20).astype(np.uint8).tobytes()
DEAD = {
    "endless head": forever(b"X-Header: " + b"y" * 4000 + b"\r\n", first=b"HTTP/1.0 200 OK\r\n"),
    "endless part head": forever(b"X-Header: " + b"y" * 4000 + b"\r\n", first=HEAD + b"--frame\r\n"),
    "a picture that never ends": forever(b"x" * (1 << 20), first=HEAD + part(PICTURES[0][:-2])),
    "junk": forever(JUNK),
    "only starts of pictures": forever(b"\xff\xd8\xff" * 100_000),
    "no HTTP at all": forever(b"\0" * 4096, first=b""),
    "text": forever(b"<html>\r\n\r\n", first=b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n"),
    "not found": lambda: iter((b"HTTP/1.0 404 Not Found\r\n\r\n",)),
    "wants a password": lambda: iter((b"HTTP/1.0 401 Unauthorized\r\n\r\n",)),
    "closes at once": lambda: iter(()),
}


def memory() -> int:
    """The most this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.parametrize("name", LIVES)
def test_a_camera_that_gets_its_parts_wrong_still_shows_its_pictures(name: str, hostile: Callable[..., Hostile], connect: Connect) -> None:
    before = memory()
    camera = connect(hostile(LIVES[name], 0.005).address)
    assert isinstance(camera, Camera)
    camera.start()
    until(lambda: camera.latest() is not None and camera.latest().number > 5)  # type: ignore[union-attr]
    assert camera.latest().image.shape == (48, 64, 3)  # type: ignore[union-attr]
    assert camera.status().optics is Optics.OK
    assert memory() - before < 60


@pytest.mark.parametrize("name", DEAD)
def test_what_is_no_camera_is_called_so_in_time_and_in_little_memory(name: str, hostile: Callable[..., Hostile], connect: Connect) -> None:
    before = memory()
    camera = connect(hostile(DEAD[name]).address)
    began = time.monotonic()
    camera.start()

    def told() -> bool:
        try:
            status = camera.status()
        except DeviceError as error:
            return error.state in (DeviceState.OFFLINE, DeviceState.HARDWARE_ERROR, DeviceState.USER_ERROR) and bool(error.detail)
        return status.optics is Optics.INOPERATIVE

    until(told)
    assert not camera.self_test().passed
    camera.stop()
    assert time.monotonic() - began < 15
    assert memory() - before < 100


def test_head_that_trickles_in_is_given_up(hostile: Callable[..., Hostile], connect: Connect) -> None:
    camera = connect(hostile(forever(b"X", first=b"HTTP/1.0 200 OK\r\n"), 0.05).address)
    camera.start()

    def ended() -> bool:
        try:
            return camera.status().optics is Optics.INOPERATIVE
        except DeviceError as error:
            return error.vendor_code == "http-head"

    until(ended)


def test_stopping_does_not_wait_for_a_silent_camera(hostile: Callable[..., Hostile], connect: Connect) -> None:
    camera = connect(hostile(lambda: iter((HEAD, *(b"" for _ in range(1000)))), 0.05).address)
    camera.start()
    assert camera.latest() is None
    began = time.monotonic()
    camera.stop()
    assert time.monotonic() - began < 5


@given(st.lists(st.one_of(st.binary(max_size=400), st.sampled_from(PICTURES), st.just(b"\xff\xd8\xff")), max_size=8), st.integers(1, 977))
@settings(max_examples=150, deadline=None)
def test_any_bytes_in_any_portions_are_searched_within_bounds(parts: list[bytes], portion: int) -> None:
    data = b"".join(parts)
    finder = JpegFinder()
    for place in range(0, len(data), portion):
        found = finder.feed(data[place : place + portion])
        if found is not None:
            assert found in data
            size_of(found)
            decode(found)


def test_a_picture_is_found_whatever_stands_before_it_and_however_it_is_cut() -> None:
    data = b"--frame\r\n\xff\xd8\xff\x00junk\r\n" + PICTURES[0] + b"\r\n--frame\r\n\r\n" + PICTURES[1]
    for portion in (1, 2, 3, 7, 100, len(data)):
        finder = JpegFinder()
        found = [picture for place in range(0, len(data), portion) if (picture := finder.feed(data[place : place + portion])) is not None]
        assert found[-1] == PICTURES[1]


def test_a_picture_that_never_ends_is_forgotten() -> None:
    finder = JpegFinder()
    finder.feed(PICTURES[0][:-2])
    for _ in range(2 * LONGEST_PICTURE // (1 << 20)):
        assert finder.feed(b"x" * (1 << 20)) is None
    assert finder.feed(PICTURES[1]) == PICTURES[1]
