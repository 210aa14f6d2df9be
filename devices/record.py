"""What is known of one device: its latest state, the last changes, and how often it was used and failed."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from devices.clock import Clock
from devices.device import DeviceError
from devices.status import DeviceState, Status

_LOG = logging.getLogger(__name__)
REMEMBERED = 20
_MOST_CAUSES = 40
OTHER_CAUSE = "other"

OnTransition = Callable[[str, Status, Status], None]


@dataclass(frozen=True, slots=True)
class Counters:
    """How often the device was used, and how often it failed (a failed command, or a connection lost while idle).

    ``causes``: the vendor's code, else the state, of each failure -> how often. ``paper_mm`` counts from the last new roll,
    ``paper_total_mm`` from the first. ``last_seen`` is when it last answered, None when it never did. ``uses_today`` and
    ``failures_today`` belong to ``day``, the terminal's own date.
    """

    uses: int = 0
    failures: int = 0
    causes: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    paper_mm: int = 0
    paper_total_mm: int = 0
    last_seen: datetime | None = None
    day: date | None = None
    uses_today: int = 0
    failures_today: int = 0

    def on(self, day: date) -> Counters:
        """The same counters as they stand on ``day``: another day starts anew."""
        return self if day == self.day else replace(self, day=day, uses_today=0, failures_today=0)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for a record; times in ISO 8601."""
        return {
            "uses": self.uses,
            "failures": self.failures,
            "causes": dict(self.causes),
            "paper_mm": self.paper_mm,
            "paper_total_mm": self.paper_total_mm,
            "last_seen": self.last_seen and self.last_seen.isoformat(timespec="seconds"),
            "day": self.day and self.day.isoformat(),
            "uses_today": self.uses_today,
            "failures_today": self.failures_today,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Counters:
        """What ``as_dict`` made; members that are missing count as never. Raises ValueError, TypeError for what is no record."""
        seen, day = data.get("last_seen"), data.get("day")
        numbers = {
            name: int(data.get(name) or 0) for name in ("uses", "failures", "paper_mm", "paper_total_mm", "uses_today", "failures_today")
        }
        return cls(
            causes=MappingProxyType({str(cause): int(times) for cause, times in dict(data.get("causes") or {}).items()}),
            last_seen=datetime.fromisoformat(seen) if seen else None,
            day=date.fromisoformat(day) if day else None,
            **numbers,
        )


OnCounters = Callable[[str, Counters], None]


@dataclass(frozen=True, slots=True)
class Transition:
    """The device went from one state to another."""

    old: Status
    new: Status


class Record:
    """Written by the supervisor's threads, read by anybody without waiting. Starts from what an earlier process left."""

    def __init__(
        self,
        name: str,
        clock: Clock,
        on_transition: OnTransition | None = None,
        on_counters: OnCounters | None = None,
        *,
        counters: Counters | None = None,
        transitions: Sequence[Transition] = (),
    ) -> None:
        self._name = name
        self._clock = clock
        self._on_transition = on_transition
        self._on_counters = on_counters
        self._changed = threading.Condition(threading.RLock())
        self._transitions: deque[Transition] = deque(transitions, maxlen=REMEMBERED)
        self.status = Status(DeviceState.STARTING, clock())
        self.counters = counters or Counters()

    @property
    def transitions(self) -> tuple[Transition, ...]:
        """The last changes, oldest first."""
        with self._changed:
            return tuple(self._transitions)

    def settle(self, timeout: float) -> Status:
        """Wait until the first state is known, at most ``timeout`` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.status.device is not DeviceState.STARTING, timeout)
            return self.status

    def note(self, status: Status) -> None:
        """Take over a snapshot, dated now; a change of state is kept and told once."""
        with self._changed:
            old, new = self.status, replace(status, at=self._clock())
            self.status = new
            if new.device is DeviceState.ONLINE:
                self.counters = replace(self.counters, last_seen=new.at)
            if new.same_state(old):
                return
            self._transitions.append(Transition(old, new))
            self._changed.notify_all()
            self._tell_counters()
            if self._on_transition is None:
                return
            try:
                self._on_transition(self._name, old, new)
            except Exception:  # noqa: BLE001 - a fault in the listener must not end the care for the device
                _LOG.exception("the listener to %s failed", self._name)

    def note_failure(self, error: DeviceError) -> None:
        """The state an error tells of."""
        self.note(Status(error.state, self._clock(), error.detail, error.vendor_code))

    def count(self, *, uses: int = 0, failure: str | None = None, paper_mm: int = 0) -> None:
        """Add to the counters; ``failure`` is the cause of one failure."""
        if not uses and failure is None and not paper_mm:
            return
        with self._changed:
            now = self.counters.on(self._clock().date())
            failures = 0 if failure is None else 1
            self.counters = replace(
                now,
                uses=now.uses + uses,
                failures=now.failures + failures,
                causes=now.causes if failure is None else _one_more(now.causes, failure),
                paper_mm=now.paper_mm + paper_mm,
                paper_total_mm=now.paper_total_mm + paper_mm,
                uses_today=now.uses_today + uses,
                failures_today=now.failures_today + failures,
            )
            self._tell_counters()

    def new_roll(self) -> None:
        """The paper was changed: its counter starts anew."""
        with self._changed:
            self.counters = replace(self.counters, paper_mm=0)
            self._tell_counters()

    def _tell_counters(self) -> None:
        if self._on_counters is None:
            return
        try:
            self._on_counters(self._name, self.counters)
        except Exception:  # noqa: BLE001 - as for the listener to transitions
            _LOG.exception("the counters of %s could not be kept", self._name)


def cause_of(error: DeviceError) -> str:
    """Under which name a failure is counted: the vendor's code where there is one, else the state."""
    return error.vendor_code or error.state.value


def _one_more(causes: Mapping[str, int], cause: str) -> Mapping[str, int]:
    """Bounded, for a vendor's codes come from outside."""
    known = cause if cause in causes or len(causes) < _MOST_CAUSES else OTHER_CAUSE
    return MappingProxyType({**causes, known: causes.get(known, 0) + 1})
