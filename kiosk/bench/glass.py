"""What an X server shows, looked at from outside: the same stop watch for every program that draws on it."""

from __future__ import annotations

import mmap
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.rig import FRAME_BUFFER, RigError

STEP = 8
"""Every eighth pixel across and down: what appears on a home screen is larger."""
SAME = 0.99
"""A clock that turns its minute is no other picture."""
QUIET_SECONDS = 1.0
LOOK_SECONDS = 0.005
_HEADER = struct.Struct(">25I")

Picture = np.ndarray[Any, np.dtype[np.uint32]]


class Glass:
    """The frame buffer of an Xvfb whose folder is ``state``."""

    def __init__(self, state: Path) -> None:
        with (state / FRAME_BUFFER).open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        header = _HEADER.unpack_from(self._memory)
        start, width, height, line, colours = header[0], header[4], header[5], header[12], header[19]
        pixels: Picture = np.frombuffer(self._memory, np.uint32, line // 4 * height, start + colours * 12)
        self._pixels = pixels.reshape(height, line // 4)[::STEP, :width:STEP]

    def look(self) -> Picture:
        """The picture as it is now, coarsely."""
        return self._pixels.copy()

    def shown_at(self, ready: Callable[[], bool], patience: float) -> float:
        """Monotonic seconds at which the picture first stood that stays, once ``ready`` and nothing changes any more. Raises RigError."""
        end_at = time.monotonic() + patience
        seen = [(time.monotonic(), self.look())]
        while (now := time.monotonic()) < end_at:
            picture = self.look()
            if not np.array_equal(picture, seen[-1][1]):
                seen.append((now, picture))
            elif now - seen[-1][0] >= QUIET_SECONDS and ready():
                return next(at for at, earlier in seen if np.mean(earlier == picture) >= SAME)
            time.sleep(LOOK_SECONDS)
        raise RigError(f"the display did not come to rest within {patience:g} s")
