"""An MJPEG stream over HTTP, read within bounds: whatever a camera sends, memory and time stay small.

Pictures are found by JPEG's own structure (ITU-T T.81, annex B), not by part headers: cameras get boundaries and content lengths wrong, and
in a JPEG's compressed data the end marker cannot occur. Between pictures everything is skipped, and nothing is kept of it. FFmpeg, which
OpenCV reads HTTP with, gathers a part that never ends in memory (421 MB within its time-out of 3 s, measured), so it is not used here.
"""

from __future__ import annotations

import base64
import contextlib
import socket
import time

import cv2
import numpy as np

from devices.camera.frames import SMALL_WIDTH, Picture, Shot
from devices.device import DeviceError
from devices.status import DeviceState

LONGEST_HEAD = 16 * 1024  # bytes of the HTTP answer's head
LONGEST_PICTURE = 16 * 1024 * 1024
LONGEST_JUNK = 4 * LONGEST_PICTURE  # without any picture in between: this is no camera
LARGEST_SIDE, MOST_PIXELS = 8192, 40_000_000
_CHUNK = 256 * 1024
_PATIENCE = 3  # time-outs without a picture before a stream is given up: a stalled camera is one that is still there
_START = b"\xff\xd8\xff"
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_REDUCED = ((8, cv2.IMREAD_REDUCED_COLOR_8), (4, cv2.IMREAD_REDUCED_COLOR_4), (2, cv2.IMREAD_REDUCED_COLOR_2))

NOT_A_PICTURE = "摄像头发来的不是画面，请检查地址和摄像头"


class JpegFinder:
    """Finds whole JPEG pictures in a stream of bytes. Holds at most ``LONGEST_PICTURE`` and one chunk."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._searched = 0
        self.skipped = 0
        """Bytes dropped since the last picture."""

    def feed(self, data: bytes) -> bytes | None:
        """The newest picture that is complete with these bytes, or None."""
        self._data += data
        newest = None
        while (picture := self._next()) is not None:
            newest = picture
            self.skipped = 0
        return newest

    def _next(self) -> bytes | None:
        while True:
            start = self._data.find(_START)
            self._drop(start if start >= 0 else max(0, len(self._data) - len(_START) + 1))
            if start < 0:
                return None
            end = self._end()
            if end is None and len(self._data) <= LONGEST_PICTURE:
                return None
            if end:
                picture = bytes(self._data[:end])
                del self._data[:end]
                self._searched = 0
                return picture
            self._drop(len(_START) if end == 0 else len(self._data))

    def _drop(self, count: int) -> None:
        if not count:
            return
        self.skipped += count
        self._searched = 0
        del self._data[:count]

    def _end(self) -> int | None:
        """Where the picture that starts the data ends; None when that has not come yet, 0 when it is none."""
        place = self._searched
        if not place:
            place = 2
            while True:
                if place + 4 > len(self._data):
                    return None
                if self._data[place] != 0xFF:
                    return 0
                marker, length = self._data[place + 1], int.from_bytes(self._data[place + 2 : place + 4], "big")
                if marker == 0xFF:
                    place += 1
                    continue
                if length < 2 or marker < 0xC0 or 0xD0 <= marker <= 0xD9:
                    return 0
                place += 2 + length
                if marker == 0xDA:
                    break
        found = self._data.find(b"\xff\xd9", place)
        if found < 0:
            self._searched = max(place, len(self._data) - 1)
            return None
        return found + 2


def size_of(jpeg: bytes) -> tuple[int, int] | None:
    """Width and height as the JPEG's head tells, or None."""
    place = 2
    while place + 9 <= len(jpeg) and jpeg[place] == 0xFF:
        marker = jpeg[place + 1]
        if marker in _FRAME_MARKERS:
            return int.from_bytes(jpeg[place + 7 : place + 9], "big"), int.from_bytes(jpeg[place + 5 : place + 7], "big")
        place += 1 if marker == 0xFF else 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return None


