"""The near side of ``sane_worker``: asks it, waits no longer than told, and ends it when it hangs."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any

from devices.device import DeviceError
from devices.status import DeviceState

_CANCEL_SECONDS = 1.0
_END_SECONDS = 0.5


class SaneProcess:
    """One child process. Used by one thread, ``interrupt`` by any. After a time-out, a cancel or a crash it is over (``alive`` is False)."""

    def __init__(self, config: str) -> None:
        """``config`` is SANE's own SANE_CONFIG_DIR, empty for the system's. Raises DeviceError."""
        environment = {**os.environ, **({"SANE_CONFIG_DIR": config} if config else {})}
        self._wake_read, self._wake_write = os.pipe()
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "devices.scanner.sane_worker", str(theirs.fileno())]
            try:
                self._process = subprocess.Popen(
                    command,
                    pass_fds=[theirs.fileno()],
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as error:
                ours.close()
                os.close(self._wake_read)
                os.close(self._wake_write)
                raise DeviceError(DeviceState.HARDWARE_ERROR, "扫描程序启动不了，请看日志", type(error).__name__) from error
        self._line: Connection[Any, Any] = Connection(ours.detach())
        self._lock = threading.Lock()
        self.alive = True

    def ask(self, request: tuple[Any, ...], timeout: float, page: Callable[..., None] | None = None) -> str:
        """What the worker said (empty: all is well). ``timeout`` seconds are for each answer, so for each page. Raises DeviceError."""
        try:
            self._line.send(request)
            while True:
                answer = self._answer(time.monotonic() + timeout)
                if answer[0] == "done":
                    return str(answer[1])
                if page is not None:
                    page(*answer[1:])
        except (EOFError, OSError) as error:
            self.end()
            raise DeviceError(DeviceState.HARDWARE_ERROR, "扫描仪驱动中途退出，正在重新启动", "backend-crash") from error

    def interrupt(self) -> None:
        """Make ``ask`` stop soon (any thread)."""
        with self._lock:
            if self.alive:
                os.write(self._wake_write, b"!")

    def end(self) -> None:
        """End the process: a moment to put the lamp out, then by force. Never raises."""
        with self._lock:
            if not self.alive:
                return
            self.alive = False
            self._line.close()
            os.close(self._wake_read)
            os.close(self._wake_write)
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _answer(self, deadline: float) -> tuple[Any, ...]:
        ready = wait([self._line, self._wake_read], max(0.0, deadline - time.monotonic()))
        if self._wake_read in ready:
            self._stop()
            raise DeviceError(DeviceState.HARDWARE_ERROR, "扫描已取消", "cancelled")
        if not ready:
            self._stop()
            raise DeviceError(DeviceState.HARDWARE_ERROR, "扫描仪在规定时间内没有应答", "timeout")
        answer: tuple[Any, ...] = self._line.recv()
        return answer

    def _stop(self) -> None:
        """Ask the backend to stop as SANE means it, then end the process whether it did or not."""
        deadline = time.monotonic() + _CANCEL_SECONDS
        with contextlib.suppress(EOFError, OSError):
            self._line.send(("cancel",))
            while self._line.poll(max(0.0, deadline - time.monotonic())) and self._line.recv()[0] != "done":
                continue
        self.end()
