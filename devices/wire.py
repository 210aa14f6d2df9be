"""A serial line or a TCP connection, as the adapters use it: bounded reads and writes that can be interrupted from another thread.

Every error of the operating system or of pyserial becomes a ``DeviceError`` here and nowhere else.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import time
from collections.abc import Callable
from pathlib import Path

import serial

from devices.device import DeviceError
from devices.holder import holder_of
from devices.status import DeviceState

_CHUNK = 65536


class Wire:
    """An open byte stream over one file descriptor. Used by one thread, except ``interrupt``."""

    def __init__(self, descriptor: int, close: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._close = close
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._open = True

    def read(self, timeout: float) -> bytes:
        """The bytes that arrive within ``timeout`` seconds, at least one; empty when none did. Raises DeviceError (offline)."""
        ready, _, _ = select.select([self._descriptor, self._wake_read], [], [], max(0.0, timeout))
        self._raise_if_interrupted(ready)
        if not ready:
            return b""
        try:
            data = os.read(self._descriptor, _CHUNK)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise gone(error) from error
        if not data:
            raise gone(None)
        return data

    def write(self, data: bytes, timeout: float) -> None:
        """Write everything within ``timeout`` seconds. Raises DeviceError (offline: far side gone; hardwareError: it takes no more)."""
        deadline = time.monotonic() + timeout
        rest = memoryview(data)
        while rest:
            woken, ready, _ = select.select([self._wake_read], [self._descriptor], [], max(0.0, deadline - time.monotonic()))
            self._raise_if_interrupted(woken)
            if not ready:
                raise DeviceError(DeviceState.HARDWARE_ERROR, "设备不接收数据，可能缺纸、缓存已满或线路被堵", "write-timeout")
            try:
                rest = rest[os.write(self._descriptor, rest[:4096]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise gone(error) from error

    def drop_input(self) -> None:
        """Forget what arrived and was not read, such as the late answer to a command that timed out. Raises DeviceError."""
        for _ in range(64):
            if not self.read(0.0):
                return
        raise DeviceError(DeviceState.HARDWARE_ERROR, "设备不停地发送乱码", "flood")

    def interrupt(self) -> None:
        """Make the read or write under way fail at once. May be called from any thread."""
        if self._open:
            try:
                os.write(self._wake_write, b"!")
            except (BlockingIOError, OSError):
                return

    def close(self) -> None:
        """Release the descriptor, whatever happened before. Never raises."""
        if not self._open:
            return
        self._open = False
        for release in (self._close, lambda: os.close(self._wake_read), lambda: os.close(self._wake_write)):
            try:
                release()
            except (OSError, serial.SerialException):
                continue

    def _raise_if_interrupted(self, ready: list[int]) -> None:
        if self._wake_read in ready:
            os.read(self._wake_read, 64)
            raise DeviceError(DeviceState.HARDWARE_ERROR, "设备在规定时间内没有应答，操作已取消", "cancelled")


def gone(error: OSError | None) -> DeviceError:
    """The far side vanished: unplugged, switched off, connection closed."""
    code = errno.errorcode.get(error.errno) if error is not None and error.errno else None
    return DeviceError(DeviceState.OFFLINE, "设备已断开，请检查连接线和电源", code)


def open_serial(path: str, baud: int) -> Wire:
    """Open a serial port for this process alone. Raises DeviceError: noDevice, userError (permission), deviceBusy (by whom) or offline."""
    try:
        port = serial.Serial(path, baudrate=baud, timeout=0, exclusive=True)
    except (OSError, ValueError, serial.SerialException) as error:
        raise _not_opened(path, error) from error
    return Wire(port.fileno(), port.close)


def open_tcp(host: str, port: int, timeout: float = 2.0) -> Wire:
    """Connect to a device in the network. Raises DeviceError (noDevice: nothing answers there)."""
    try:
        connection = socket.create_connection((host, port), timeout)
    except OSError as error:
        code = errno.errorcode.get(error.errno) if error.errno else None
        raise DeviceError(DeviceState.NO_DEVICE, f"连不上 {host}:{port}，请检查设备电源、网线和地址", code) from error
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setblocking(False)
    return Wire(connection.fileno(), connection.close)


def _not_opened(path: str, error: Exception) -> DeviceError:
    number = getattr(error, "errno", None)
    code = errno.errorcode.get(number) if number else None
    if not Path(path).exists():
        return DeviceError(DeviceState.NO_DEVICE, f"没有找到 {path}，设备没有接上或没有通电", code or "ENOENT")
    if code in ("EACCES", "EPERM"):
        return DeviceError(DeviceState.USER_ERROR, f"没有使用 {path} 的权限，请把运行用户加入 dialout 组", code)
    if code in ("EBUSY", "EAGAIN", "EWOULDBLOCK") or "exclusively lock" in str(error):
        who = holder_of(path)
        return DeviceError(DeviceState.DEVICE_BUSY, f"{path} 正被{who or '另一个程序'}占用", code or "EBUSY")
    return DeviceError(DeviceState.OFFLINE, f"打不开 {path}", code or type(error).__name__)
