"""The newest picture of a camera: a thread of its own reads them as fast as they come, and only the last one is kept."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from devices.device import DeviceError
from devices.status import DeviceState

Picture = NDArray[np.uint8]

_RATE_OVER = 10  # pictures
_PRINT_ROWS = 16  # every sixteenth row makes a picture's fingerprint
SMALL_WIDTH = 960
"""Pixels: what a screen shows and a page's outline is looked for in; nothing larger is unpacked before somebody takes a picture."""


class Shot:
    """A picture as its camera sent it, BGR, height x width x 3 bytes: ``small`` as it was unpacked, at least ``SMALL_WIDTH`` wide where the
    camera's is, and ``image`` at full resolution (``size``: width, height), unpacked by ``whole`` when it is first asked for."""

    def __init__(self, small: Picture, size: tuple[int, int] | None = None, whole: Callable[[], Picture] | None = None) -> None:
        self.small = small
        self.size = size or (small.shape[1], small.shape[0])
        self._whole = whole

    @cached_property
    def image(self) -> Picture:
        """At full resolution."""
        return self.small if self._whole is None else self._whole()


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture; ``number`` counts from 1 at each start; ``at`` is monotonic seconds."""

    shot: Shot = field(repr=False)
    number: int
    at: float

    @property
    def image(self) -> Picture:
        """BGR at full resolution, height x width x 3 bytes."""
        return self.shot.image

    @property
    def small(self) -> Picture:
        """BGR, for a screen: see :class:`Shot`."""
        return self.shot.small

    @property
    def size(self) -> tuple[int, int]:
        """Width and height at full resolution."""
        return self.shot.size


class Stream(Protocol):
    """Where pictures come from once the camera is on. ``read`` and ``release`` by one thread, ``interrupt`` by any."""

    def read(self) -> Shot | None:
        """Wait for the next picture; None when none comes any more. Raises DeviceError when it is known why."""

    def interrupt(self) -> None:
        """Let a ``read`` under way end soon, where that can be done. Never raises."""

    def release(self) -> None:
        """Let go of the camera. Never raises."""


@dataclass(frozen=True, slots=True)
class Source:
    """A camera that is not on: ``probe`` looks whether it is there without a picture (raises DeviceError), ``stream`` turns it on."""

    probe: Callable[[], None]
    stream: Callable[[], Stream]


class Grabber:
    """Reads pictures on its own thread until stopped; owns its stream from opening to release."""

    def __init__(self, open_stream: Callable[[], Stream]) -> None:
        self.frame: Frame | None = None
        self.ended = False
        self.error: DeviceError | None = None
        self.since = self.changed = time.monotonic()
        self.changes = 0
        self.rate: float | None = None
        self._print = -1
        self._times: list[float] = []
        self._open = open_stream
        self._stream: Stream | None = None
        self._stop = threading.Event()
        self._came = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; a read that cannot be interrupted may keep it for its time-out, but nobody waits for that."""
        self.interrupt()
        if self._thread is not threading.current_thread():
            self._thread.join(0.5)

    def interrupt(self) -> None:
        """As ``stop``, without waiting at all. Any thread."""
        self._stop.set()
        self.frame = None
        stream = self._stream
        if stream is not None:
            stream.interrupt()
        with self._came:
            self._came.notify_all()

    def wait_for(self, number: int, timeout: float) -> bool:
        """Wait until ``number`` pictures came; False when they did not, or it ended."""
        with self._came:
            self._came.wait_for(lambda: self.ended or self._stop.is_set() or self._count() >= number, timeout)
            return not self.ended and self._count() >= number

    def _count(self) -> int:
        return 0 if self.frame is None else self.frame.number

    def _run(self) -> None:
        try:
            self._read_all()
        except DeviceError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - OpenCV's own errors on what a broken camera sent
            self.error = DeviceError(DeviceState.HARDWARE_ERROR, "摄像头发来的画面打不开", type(error).__name__)
        finally:
            if self._stream is not None:
                self._stream.release()
            with self._came:
                self.ended = True
                self._came.notify_all()

    def _read_all(self) -> None:
        self._stream = self._open()
        number = 0
        while not self._stop.is_set():
            shot = self._stream.read()
            if shot is None:
                return
            number += 1
            self._take(Frame(shot, number, time.monotonic()))

    def _take(self, frame: Frame) -> None:
        """A real sensor's noise makes every picture differ in some pixel; only a hung one repeats itself exactly."""
        fingerprint = zlib.crc32(frame.small[::_PRINT_ROWS].tobytes())
        self._times = [*self._times[-_RATE_OVER:], frame.at]
        with self._came:
            if len(self._times) > 2:
                self.rate = (len(self._times) - 1) / max(1e-6, self._times[-1] - self._times[0])
            if fingerprint != self._print:
                self._print = fingerprint
                self.changed = frame.at
                self.changes += 1
            if not self._stop.is_set():
                self.frame = frame
            self._came.notify_all()
