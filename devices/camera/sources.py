"""Looking whether a camera is there, and turning it on: V4L2 and RTSP through OpenCV, MJPEG by ``devices.camera.mjpeg``."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from devices.camera.frames import Shot
from devices.device import DeviceError
from devices.holder import holder_of
from devices.status import DeviceState

if TYPE_CHECKING:
    import cv2


class CaptureStream:
    """OpenCV's own reader; a read under way ends with its own time-out."""

    def __init__(self, capture: cv2.VideoCapture) -> None:
        self._capture = capture

    def read(self) -> Shot | None:
        """The next picture, or None when there is none any more."""
        came, image = self._capture.read()
        return Shot(np.asarray(image, np.uint8)) if came and image is not None else None

    def interrupt(self) -> None:
        """OpenCV offers no way."""

    def release(self) -> None:
        """Close the camera."""
        with contextlib.suppress(Exception):
            self._capture.release()


def probe_network(host: str, port: int) -> None:
    """Whether anything answers there. Raises DeviceError."""
    try:
        socket.create_connection((host, port), 2.0).close()
    except OSError as error:
        code = errno.errorcode.get(error.errno) if error.errno else None
        raise DeviceError(DeviceState.NO_DEVICE, f"连不上摄像头 {host}:{port}，请检查电源和网线", code) from error


def probe_device(path: str) -> None:
    """Whether the device file is a camera this user may open and nobody else holds. Raises DeviceError."""
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


def rtsp_stream(url: str, stalled_after: float) -> CaptureStream:
    """The pictures of an RTSP camera, by TCP. ``url`` may hold a password: nothing here prints or keeps it."""
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # OpenCV's and FFmpeg's messages repeat the address
    wait = round(stalled_after * 1000)
    return CaptureStream(
        cv2.VideoCapture(
            url,
            cv2.CAP_FFMPEG,
            [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, max(wait, 3000), cv2.CAP_PROP_READ_TIMEOUT_MSEC, max(wait, 1000), cv2.CAP_PROP_N_THREADS, 1],
        )
    )


def v4l2_stream(path: str, width: int, height: int, fps: float) -> CaptureStream:
    """The pictures of a camera on this machine, as near to the size and rate as it can."""
    import cv2

    capture = cv2.VideoCapture(path, cv2.CAP_V4L2)
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
    capture.set(cv2.CAP_PROP_FPS, fps)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return CaptureStream(capture)
