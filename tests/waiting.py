"""Waiting for what another thread or process does, without sleeping blindly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any


def until(holds: Callable[[], Any], seconds: float = 60.0, failure: str = "it never held") -> Any:
    """Ask again every few milliseconds until it holds; what it said."""
    over = threading.Event()
    deadline = time.monotonic() + seconds
    while not (answer := holds()):
        assert time.monotonic() < deadline, failure
        over.wait(0.02)
    return answer
