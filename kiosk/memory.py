"""How the screen's process treats its memory: nothing of it is dumped, and what is freed goes back to the system."""

from __future__ import annotations

import ctypes
import faulthandler
import resource
from pathlib import Path

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""Parameters of glibc's mallopt(3)."""


def protect() -> None:
    """No core dump: this process holds what citizens typed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    faulthandler.disable()


def give_back_freed() -> None:
    """Have glibc return pictures and pages to the system as soon as they are freed, instead of keeping an arena a thread.

    Camera frames are 6 MB each; without this a visit leaves some 100 MB behind in freed but kept memory.
    """
    libc = ctypes.CDLL(None)
    libc.mallopt(M_ARENA_MAX, 1)
    libc.mallopt(M_MMAP_THRESHOLD, 64 * 1024)
    libc.mallopt(M_TRIM_THRESHOLD, 128 * 1024)


def resident_bytes(process: int | str = "self", *, children: bool = False) -> int:
    """Memory of a process that is in RAM (RSS), with that of its child processes where asked."""
    folder = Path("/proc") / str(process)
    total = int((folder / "statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    if children:
        for task in folder.glob("task/*/children"):
            total += sum(resident_bytes(child) for child in task.read_text(encoding="ascii").split())
    return total
