"""Tells a barcode reader that plays a keyboard from a person who types, so that no keystroke of a code reaches a form. Pure, time passed in.

A reader types at least ``FEWEST`` characters, one every few milliseconds, then Enter; nobody types so fast. So every character is held for a
moment. Keystrokes are seen once a frame, several at once when frames are slow: therefore a pause counts only when a whole frame passed
without a key, and the pace is that of the whole burst.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from devices.barcode.code import LONGEST
from devices.supervisor import Supervisor

ENTER, TAB, BACKSPACE = "\r", "\t", "\b"
HOLD_SECONDS = 0.035
FEWEST = 4
_SECOND_END_SECONDS = 0.1
_QUIET_FRAMES = 2


@dataclass(frozen=True, slots=True)
class Heard:
    """What became certain: ``keys`` a person typed (characters, ENTER, TAB, BACKSPACE), or the ``code`` of a reader. Never shown in a repr."""

    keys: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


class WedgeGate:
    """``key`` for each keystroke; ``rest`` once a frame as long as it is ``holding``. Holds at most ``LONGEST`` + 1 characters."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._times: list[float] = []
        self._quiet_frames = 0
        self._scanned_at = float("-inf")

    @property
    def holding(self) -> bool:
        """Whether something is held back."""
        return bool(self._held)

    def key(self, key: str, at: float) -> Heard:
        """A keystroke came at ``at`` (monotonic seconds)."""
        self._quiet_frames = 0
        if key not in (ENTER, TAB, BACKSPACE):
            self._times.append(at)
            if len(self._held) <= LONGEST:
                self._held.append(key)
            else:
                self._times.pop()
            return Heard()
        if key != BACKSPACE:
            if not self._held and at - self._scanned_at < _SECOND_END_SECONDS:
                return Heard()  # a reader that ends its codes with two keys
            if self._burst(at):
                self._scanned_at = at
                code = self._let_go()
                return Heard(code=code if len(code) <= LONGEST else "")
        return Heard(self._let_go() + key)

    def rest(self, at: float) -> Heard:
        """A frame passed. After a pause a person's keys are let through; a burst without an end is half a code, and nobody's."""
        self._quiet_frames += 1
        if not self._held or self._quiet_frames < _QUIET_FRAMES or at - self._times[-1] <= HOLD_SECONDS:
            return Heard()
        burst = self._burst(self._times[-1])
        keys = self._let_go()
        return Heard() if burst else Heard(keys)

    def _burst(self, end: float) -> bool:
        if len(self._held) < FEWEST:
            return False
        times = [*self._times, end] if end > self._times[-1] else self._times
        from statistics import median

        gaps = [later - earlier for earlier, later in pairwise(times)]
        return min(median(gaps), sum(gaps) / len(gaps)) < HOLD_SECONDS

    def _let_go(self) -> str:
        keys = "".join(self._held)
        self._held.clear()
        self._times.clear()
        return keys


def deliver(devices: Mapping[str, Supervisor], code: str) -> bool:
    """Hand a code to the barcode reader whose window this is; False where none is configured (``keyboard://``): then it is nobody's."""
    supervisor = devices.get("barcode")
    device = supervisor.device if supervisor is not None else None
    from devices.barcode.wedge import WindowKeyboard  # its own thread has loaded it

    return isinstance(device, WindowKeyboard) and device.offer(code)
