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

_KEYS = {8: wedge.BACKSPACE, 9: wedge.TAB, 13: wedge.ENTER, 271: wedge.ENTER}
"""Kivy's numbers of the keys that type nothing; 271 is the Enter of the number pad."""


class Keys:
    """``typing`` gives the screen whose keyboard is open, or None; ``listen`` binds it to Kivy's window."""

    def __init__(self, session: Session, typing: Callable[[], Any], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._session = session
        self._typing = typing
        self._monotonic = monotonic
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
            if character.isprintable():
                self._act(self._gate.key(character, self._monotonic()))
        self._look_again()

    def pressed(self, _: Any, key: int, *__: Any) -> bool:
        """A key went down. Kivy is to do nothing with it."""
        if not self._counts(self._presses, key):
            return True
        self._session.touched()
        if key in _KEYS:
            self._act(self._gate.key(_KEYS[key], self._monotonic()))
        return True

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
            frame = self._typing()
            if not frame:
                return
            if key == wedge.BACKSPACE:
                frame.acted(Act.BACKSPACE)
            elif key == wedge.ENTER:
                frame.acted(Act.NEXT)
            elif key.isascii() and key.isprintable():
                frame.typed(key)
