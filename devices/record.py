"""What is known of one device: its latest state, the last changes, and how often it was used and failed."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from devices.clock import Clock
from devices.device import DeviceError
from devices.status import DeviceState, Status

_LOG = logging.getLogger(__name__)
_REMEMBERED = 20

OnTransition = Callable[[str, Status, Status], None]


@dataclass(frozen=True, slots=True)
class Counters:
    """How often the device was used, and how often it failed (a failed command, or a connection lost while idle)."""

    uses: int = 0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Transition:
    """The device went from one state to another."""

    old: Status
    new: Status


class Record:
    """Written by the supervisor's threads, read by anybody without waiting."""

    def __init__(self, name: str, clock: Clock, on_transition: OnTransition | None) -> None:
        self._name = name
        self._clock = clock
        self._on_transition = on_transition
        self._changed = threading.Condition(threading.RLock())
        self._transitions: deque[Transition] = deque(maxlen=_REMEMBERED)
        self.status = Status(DeviceState.STARTING, clock())
        self.counters = Counters()

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
            if new.same_state(old):
                return
            self._transitions.append(Transition(old, new))
            self._changed.notify_all()
            if self._on_transition is None:
                return
            try:
                self._on_transition(self._name, old, new)
            except Exception:  # noqa: BLE001 - a fault in the listener must not end the care for the device
                _LOG.exception("the listener to %s failed", self._name)

    def note_failure(self, error: DeviceError) -> None:
        """The state an error tells of."""
        self.note(Status(error.state, self._clock(), error.detail, error.vendor_code))

    def count(self, *, uses: int = 0, failures: int = 0) -> None:
        """Add to the counters."""
        with self._changed:
            self.counters = Counters(self.counters.uses + uses, self.counters.failures + failures)
