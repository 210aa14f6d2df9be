"""One measured figure and whether its target is met."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` in ``unit`` is the median of several runs; ``target`` is the most allowed, ``None`` where the figure is told for its own sake.

    ``ratio`` is ours to the ``peer``'s in the same run. Where more is better (``floor``), ``target`` is the least allowed.
    """

    what: str
    value: float
    unit: str
    target: float | None
    peer: str | None = None
    ratio: float | None = None
    floor: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure is within its target."""
        if self.target is None:
            return True
        return self.value >= self.target if self.floor else self.value <= self.target

    def row(self) -> dict[str, object]:
        """As the command line contract prints it."""
        return {
            "what": self.what,
            "value": round(self.value, 4),
            "unit": self.unit,
            "target": self.target,
            "peer": self.peer,
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "met": self.met,
        }


def milliseconds(work: Callable[[], object], runs: int = 5) -> float:
    """The median of several runs after one to warm up."""
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)
