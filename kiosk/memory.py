"""How the screen's process treats its memory: nothing of it is dumped or swapped out, what is freed is overwritten and given back."""

from __future__ import annotations

import ctypes
import faulthandler
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from kiosk.words import plain

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_PERTURB, M_ARENA_MAX = -1, -3, -6, -8
"""Parameters of glibc's mallopt(3)."""
PR_GET_DUMPABLE, PR_SET_DUMPABLE = 3, 4
"""Of prctl(2)."""
MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT = 1, 2, 4
"""Of mlockall(2)."""
_FREED = 0xA5
_ROOMY = 1024 * 1024
_BYTES_HEADER = sys.getsizeof(b"") - 1


@dataclass(frozen=True, slots=True)
class Protection:
    """What was achieved. ``locked``: no page of this process can be swapped out; ``swap``: the machine has swap space at all."""

    dumpable: bool
    locked: bool
    swap: bool

    @property
    def gap(self) -> str:
        """What is missing, in words for staff; empty when nothing is."""
        if self.dumpable:
            return "内存转储没有关掉"
        return "" if self.locked or not self.swap else "内存可能被换出到磁盘：请关闭交换分区，或给服务设 LimitMEMLOCK=infinity"


def protect() -> Protection:
    """No core dump, no debugger of the same user, no swap where the machine lets us; freed memory is overwritten by the allocator.

    Citizens' data is in this process. Never raises: what could not be had is in the answer.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    faulthandler.disable()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.mallopt(M_PERTURB, _FREED)
    return Protection(bool(libc.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)), _lock(libc), _swap())


def _lock(libc: ctypes.CDLL) -> bool:
    """Lock all pages, now and later. Only without a limit: under one, memory asked for later would be refused to us."""
    hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)[1]
    if hard != resource.RLIM_INFINITY:
        return False
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (hard, hard))
    return bool(libc.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0)


def _swap() -> bool:
    try:
        return len(Path("/proc/swaps").read_text(encoding="ascii").splitlines()) > 1
    except OSError:
        return True


def encode(value: object, order: Literal["deterministic", "sorted"] | None = None) -> bytes:
    """``value`` as JSON, written into one buffer that is wiped afterwards: a growing one would leave its shorter selves behind.

    A sentence that remembers how it was made (``kiosk.words``) is the Chinese text it reads. Raises TypeError for what JSON does not know.
    """
    buffer = bytearray(_ROOMY)
    msgspec.json.Encoder(order=order, enc_hook=_text).encode_into(value, buffer)
    encoded = bytes(buffer)
    wipe(buffer)
    return encoded


def _text(value: object) -> str:
    if isinstance(value, str):
        return plain(value)
    raise TypeError(f"a {type(value).__name__} cannot stand in a case")


def wipe(data: bytes | bytearray) -> None:
    """Overwrite a buffer of our own with zeros, in place. For ``bytes`` only when nobody reads them any more: they look constant.

    What CPython shares (the empty and the one-byte strings) is left alone.
    """
    if isinstance(data, bytearray):
        data[:] = bytes(len(data))
    elif len(data) > 1:
        ctypes.memset(id(data) + _BYTES_HEADER, 0, len(data))


def give_back_freed() -> None:
    """Have glibc return pictures and pages to the system as soon as they are freed, instead of keeping an arena a thread.

    Camera frames are 6 MB each; without this a visit leaves some 100 MB behind in freed but kept memory.
    """
    libc = ctypes.CDLL(None)
    libc.mallopt(M_ARENA_MAX, 1)
    libc.mallopt(M_MMAP_THRESHOLD, 256 * 1024)
    libc.mallopt(M_TRIM_THRESHOLD, 128 * 1024)


def proportional_bytes(process: int | str = "self") -> int:
    """Memory of a process and all below it, what several share counted once (PSS of ``smaps_rollup``). Raises OSError."""
    folder = Path("/proc") / str(process)
    lines = (folder / "smaps_rollup").read_text(encoding="ascii").splitlines()
    own = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    children = [child for task in folder.glob("task/*/children") for child in task.read_text(encoding="ascii").split()]
    return own + sum(proportional_bytes(child) for child in children)


def resident_bytes(process: int | str = "self", *, children: bool = False) -> int:
    """Memory of a process that is in RAM (RSS), with that of its child processes where asked."""
    folder = Path("/proc") / str(process)
    total = int((folder / "statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    if children:
        for task in folder.glob("task/*/children"):
            total += sum(resident_bytes(child) for child in task.read_text(encoding="ascii").split())
    return total
