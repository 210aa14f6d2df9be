"""A camera through OpenCV: the newest picture wins, a frozen one is noticed, and the picture is on only between ``start`` and ``stop``.

Addresses ``mjpeg+http://host:port/path`` and ``v4l2:///dev/v4l/by-id/…``. Options: ``width``, ``height``, ``fps`` (V4L2 only),
``frozen_after`` seconds without a change before the picture counts as frozen (3), ``stalled_after`` seconds without any picture before it
counts as absent (3).
"""

from __future__ import annotations

import errno
import os
import socket
import stat
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from devices.address import Address, AddressError
from devices.clock import now
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.holder import holder_of
from devices.status import DeviceState, Optics, Status

if TYPE_CHECKING:
    import cv2

NO_PICTURE = "摄像头没有画面，请检查连接线"
FROZEN = "摄像头画面停住不动，请重新插拔摄像头"


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: ``image`` is BGR, height x width x 3 bytes; ``number`` counts from 1 at each start; ``at`` is monotonic seconds."""

    image: NDArray[np.uint8] = field(repr=False)
    number: int
    at: float


@dataclass(frozen=True, slots=True)
class Source:
    """Where pictures come from: how to look whether it is there (without a picture), and how to open it."""

    probe: Callable[[], None]
    capture: Callable[[], cv2.VideoCapture]


def open_mjpeg(address: Address) -> Device:
    """The factory of ``mjpeg+http``. Raises AddressError."""
    address.only("frozen_after", "stalled_after")
    if not address.host:
        raise AddressError("网络摄像头的地址应写成 mjpeg+http://主机:端口/路径")
    host, port = address.host, address.port or 80
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}{quote(address.path) or '/'}"
    stalled_after = address.number("stalled_after", 3, low=0.2, high=60)
    return _camera(address, Source(lambda: _probe_network(host, port), lambda: _capture_url(url, stalled_after)))


def open_v4l2(address: Address) -> Device:
    """The factory of ``v4l2``. Raises AddressError."""
    address.only("width", "height", "fps", "frozen_after", "stalled_after")
    if address.host or len(address.path) < 2:
        raise AddressError("摄像头的地址应写成 v4l2:///dev/video0")
    width = int(address.number("width", 1280, low=160, high=8192))
    height = int(address.number("height", 720, low=120, high=8192))
    fps = address.number("fps", 15, low=1, high=60)
    path = address.path
    return _camera(address, Source(lambda: _probe_device(path), lambda: _capture_device(path, width, height, fps)))


def _camera(address: Address, source: Source) -> Camera:
    return Camera(
        source,
        frozen_after=address.number("frozen_after", 3, low=0.2, high=600),
        stalled_after=address.number("stalled_after", 3, low=0.2, high=60),
    )


class Camera(Device):
    """``start`` and ``stop`` through the supervisor; ``latest`` from any thread.

    A camera that was on when its connection broke is on again once it is back.
    """

    def __init__(self, source: Source, *, frozen_after: float = 3.0, stalled_after: float = 3.0) -> None:
        self._source = source
        self._frozen_after = frozen_after
        self._stalled_after = stalled_after
        self._wanted = False
        self._grabber: _Grabber | None = None

    def open(self) -> None:
        """Look whether the camera is there; the picture comes on only if it was on before. Raises DeviceError."""
        self._source.probe()
        if self._wanted:
            self._turn_on()

    def close(self) -> None:
        """Turn the picture off."""
        grabber, self._grabber = self._grabber, None
        if grabber is not None:
            grabber.stop()

    def start(self) -> None:
        """Turn the picture on. Returns at once; ``latest`` has a picture as soon as there is one."""
        self._wanted = True
        self._turn_on()

    def stop(self) -> None:
        """Turn the picture off."""
        self._wanted = False
        self.close()

    def latest(self) -> Frame | None:
        """The newest picture, or None when the picture is off, has not come yet, or stopped coming. Any thread, never waits."""
        grabber = self._grabber
        frame = grabber.frame if grabber is not None else None
        return frame if frame is not None and time.monotonic() - frame.at < self._stalled_after else None

    def capabilities(self) -> Capabilities:
        """What it can do."""
        return Capabilities("摄像头", {})

    def status(self) -> Status:
        """With the picture off: whether the camera is there (``optics`` unknown). With it on: whether the picture lives."""
        grabber = self._grabber
        if grabber is None:
            self._source.probe()
            return Status(DeviceState.ONLINE, now(), optics=Optics.UNKNOWN)
        if grabber.ended:
            raise DeviceError(DeviceState.OFFLINE, NO_PICTURE, "stream-ended")
        at = time.monotonic()
        frame = grabber.frame
        if at - (frame.at if frame is not None else grabber.since) > self._stalled_after:
            return Status(DeviceState.ONLINE, now(), NO_PICTURE, "stalled", optics=Optics.INOPERATIVE)
        if frame is None:
            return Status(DeviceState.ONLINE, now(), optics=Optics.UNKNOWN)
        if at - grabber.changed > self._frozen_after:
            return Status(DeviceState.ONLINE, now(), FROZEN, "frozen", optics=Optics.INOPERATIVE)
        return Status(DeviceState.ONLINE, now(), optics=Optics.OK)

    def self_test(self) -> SelfTest:
        """Take pictures for a moment: do they come, and do they change. Leaves the picture as it was."""
        was_on = self._wanted
        self.start()
        try:
            grabber = self._grabber
            assert grabber is not None
            if not grabber.wait_for(3, self._stalled_after + 3) or grabber.frame is None:
                return SelfTest(False, NO_PICTURE)
            if grabber.changes < 2:
                return SelfTest(False, FROZEN)
            height, width = grabber.frame.image.shape[:2]
            return SelfTest(True, f"画面正常，{width}×{height}")
        finally:
            if not was_on:
                self.stop()

    def _turn_on(self) -> None:
        if self._grabber is None or self._grabber.ended:
            self.close()
            self._grabber = _Grabber(self._source.capture)


class _Grabber:
    """Reads pictures on its own thread until stopped; owns its ``VideoCapture`` from opening to release."""

    def __init__(self, capture: Callable[[], cv2.VideoCapture]) -> None:
        self.frame: Frame | None = None
        self.ended = False
        self.since = self.changed = time.monotonic()
        self.changes = 0
        self._print = -1
        self._capture = capture
        self._stop = threading.Event()
        self._came = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; a read under way may keep it for as long as its time-out, but nobody waits for that."""
        self._stop.set()
        self.frame = None
        if self._thread is not threading.current_thread():
            self._thread.join(0.5)

    def wait_for(self, number: int, timeout: float) -> bool:
        """Wait until ``number`` pictures came."""
        with self._came:
            return (
                self._came.wait_for(lambda: self.ended or (self.frame is not None and self.frame.number >= number), timeout)
                and not self.ended
            )

    def _run(self) -> None:
        capture = self._capture()
        try:
            number = 0
            while not self._stop.is_set():
                came, image = capture.read()
                if not came or image is None:
                    break
                number += 1
                self._take(Frame(image.astype(np.uint8, copy=False), number, time.monotonic()))
        finally:
            capture.release()
            with self._came:
                self.ended = True
                self._came.notify_all()

    def _take(self, frame: Frame) -> None:
        """A real sensor's noise makes every picture differ in some pixel; only a hung one repeats itself exactly."""
        fingerprint = zlib.crc32(frame.image[::4, ::4].tobytes())
        with self._came:
            if fingerprint != self._print:
                self._print = fingerprint
                self.changed = frame.at
                self.changes += 1
            if not self._stop.is_set():
                self.frame = frame
            self._came.notify_all()


