"""Which process holds a device file, so that staff read a name instead of "busy"."""

from __future__ import annotations

import os
from pathlib import Path


def holder_of(path: str) -> str | None:
    """``程序 minicom（进程 812）`` for the first other process that has the file open, or None when none can be seen."""
    wanted = os.path.realpath(path)
    for process in sorted(Path("/proc").glob("[0-9]*")):
        if int(process.name) != os.getpid() and _holds(process, wanted):
            return f"程序 {_name(process)}（进程 {process.name}）"
    return None


def _holds(process: Path, wanted: str) -> bool:
    try:
        return any(_target(descriptor) == wanted for descriptor in (process / "fd").iterdir())
    except OSError:
        return False


def _target(descriptor: Path) -> str | None:
    try:
        return str(descriptor.readlink())
    except OSError:
        return None


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text(encoding="utf-8", errors="replace").strip() or "?"
    except OSError:
        return "?"
