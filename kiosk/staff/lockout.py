"""After too many failures nobody gets in for a while: 60 s after the fifth, twice as long after each further one. Pure; time is passed in."""

from __future__ import annotations

from dataclasses import dataclass

ALLOWED = 5
FIRST_SECONDS = 60
LONGEST_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Lockout:
    """``failures`` in a row; ``until`` in Unix seconds, 0 when not locked."""

    failures: int = 0
    until: float = 0.0

    def failed(self, now: float) -> Lockout:
        """One more failure."""
        failures = self.failures + 1
        if failures < ALLOWED:
            return Lockout(failures)
        seconds = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(failures - ALLOWED, 16))
        return Lockout(failures, now + seconds)

    def left(self, now: float) -> int:
        """Whole seconds until somebody may try again. Never longer than the longest lock, whatever the clock was set to."""
        return max(0, min(LONGEST_SECONDS, round(self.until - now)))

    @property
    def tries_left(self) -> int:
        """How often one may still fail before the next lock."""
        return max(1, ALLOWED - self.failures)
