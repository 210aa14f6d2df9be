"""When to try again: pure functions of what happened. No clock, no network, no dice (the caller brings ``chance``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum


class Action(StrEnum):
    """What follows from an answer that is not the wanted one."""

    LATER = "later"
    REFRESH = "refresh"
    """measure the clock, load the identity anew, then later"""
    PARK = "park"
    """the hub refuses: keep the package with the reason and tell staff"""


@dataclass(frozen=True, slots=True)
class Policy:
    """Full jitter: before attempt n+1 wait a random part of ``min(cap, base * 2**n)`` seconds."""

    base: float = 2.0
    cap: float = 60.0

    def delay(self, failures: int, chance: float, retry_after: float = 0.0) -> float:
        """Seconds to wait after ``failures`` (1 or more) failures in a row. ``chance`` in [0, 1). Never less than the hub asked for."""
        exponent = min(max(failures - 1, 0), 32)
        return max(retry_after, chance * min(self.cap, self.base * 2.0**exponent))


def action(status: int, from_hub: bool) -> Action:
    """What an HTTP status means. ``from_hub``: the answer has the hub's own error form, so it is no captive portal's or proxy's."""
    if status == 401:
        return Action.REFRESH
    if status in (408, 423, 425, 429) or not 400 <= status < 500 or not from_hub:
        return Action.LATER
    return Action.PARK


def retry_after(header: str | None, now: datetime, limit: float = 3600.0) -> float:
    """Seconds the hub asks to wait (RFC 9110 10.2.3: seconds or a date), 0 when it does not or cannot be understood, at most ``limit``."""
    if not header:
        return 0.0
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), int(limit)))
    try:
        moment = parsedate_to_datetime(text)
        seconds = (moment - now).total_seconds()
    except (ValueError, TypeError):
        return 0.0
    return min(max(seconds, 0.0), limit)
