"""A helper process that answers one line of JSON with one. What crashes or hangs in it ends nothing but the answer."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import time
from collections.abc import Sequence
from typing import Any


class ChildLost(Exception):
    """The process died, hung or spoke nonsense; the message says which, for staff, and holds nothing that was typed."""


class ChildMissing(Exception):
    """The process says that something it needs is not installed; the message says what, for staff."""


class Child:
    """A running process that has said it is ready. Raises ChildLost or ChildMissing where it does not come up in ``patience`` seconds."""

    def __init__(self, command: Sequence[str], patience: float) -> None:
        self._process = subprocess.Popen(
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._out, self._in = self._process.stdin.fileno(), self._process.stdout.fileno()
        self._rest = b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._in, selectors.EVENT_READ)
        try:
            greeting = self._read(patience)
        except ChildLost:
            self.close()
            raise
        if "missing" in greeting:
            self.close()
            raise ChildMissing(str(greeting["missing"]))

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def ask(self, request: dict[str, Any], patience: float) -> dict[str, Any]:
        """The answer. Raises ChildLost after ``patience`` seconds or at the process's end; it is of no use after that."""
        try:
            os.write(self._out, json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise ChildLost(f"输入程序不见了（{error.strerror}）") from None
        return self._read(patience)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._selector.close()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                assert stream is not None
                stream.close()

    def _read(self, patience: float) -> dict[str, Any]:
        deadline = time.monotonic() + patience
        while b"\n" not in self._rest:
            left = deadline - time.monotonic()
            if left <= 0 or not self._selector.select(left):
                raise ChildLost(f"输入程序 {patience:g} 秒没有回答")
            part = os.read(self._in, 1 << 16)
            if not part:
                raise ChildLost(f"输入程序自己退出了（{self._process.wait()}）")
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\n")
        try:
            answer = json.loads(line)
        except ValueError:
            raise ChildLost("输入程序的回答看不懂") from None
        if not isinstance(answer, dict):
            raise ChildLost("输入程序的回答看不懂")
        return answer
