"""Bytes of a serial barcode reader to payloads. Pure: the time is passed in.

A payload ends at CR, LF or ETX (or, with ``Suffix.NONE``, at a pause), STX begins one anew. What has no end is dropped after a pause, so
that half a code is never taken for a whole one, nor put before the next.
"""

from __future__ import annotations

from enum import StrEnum

from devices.barcode.code import LONGEST, acceptable

STX, ETX, LF, CR = 0x02, 0x03, 0x0A, 0x0D
PAUSE_SECONDS = 0.25
_MOST_BYTES = LONGEST * 4


class Suffix(StrEnum):
    """What the reader sends after each payload. ``ANY``: CR, LF or ETX, whichever comes."""

    ANY = "any"
    CR = "cr"
    LF = "lf"
    ETX = "etx"
    NONE = "none"


_ENDS = {
    Suffix.ANY: frozenset((CR, LF, ETX)),
    Suffix.CR: frozenset((CR,)),
    Suffix.LF: frozenset((LF,)),
    Suffix.ETX: frozenset((ETX,)),
    Suffix.NONE: frozenset[int](),
}


def decode(payload: bytes) -> str | None:
    """The text of a payload: UTF-8, else GB 18030 (readers made for China send either). None when it is neither, or not ``acceptable``."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = payload.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if acceptable(text) else None
    return None


class Framer:
    """Feed it bytes as they come; it holds at most ``_MOST_BYTES`` of them. ``refused`` counts payloads in a row that were no text."""

    def __init__(self, suffix: Suffix = Suffix.ANY) -> None:
        self._suffix = suffix
        self._ends = _ENDS[suffix]
        self._bytes = bytearray()
        self._too_long = False
        self._at = 0.0
        self.refused = 0

    @property
    def waiting(self) -> bool:
        """Whether a payload has begun and not ended."""
        return bool(self._bytes) or self._too_long

    def feed(self, data: bytes, at: float) -> list[str]:
        """The texts that are complete now."""
        found = self.rest(at)
        self._at = at
        for byte in data:
            if byte in self._ends:
                found += self._finish()
            elif byte == STX:
                self._drop()
            elif byte in (CR, LF) and not self._bytes:
                continue  # the other half of a CR LF
            elif len(self._bytes) < _MOST_BYTES:
                self._bytes.append(byte)
            else:
                self._too_long = True
        return found

    def rest(self, at: float) -> list[str]:
        """After a pause: the payload that ends by it, or nothing, and what had no end is dropped."""
        if not self.waiting or at - self._at < PAUSE_SECONDS:
            return []
        if self._suffix is Suffix.NONE:
            return self._finish()
        if self._too_long:
            self.refused += 1
        self._drop()
        return []

    def _finish(self) -> list[str]:
        text = None if self._too_long else decode(bytes(self._bytes).strip(b"\r\n"))
        empty = not self.waiting
        self._drop()
        if text is not None:
            self.refused = 0
            return [text]
        self.refused += int(not empty)
        return []

    def _drop(self) -> None:
        self._bytes.clear()
        self._too_long = False
