"""The hidden way into staff mode: five taps on the upper left corner within four seconds. Pure; the caller gives the time."""

from __future__ import annotations

WIDE_MM, HIGH_MM = 30.0, 20.0
TAPS = 5
WITHIN_SECONDS = 4.0


class CornerTaps:
    """Counts the taps; a tap anywhere else starts the count anew."""

    def __init__(self) -> None:
        self._at: list[float] = []

    def tap(self, right_mm: float, down_mm: float, now: float) -> bool:
        """A finger came down this far from the upper left corner at ``now`` (monotonic seconds); whether that was the last tap of the five."""
        if not (0 <= right_mm <= WIDE_MM and 0 <= down_mm <= HIGH_MM):
            self._at = []
            return False
        self._at = [at for at in self._at if now - at <= WITHIN_SECONDS] + [now]
        if len(self._at) < TAPS:
            return False
        self._at = []
        return True

    def forget(self) -> None:
        """Start anew."""
        self._at = []
