"""One ``kiosk run`` a state folder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from kiosk.control_line import LOCK


class ControlError(Exception):
    """The state folder cannot be served. A plain sentence."""


class Claim:
    """One ``kiosk run`` a state folder: held from the start of the block to its end, and let go of by the system if we are killed.

    Raises ControlError when another process holds it, OSError when the folder cannot be used.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._descriptor = -1

    def __enter__(self) -> Claim:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.home / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode("ascii", errors="replace").strip()
            os.close(descriptor)
            who = f"（进程 {holder}）" if holder.isdigit() else ""
            raise ControlError(f"{self.home} 已经有一个 kiosk run{who}在用；一个状态文件夹只能运行一个") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._descriptor)
