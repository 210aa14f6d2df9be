"""Who holds a lease: a process of this machine, told from a later one of the same number by its start time."""

from __future__ import annotations

import os
from pathlib import Path


def process_owner(number: int | None = None) -> str:
    """Who holds a lease: a process, told from later ones of the same number by its start time."""
    process = number or os.getpid()
    return f"{process}:{_started(process)}"


def process_lives(owner: str | None) -> bool:
    """Whether the process of ``process_owner`` still runs on this machine."""
    process, _, started = (owner or "").partition(":")
    return process.isdigit() and started not in ("", "0") and _started(int(process)) == started


def _started(process: int) -> str:
    """Start time in clock ticks since boot (proc(5), field 22), "0" when there is no such process."""
    try:
        facts = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return "0"
    return facts.rpartition(")")[2].split()[19]
