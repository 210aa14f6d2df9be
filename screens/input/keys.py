"""One key of the on-screen keyboard: it ticks when it goes down, goes on while it is held where that makes sense, and never gets stuck."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock

from screens.i18n import _
from screens.input.layouts import REPEATED, Key
from screens.look import Look
from screens.widgets.button import Button

HOLD_SECONDS = 0.5
REPEAT_SECONDS = 0.1
MOST_REPEATS = 40
"""A finger, or what the glass takes for one, that never goes up stops here."""
STUCK_SECONDS = 3.0
"""After so long a new touch on a key that is still down counts: the old one was a bag, a drop of water, or a fault of the glass."""


class KeyButton(Button):
    """``on_hit`` is called once a touch, and again while a key of ``REPEATED`` is held; ``on_down`` as the finger comes down."""

    def __init__(self, look: Look, key: Key, height: int, on_down: Callable[[KeyButton], None], on_hit: Callable[[Key], None]) -> None:
        theme = look.theme
        word = len(key.label) > 1
        super().__init__(
            look,
            key.control_id,
            _(key.label) if word else key.label,
            self._hit,
            kind="key.action" if key.act else "key",
            style=theme.body if word else theme.entry,
            height=height,
            icon=key.icon,
        )
        self.key, self._on_down, self._on_hit = key, on_down, on_hit
        self.fired = False
        self.stuck = 0
        self._down_at = 0.0
        self._repeats = 0
        self._repeating: Any = None

    def fire(self) -> None:
        """Act now, before the finger goes up: another key came down after this one."""
        if self.pressed and not self.fired and self.key.act not in REPEATED:
            self.fired = True
            self._on_hit(self.key)

    def on_touch_down(self, touch: Any) -> bool:
        if self.pressed and self.collide_point(*touch.pos) and Clock.get_time() - self._down_at > STUCK_SECONDS:
            self.stuck += 1
            self.release()
        if not super().on_touch_down(touch):
            return False
        self.fired, self._down_at, self._repeats = False, Clock.get_time(), 0
        self._on_down(self)
        if self.key.act in REPEATED:
            self._repeating = Clock.schedule_once(self._repeat, HOLD_SECONDS)
        return True

    def _press(self, pressed: bool) -> None:
        if not pressed and self._repeating:
            self._repeating.cancel()
            self._repeating = None
        super()._press(pressed)

    def _repeat(self, _: float) -> None:
        if self.pressed and self._repeats < MOST_REPEATS and self.parent is not None:
            self.fired = True
            self._repeats += 1
            self._on_hit(self.key)
            self._repeating = Clock.schedule_once(self._repeat, REPEAT_SECONDS)

    def _hit(self) -> None:
        if not self.fired:
            self._on_hit(self.key)
