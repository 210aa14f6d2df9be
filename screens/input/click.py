"""The sound of a key: a tick of a hundredth of a second, or silence where there is no sound device."""

from __future__ import annotations

import math
import os
import struct
import tempfile
import wave
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

RATE = 22_050
SECONDS = 0.012
PITCH = 1_700.0
LOUDNESS = 0.25
SOUND_CARDS = Path("/dev/snd")
"""Looked for first: without it the sound libraries fill standard error with complaints."""


def tick() -> bytes:
    """A WAV file: one short fading tone, 16 bit, mono."""
    count = int(RATE * SECONDS)
    samples = (LOUDNESS * math.exp(-6 * index / count) * math.sin(2 * math.pi * PITCH * index / RATE) for index in range(count))
    out = BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(b"".join(struct.pack("<h", round(32_767 * sample)) for sample in samples))
    return out.getvalue()


def load() -> Any:
    """The tick, ready to play. Raises OSError where no sound device takes it."""
    if not SOUND_CARDS.exists() and "SDL_AUDIODRIVER" not in os.environ:
        raise OSError(f"没有声卡：没有 {SOUND_CARDS}")
    from kivy.core.audio import SoundLoader

    descriptor, name = tempfile.mkstemp(suffix=".wav")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(tick())
        sound = SoundLoader.load(name)
    finally:
        Path(name).unlink()
    if sound is None or not sound.length:
        raise OSError("声音设备放不出声音")
    return sound


class Click:
    """``play`` sounds once; where that does not work, staff are told once and the keys stay silent."""

    def __init__(self, on_failure: Callable[[str], None], make: Callable[[], Any] = load) -> None:
        self._on_failure, self._make = on_failure, make
        self._sound: Any = None
        self._loading: Thread | None = None
        self.silent = False

    def warm(self) -> None:
        """Get the sound ready, for opening a sound device takes longer than a key may; until then keys are silent."""
        if self._loading is None:
            self._loading = Thread(target=self._load, name="key sound", daemon=True)
            self._loading.start()

    def _load(self) -> None:
        try:
            self._sound = self._make()
        except Exception as error:  # noqa: BLE001 - whatever a sound system raises, a key without its sound is still a key
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.silent = True
        self._on_failure(str(error) or type(error).__name__)

    def play(self) -> None:
        """Tick, unless there is nothing to tick with."""
        if self.silent or self._sound is None:
            return
        try:
            self._sound.stop()
            self._sound.play()
        except Exception as error:  # noqa: BLE001 - the same
            self._fail(error)
