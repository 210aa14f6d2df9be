"""Room on the disk: whether a visit may begin, and a reserve so that a full disk can still be emptied.

A citizen is refused before anything is typed, never after 收件. The reserve is a file of zeros: the agent gives it up when SQLite finds
the disk full, so that an acknowledgement can be noted and its package deleted, and takes it back when there is room again.
"""

from __future__ import annotations

import os
from pathlib import Path

from kiosk import durable
from kiosk.package import MAX_BYTES
from kiosk.words import words

VISIT_BYTES = 2 * MAX_BYTES
"""What must be free for a visit to begin: the largest package and as much again for everything else that is written meanwhile."""
VISIT_FILES = 64
RESERVE_BYTES = 16 * 1024 * 1024
RESERVE = "reserve"
FULL = words("本机存满了，现在不能办新的事。请换一台机器，或到窗口办理")


def refusal(home: Path, *, needed: int = VISIT_BYTES) -> str:
    """Why no visit may begin, as citizens read it; empty when there is room. Costs one system call. A disk nobody can ask counts as full."""
    try:
        facts = os.statvfs(home)
    except OSError:
        return FULL
    files = facts.f_favail >= VISIT_FILES or facts.f_files == 0
    return "" if facts.f_bavail * facts.f_frsize >= needed and files else FULL


def keep_reserve(home: Path) -> bool:
    """Have the reserve on the disk, if there is room for it; whether it is there."""
    path = home / RESERVE
    try:
        if path.stat().st_size == RESERVE_BYTES:
            return True
    except FileNotFoundError:
        pass
    if refusal(home, needed=3 * RESERVE_BYTES):
        return False
    try:
        durable.write(path, bytes(RESERVE_BYTES))
    except OSError:
        return False
    return True


def give_up_reserve(home: Path) -> bool:
    """Free the reserve; whether there was one. Raises OSError."""
    path = home / RESERVE
    if not path.exists():
        return False
    durable.remove(path)
    return True
