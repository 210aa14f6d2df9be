"""The wall clock, with its time zone. Everything that keeps a time takes a ``Clock``, so that a test can say what time it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """This moment in the terminal's own time zone."""
    return datetime.now().astimezone()