def _probe_network(host: str, port: int) -> None:
    try:
        socket.create_connection((host, port), 2.0).close()
    except OSError as error:
        code = errno.errorcode.get(error.errno) if error.errno else None
        raise DeviceError(DeviceState.NO_DEVICE, f"连不上摄像头 {host}:{port}，请检查电源和网线", code) from error


def _probe_device(path: str) -> None:
    try:
        mode = Path(path).stat().st_mode
    except OSError as error:
        raise DeviceError(DeviceState.NO_DEVICE, f"没有找到 {path}，摄像头没有接上", "ENOENT") from error
    if not stat.S_ISCHR(mode):
        raise DeviceError(DeviceState.USER_ERROR, f"{path} 不是摄像头", "ENOTTY")
    if not os.access(path, os.R_OK | os.W_OK):
        raise DeviceError(DeviceState.USER_ERROR, f"没有使用 {path} 的权限，请把运行用户加入 video 组", "EACCES")
    who = holder_of(path)
    if who is not None:
        raise DeviceError(DeviceState.DEVICE_BUSY, f"{path} 正被{who}占用", "EBUSY")


def _capture_url(url: str, stalled_after: float) -> cv2.VideoCapture:
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)  # a stream that ends is a state here, not a message
    wait = round(stalled_after * 1000)
    return cv2.VideoCapture(
        url,
        cv2.CAP_FFMPEG,
        [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, max(wait, 3000), cv2.CAP_PROP_READ_TIMEOUT_MSEC, max(wait, 1000), cv2.CAP_PROP_N_THREADS, 1],
    )


def _capture_device(path: str, width: int, height: int, fps: float) -> cv2.VideoCapture:
    import cv2

    capture = cv2.VideoCapture(path, cv2.CAP_V4L2)
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
    capture.set(cv2.CAP_PROP_FPS, fps)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return capture
