"""How much to send at once and how long to pause: pure arithmetic over what the last chunks took.

A chunk is what a cut makes us send again and what a stop has to wait for, so on a slow line it becomes small; on a fast one it grows, for
each costs a round trip and an fsync at the hub.
"""

from __future__ import annotations

SMALLEST, FIRST, LARGEST = 32 * 1024, 256 * 1024, 1024 * 1024
"""Bytes of a chunk."""
TOO_LONG, SHORT = 8.0, 2.0
"""Seconds: a chunk that took longer is halved, one that took less doubled."""


class Pace:
    """One upload's. ``limit`` in bytes a second, 0 for none: the mean rate stays below it from the first byte on."""

    def __init__(self, limit: float = 0.0, largest: int = LARGEST) -> None:
        self._limit = limit
        self._largest = min(largest, max(SMALLEST, int(limit))) if limit else largest
        self.chunk = min(FIRST, self._largest)
        """Bytes to send next."""

    def sent(self, size: int, seconds: float) -> float:
        """A chunk of ``size`` bytes took ``seconds``; returns the seconds to pause before the next."""
        if seconds > TOO_LONG:
            self.chunk = min(max(self.chunk // 2, SMALLEST), self._largest)
        elif seconds < SHORT:
            self.chunk = min(self.chunk * 2, self._largest)
        return max(0.0, size / self._limit - seconds) if self._limit else 0.0
