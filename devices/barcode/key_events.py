"""The kernel's key events (``struct input_event`` on 64-bit Linux, linux/input.h) of a barcode reader that plays a US keyboard, to payloads. Pure.

Numbers of keys: linux/input-event-codes.h. A payload ends at Enter or Tab; one without an end is dropped after a pause.
"""

from __future__ import annotations

from struct import Struct

from devices.barcode.code import LONGEST, acceptable
from devices.barcode.framing import PAUSE_SECONDS

EVENT = Struct("=qqHHi")
"""Seconds, microseconds, type, code, value (0 up, 1 down, 2 repeat)."""
EV_KEY = 1
_ENDS = frozenset((28, 96, 15))  # Enter, Enter of the number pad, Tab
_SHIFTS = frozenset((42, 54))
_PLAIN: dict[int, str] = {55: "*", 57: " ", 74: "-", 78: "+", 83: ".", 98: "/"}
_SHIFTED: dict[int, str] = dict(_PLAIN)
for _first, _keys, _with_shift in (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (71, "789", "789"),
    (75, "456", "456"),
    (79, "1230", "1230"),
):
    _PLAIN.update(enumerate(_keys, _first))
    _SHIFTED.update(enumerate(_with_shift, _first))


class KeyDecoder:
    """Feed it what the device file gave. ``refused`` counts payloads in a row that were too long."""

    def __init__(self) -> None:
        self._rest = b""
        self._text: list[str] = []
        self._shifts: set[int] = set()
        self._too_long = False
        self._at = 0.0
        self.refused = 0

    @property
    def waiting(self) -> bool:
        """Whether a payload has begun and not ended."""
        return bool(self._rest or self._text or self._shifts or self._too_long)

    def feed(self, data: bytes, at: float) -> list[str]:
        """The texts that are complete now."""
        self.rest(at)
        self._at = at
        data = self._rest + data
        whole = len(data) - len(data) % EVENT.size
        self._rest = data[whole:]
        found: list[str] = []
        for _, _, kind, key, value in EVENT.iter_unpack(data[:whole]):
            if kind == EV_KEY:
                found += self._key(key, value)
        return found

    def rest(self, at: float) -> list[str]:
        """After a pause: what had no end is dropped, and no key is held any more."""
        if self.waiting and at - self._at >= PAUSE_SECONDS:
            self._rest = b""
            self._shifts.clear()
            self._drop()
        return []

    def _key(self, key: int, value: int) -> list[str]:
        if key in _SHIFTS:
            (self._shifts.discard if value == 0 else self._shifts.add)(key)
        elif value != 1:
            pass  # released, or held: a reader types each character anew
        elif key in _ENDS:
            return self._finish()
        elif len(self._text) < LONGEST:
            self._text.append((_SHIFTED if self._shifts else _PLAIN).get(key, ""))
        else:
            self._too_long = True
        return []

    def _finish(self) -> list[str]:
        text = "" if self._too_long else "".join(self._text)
        self.refused = self.refused + 1 if self._too_long else 0
        self._drop()
        return [text] if acceptable(text) else []

    def _drop(self) -> None:
        self._text.clear()
        self._too_long = False


def encode(text: str) -> bytes:
    """The events with which a reader types ``text`` and Enter. Raises KeyError for a character no US keyboard has."""
    keys = {
        **{character: (key, True) for key, character in _SHIFTED.items()},
        **{character: (key, False) for key, character in _PLAIN.items()},
    }
    events: list[tuple[int, int]] = []
    for key, shifted in (*(keys[character] for character in text), (28, False)):
        stroke = [(key, 1), (key, 0)]
        events += [(42, 1), *stroke, (42, 0)] if shifted else stroke
    return b"".join(EVENT.pack(0, 0, EV_KEY, key, value) + EVENT.pack(0, 0, 0, 0, 0) for key, value in events)
