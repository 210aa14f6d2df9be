"""When nobody is there any more. Pure: seconds are passed in."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Idle:
    """``since`` is when somebody last did something, ``asked`` when 还在吗 was put on the screen (both monotonic seconds)."""

    since: float
    asked: float | None = None

    def touched(self, at: float) -> Idle:
        """Somebody is there: any number of times."""
        return Idle(at)

    def ticked(self, at: float, limit: float) -> Idle:
        """Ask once ``limit`` seconds have passed without anything happening."""
        return replace(self, asked=at) if self.asked is None and at - self.since >= limit else self

    def left(self, at: float, countdown: float) -> float | None:
        """Seconds until everything is wiped; ``None`` while nobody has been asked."""
        return None if self.asked is None else max(0.0, countdown - (at - self.asked))
