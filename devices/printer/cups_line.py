"""The line to a print server: each question has a time-out and can be interrupted, because the process that asks (``cups_worker``) is ended.

Every error of CUPS becomes a ``DeviceError`` here and nowhere else.
"""

from __future__ import annotations

import select
import socket
import subprocess
import sys
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from devices.device import DeviceError
from devices.status import DeviceState

_TOP = Path(__file__).parents[2]  # where `devices` is found, whatever folder the terminal was started in
_NOT_FOUND = 0x0406
_NOT_ALLOWED = (0x0401, 0x0402, 0x0403)
_UNAVAILABLE = (0x0502, 0x0505)
_HTTP_NOT_ALLOWED = (401, 403)


class CupsLine:
    """To the server at ``server``: a socket's path or ``host:port``. Used by one thread, except ``interrupt``."""

    def __init__(self, server: str) -> None:
        self.server = server
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection[Any, Any] | None = None
        self._lock = threading.Lock()
        self._wake_read, self._wake_write = socket.socketpair()
        self._wake_read.setblocking(False)
        self._wake_write.setblocking(False)

    @property
    def _where(self) -> str:
        return "本机的打印服务" if self.server.startswith("/") else f"打印服务 {self.server} "

    def ask(self, question: str, *arguments: object, timeout: float) -> Any:
        """The server's answer to a question of ``cups_worker``.

        Raises DeviceError: offline (no server there), noDevice (no such queue or job), userError (not allowed), hardwareError (it does not
        answer within ``timeout`` seconds, or not in a way that can be understood; the code says ``ipp-0x…`` or ``http-…``).
        """
        deadline = time.monotonic() + timeout
        line = self._worker()
        try:
            line.send((question, arguments))
            self._wait(line, max(0.0, deadline - time.monotonic()))
            kind, value = line.recv()
        except (EOFError, OSError) as error:
            self.end()
            raise DeviceError(DeviceState.HARDWARE_ERROR, "打印程序意外结束", "worker") from error
        if kind == "ok":
            return value
        raise self._translated(kind, value)

    def pause(self, seconds: float) -> None:
        """Wait. Raises DeviceError when interrupted."""
        ready, _, _ = select.select([self._wake_read], [], [], seconds)
        if ready:
            self._raise_interrupted()

    def interrupt(self) -> None:
        """Make the question or the pause under way raise DeviceError at once. May be called from any thread."""
        with self._lock:
            try:
                self._wake_write.send(b"!")
            except OSError:
                return

    def calm(self) -> None:
        """Forget an interrupt that came when nothing was under way."""
        try:
            self._wake_read.recv(4096)
        except OSError:
            return

    def end(self) -> None:
        """End the process, whatever it waits for. It starts anew with the next question. Never raises."""
        line, self._line = self._line, None
        if line is not None:
            line.close()
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def _worker(self) -> Connection[Any, Any]:
        if self._line is not None and self._process is not None and self._process.poll() is None:
            return self._line
        self.end()
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "devices.printer.cups_worker", str(theirs.fileno()), self.server]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd=_TOP)
        self._line = Connection(ours.detach())
        return self._line

    def _wait(self, line: Connection[Any, Any], timeout: float) -> None:
        waited: list[Any] = [line, self._wake_read]
        ready, _, _ = select.select(waited, [], [], timeout)
        if self._wake_read in ready:
            self.end()
            self._raise_interrupted()
        if not ready:
            self.end()
            raise DeviceError(DeviceState.HARDWARE_ERROR, f"{self._where}没有应答，请重启打印服务", "timeout")

    def _raise_interrupted(self) -> None:
        self.calm()
        raise DeviceError(DeviceState.HARDWARE_ERROR, "设备在规定时间内没有应答，操作已取消", "cancelled")

    def _translated(self, kind: str, value: Any) -> DeviceError:
        if kind == "down":
            return DeviceError(DeviceState.OFFLINE, f"{self._where}没有运行或连不上", "no-server")
        code = f"{kind}-0x{value:04x}" if kind == "ipp" and isinstance(value, int) else f"{kind}-{value}"
        if kind == "ipp" and value == _NOT_FOUND:
            return DeviceError(DeviceState.NO_DEVICE, "打印服务里没有这个打印队列", code)
        if (kind == "ipp" and value in _NOT_ALLOWED) or (kind == "http" and value in _HTTP_NOT_ALLOWED):
            return DeviceError(DeviceState.USER_ERROR, "打印服务不准本机的用户使用这个打印队列", code)
        if kind == "ipp" and value in _UNAVAILABLE:
            return DeviceError(DeviceState.OFFLINE, f"{self._where}现在不工作", code)
        return DeviceError(DeviceState.HARDWARE_ERROR, "打印服务的回答看不懂", code)
