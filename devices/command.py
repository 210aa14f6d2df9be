"""One command on its way through a supervisor, and what an adapter may offer besides being a device."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Interruptible(Protocol):
    """An adapter whose command under way can be stopped from another thread."""

    def interrupt(self) -> None:
        """Make the command under way raise DeviceError soon."""


@runtime_checkable
class Telling(Protocol):
    """An adapter that notices by itself when its state changes, such as a card put in."""

    on_change: Callable[[], None] | None
    """Called at once, from any thread, after ``open``."""


@runtime_checkable
class PaperCounting(Protocol):
    """An adapter with a roll of paper."""

    def take_paper_mm(self) -> int:
        """Millimetres printed since last asked."""


@dataclass(slots=True)
class Command:
    """``expired``: its caller already has an answer; whatever comes now is dropped, connection included."""

    action: Callable[[Any], Any]
    future: Future[Any] = field(default_factory=Future)
    counted: bool = True
    running: bool = False
    expired: bool = False

    def answer(self, *, result: Any = None, error: Exception | None = None) -> bool:
        """Give the caller the outcome; False when the caller already has one."""
        try:
            if error is None:
                self.future.set_result(result)
            else:
                self.future.set_exception(error)
        except InvalidStateError:
            return False
        return True