def decode(jpeg: bytes) -> Shot | None:
    """The picture, or None for what is broken or larger than any camera's.

    Unpacked so far as it will be shown: libjpeg leaves out what a picture of half the size does not need (5 instead of 7 ms at 1080p).
    """
    size = size_of(jpeg)
    if size is None or min(size) < 8 or max(size) > LARGEST_SIDE or size[0] * size[1] > MOST_PIXELS:
        return None
    reduced = next((flag for part, flag in _REDUCED if size[0] >= part * SMALL_WIDTH), None)
    small = _unpacked(jpeg, cv2.IMREAD_COLOR if reduced is None else reduced)
    if small is None or reduced is None:
        return None if small is None else Shot(small)
    turned = (small.shape[0] > small.shape[1]) != (size[1] > size[0])
    return Shot(small, size[::-1] if turned else size, lambda: _whole(jpeg, small))


def _whole(jpeg: bytes, small: Picture) -> Picture:
    """At full resolution; what could be unpacked smaller can be unpacked, as far as there is memory."""
    whole = _unpacked(jpeg, cv2.IMREAD_COLOR)
    return small if whole is None else whole


def _unpacked(jpeg: bytes, how: int) -> Picture | None:
    try:
        image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), how)
    except cv2.error:
        return None
    return None if image is None else np.asarray(image, np.uint8)


class MjpegStream:
    """One GET and the pictures of its answer. ``credentials`` are sent once and kept nowhere else."""

    def __init__(self, host: str, port: int, path: str, timeout: float, credentials: tuple[str, str] | None = None) -> None:
        self._timeout = timeout
        self._finder = JpegFinder()
        try:
            self._socket = socket.create_connection((host, port), timeout)
        except OSError as error:
            raise DeviceError(DeviceState.NO_DEVICE, f"连不上摄像头 {host}:{port}，请检查电源和网线", type(error).__name__) from error
        name = f"[{host}]" if ":" in host else host
        lines = [f"GET {path} HTTP/1.0", f"Host: {name}:{port}", "Accept: multipart/x-mixed-replace, image/jpeg"]
        if credentials is not None:
            lines.append("Authorization: Basic " + base64.b64encode(":".join(credentials).encode()).decode())
        try:
            self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            self._first = self._finder.feed(self._head())
        except OSError as error:
            self.release()
            raise DeviceError(DeviceState.OFFLINE, "摄像头连上了，但没有应答", type(error).__name__) from error
        except DeviceError:
            self.release()
            raise

    def read(self) -> Shot | None:
        """The newest picture that has come; None when the stream ended, or nothing came for long. Raises DeviceError for a stream of junk."""
        deadline = time.monotonic() + _PATIENCE * self._timeout
        while time.monotonic() < deadline and self._finder.skipped <= LONGEST_JUNK:
            jpeg, self._first = self._first, None
            if jpeg is None:
                try:
                    data = self._socket.recv(_CHUNK)
                except TimeoutError:
                    continue
                except OSError:
                    return None
                if not data:
                    return None
                jpeg = self._finder.feed(data)
            shot = None if jpeg is None else decode(jpeg)
            if shot is not None:
                return shot
        if self._finder.skipped > _CHUNK:
            raise DeviceError(DeviceState.HARDWARE_ERROR, NOT_A_PICTURE, "no-picture")
        return None

    def interrupt(self) -> None:
        """End a ``read`` under way."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _head(self) -> bytes:
        """Read the answer's head; the bytes that came after it. Raises DeviceError, OSError."""
        data = bytearray()
        deadline = time.monotonic() + self._timeout
        while (end := data.find(b"\r\n\r\n")) < 0:
            if len(data) > LONGEST_HEAD or time.monotonic() > deadline:
                raise DeviceError(DeviceState.HARDWARE_ERROR, NOT_A_PICTURE, "http-head")
            more = self._socket.recv(4096)
            if not more:
                raise DeviceError(DeviceState.OFFLINE, "摄像头连上了，但没有应答", "http-closed")
            data += more
        words = bytes(data[:64]).split(maxsplit=2)
        code = words[1].decode("ascii", "replace") if len(words) > 1 and words[0].startswith(b"HTTP/") else ""
        if code in ("401", "403"):
            raise DeviceError(DeviceState.USER_ERROR, "摄像头要用户名和密码，或者不对：写成 用户名:密码@主机", f"http-{code}")
        if code != "200":
            number = code if code.isascii() and code.isdigit() and len(code) == 3 else "head"
            raise DeviceError(DeviceState.USER_ERROR, "摄像头没有这个画面，请检查地址里的路径", f"http-{number}")
        return bytes(data[end + 4 :])
