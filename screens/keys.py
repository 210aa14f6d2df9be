"""A real keyboard before the terminal, and a barcode reader that plays one: the first types into the open field, the second never does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock

from kiosk import wedge
from kiosk.wedge import Heard, WedgeGate
from screens.input import tools
from screens.input.layouts import Act
from screens.input.stuck import StuckKey

if TYPE_CHECKING:
    from kiosk.session import Session
    from screens.focus import Focus

NAMES = {
    273: "up",
    274: "down",
    275: "right",
    276: "left",
    13: "enter",
    271: "enter",
    27: "escape",
    9: "tab",
    32: "space",
    282: "f1",
    283: "f2",
    284: "f3",
    285: "f4",
    286: "f5",
    43: "plus",
    270: "plus",
    45: "minus",
    269: "minus",
    42: "star",
    268: "star",
}
"""Kivy's numbers of the keys that can lead through the screen, those of the number pad included."""
_KEYS = {8: wedge.BACKSPACE, 9: wedge.TAB, 13: wedge.ENTER, 271: wedge.ENTER}
"""Kivy's numbers of the keys that type nothing; 271 is the Enter of the number pad."""


class Keys:
    """``typing`` gives the screen whose keyboard is open, or None; ``listen`` binds it to Kivy's window."""

    def __init__(
        self, session: Session, typing: Callable[[], Any], monotonic: Callable[[], float] = time.monotonic, focus: Focus | None = None
    ) -> None:
        self._session = session
        self._typing = typing
        self._monotonic = monotonic
        self._focus = focus
        self._gate = WedgeGate()
        self._waiting = False
        self._texts, self._presses = StuckKey(), StuckKey()

    def listen(self, window: Any) -> None:
        """Take every keystroke the window gets. ``fbind``, for ``bind`` would not keep this alive."""
        window.fbind("on_textinput", self.typed)
        window.fbind("on_key_down", self.pressed)

    def stop(self, window: Any) -> None:
        """Take no more."""
        window.funbind("on_textinput", self.typed)
        window.funbind("on_key_down", self.pressed)

    def typed(self, _: Any, text: str) -> None:
        """Characters came."""
        if not self._counts(self._texts, text):
            return
        self._session.touched()
        for character in text:
            if character.isprintable() and not self._steers(NAMES.get(ord(character), "")):
                self._act(self._gate.key(character, self._monotonic()))
        self._look_again()

    def pressed(self, _: Any, key: int, *__: Any) -> bool:
        """A key went down. Kivy is to do nothing with it."""
        if not self._counts(self._presses, key):
            return True
        self._session.touched()
        name = NAMES.get(key, "")
        if self._focus and key not in _KEYS and self._steers(name):
            self._focus.key(name)
        elif key in _KEYS:
            self._act(self._gate.key(_KEYS[key], self._monotonic()))
        return True

    def _steers(self, name: str) -> bool:
        """Whether this key is set to lead through the screen."""
        keys = self._session.settings.keys
        return self._focus is not None and any(name in part for part in (keys.next, keys.previous, keys.activate, keys.back, keys.repeat))

    def _act_on_focus(self, key: str) -> bool:
        """Enter presses what is in focus, tab steps on; a character opens the field in focus first."""
        focus = self._focus
        assert focus is not None
        if key == wedge.TAB:
            return focus.key("tab")
        if key == wedge.ENTER:
            return bool(focus.current or not self._typing()) and focus.key("enter")
        focus.open_field()
        return False

    def _counts(self, stuck: StuckKey, key: object) -> bool:
        counts = stuck.counts(key, self._monotonic())
        if stuck.just_stuck:
            tools.shared().trouble("键盘", "有一个键一直按着，已经不理它了：看看外接键盘或扫码枪")
        return counts

    def _look_again(self) -> None:
        """Once a frame, as long as something is held back."""
        if self._gate.holding and not self._waiting:
            self._waiting = True
            Clock.schedule_once(self._rest)

    def _rest(self, _: float) -> None:
        self._waiting = False
        self._act(self._gate.rest(self._monotonic()))
        self._look_again()

    def _act(self, heard: Heard) -> None:
        if heard.code:
            wedge.deliver(self._session.terminal.devices, heard.code)
        for key in heard.keys:
            if self._focus and self._act_on_focus(key):
                continue
            frame = self._typing()
            if not frame:
                return
            if key == wedge.BACKSPACE:
                frame.acted(Act.BACKSPACE)
            elif key == wedge.ENTER:
                frame.acted(Act.NEXT)
            elif key.isascii() and key.isprintable():
                frame.typed(key)
