"""What can be touched. A touch must begin and end inside; the pressed look comes at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from screens.look import Look
from screens.widgets.piece import Group, Piece


class Touchable(Group):
    """Base of all controls. ``control_id`` is stable: tests and the robot find controls by it."""

    def __init__(self, look: Look, control_id: str, on_tap: Callable[[], None], children: list[Piece] | None = None) -> None:
        super().__init__(look, children or [])
        self.control_id, self.on_tap = control_id, on_tap
        self.pressed = False

    @property
    def enabled(self) -> bool:
        """Whether it answers to touches."""
        return not self.disabled

    @enabled.setter
    def enabled(self, enabled: bool) -> None:
        self.disabled = not enabled

    def show_pressed(self, pressed: bool) -> None:
        """Look pressed, or no longer."""

    def tapped(self) -> None:
        """A touch began and ended inside."""
        self.on_tap()

    def release(self) -> None:
        """Forget the touch, such as when it turned into a drag of the list."""
        self._press(False)

    def on_touch_down(self, touch: Any) -> bool:
        if not self.enabled or self.pressed or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        touch.ud["control"] = self
        self._press(True)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        if touch.ud.get("control") is self:
            self._press(self.collide_point(*touch.pos))
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        inside = self.pressed and touch.ud.get("control") is self and self.collide_point(*touch.pos)
        self._press(False)
        if inside:
            self.tapped()
        return True

    def _press(self, pressed: bool) -> None:
        if pressed != self.pressed:
            self.pressed = pressed
            self.show_pressed(pressed)
