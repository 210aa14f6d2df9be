"""What a barcode reader read. It is data from a stranger: limited in length, printable, never a path, never a command, never in a log."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST = 4096
"""Characters; the largest QR code holds 4,296 digits (ISO/IEC 18004, version 40-L), and no code that a hall uses comes near."""
FRESH_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """``text``: 1 to ``LONGEST`` printable characters. ``at``: monotonic seconds.

    ``symbology``: as zxing-cpp names it, empty where the reader does not tell.
    """

    text: str = field(repr=False)
    symbology: str
    at: float


def acceptable(text: str) -> bool:
    """Whether a payload may be handed on: not empty, not longer than ``LONGEST``, and nothing that cannot be printed."""
    return 0 < len(text) <= LONGEST and text.isprintable()


class Inbox:
    """The newest code that nobody took yet. Any thread. A code older than ``FRESH_SECONDS`` belongs to somebody who has left."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._code: ScannedCode | None = None

    def put(self, text: str, symbology: str = "") -> bool:
        """Keep a payload in place of the one before; False when it is not ``acceptable``."""
        if not acceptable(text):
            return False
        with self._lock:
            self._code = ScannedCode(text, symbology, self._monotonic())
        return True

    def take(self) -> ScannedCode | None:
        """The newest unread code, once; None when there is none, or it is too old."""
        with self._lock:
            code, self._code = self._code, None
        return code if code is not None and self._monotonic() - code.at <= FRESH_SECONDS else None

    def clear(self) -> None:
        """Forget what was not taken."""
        with self._lock:
            self._code = None
