"""From a sentence to sound: recorded prompts, else espeak-ng; played by ``aplay`` on an ALSA device.

Both run as processes of their own and get what they are to say through a pipe, never as an argument: what is said may be about a person, and
arguments stand in the process list. A terminal without a sound device goes on; the player says why it is silent.
"""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import tempfile
import threading
import wave
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from kiosk.spoken import speaks_chinese

VOICES = {"zh": "cmn-latn-pinyin", "en": "en", "ug": "ug"}
"""espeak-ng's voices. Plain ``cmn`` mispronounces; Tibetan has none."""
SYNTHESIS_SECONDS = 10.0
_CAUSES = {
    "audio open error: No such file or directory": "没有声音设备",
    "audio open error: Device or resource busy": "声音设备被别的程序占着",
    "audio open error: Permission denied": "没有权限用声音设备，请把运行用户加进 audio 组",
    "audio open error: No such device": "声音设备拔掉了",
}


class SoundError(Exception):
    """No sound came of it. The message is a sentence for staff and holds nothing that was to be said."""


@dataclass(frozen=True, slots=True)
class Sound:
    """16-bit samples, interleaved where there are several channels."""

    samples: bytes
    rate: int
    channels: int = 1

    def at(self, volume: int) -> Sound:
        """As loud as ``volume`` per cent."""
        if volume >= 100:
            return self
        import numpy as np

        scaled = (np.frombuffer(self.samples, dtype="<i2") * (max(0, volume) / 100)).astype("<i2")
        return Sound(scaled.tobytes(), self.rate, self.channels)

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.samples) / (2 * self.channels * self.rate)


def sound_of(wav: bytes) -> Sound:
    """The samples of a WAV file. Raises SoundError when it is none, or not of 16 bits."""
    try:
        with wave.open(BytesIO(wav)) as file:
            if file.getsampwidth() != 2:
                raise SoundError("录音要存成 16 位 PCM 的 WAV")
            return Sound(file.readframes(file.getnframes()), file.getframerate(), file.getnchannels())
    except (wave.Error, EOFError):
        raise SoundError("录音不是 WAV 文件") from None


def prompt_name(text: str) -> str:
    """The file that is played in place of ``text``: the first 16 digits of its SHA-256, ``.wav``."""
    return f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.wav"


class Engine:
    """Makes sound of sentences. ``prompts`` is the folder of recordings; None for none."""

    def __init__(self, prompts: Path | None = None) -> None:
        self._prompts = prompts

    def sound(self, text: str, language: str, words_a_minute: int, prompt: str = "") -> Sound:
        """``text`` spoken; a recording named ``prompt`` or after the text comes before synthesis. Raises SoundError."""
        return self._recorded(text, prompt) or self._synthesised(text, language, words_a_minute)

    def _recorded(self, text: str, prompt: str) -> Sound | None:
        if self._prompts is None:
            return None
        for name in ([f"{prompt}.wav"] if prompt else []) + [prompt_name(text)]:
            with contextlib.suppress(FileNotFoundError):
                return sound_of((self._prompts / name).read_bytes())
        return None

    @staticmethod
    def _synthesised(text: str, language: str, words_a_minute: int) -> Sound:
        voice = VOICES["zh"] if speaks_chinese(text, language) else VOICES.get(language.split("_", maxsplit=1)[0], VOICES["en"])
        command = ["espeak-ng", "-v", voice, "-s", str(words_a_minute), "-b", "1", "--stdin", "--stdout"]
        try:
            done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=SYNTHESIS_SECONDS, check=True)
        except FileNotFoundError:
            raise SoundError("没有装语音合成程序 espeak-ng") from None
        except (subprocess.SubprocessError, OSError) as error:
            raise SoundError(f"语音合成程序 espeak-ng 出错（{type(error).__name__}）") from None
        return sound_of(done.stdout)


class Player:
    """Plays on one ALSA device, one sound at a time. ``stop`` may be called from any thread."""

    def __init__(self, device: str = "default") -> None:
        self._device = device
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._killed: subprocess.Popen[bytes] | None = None

    def play(self, sound: Sound, wanted: Callable[[], bool]) -> None:
        """Play to the end, or until stopped; nothing where it is no longer ``wanted``. Raises SoundError when it could not be played."""
        command = ["aplay", "-q", "-D", self._device, "-t", "raw", "-f", "S16_LE", "-r", str(sound.rate), "-c", str(sound.channels), "-"]
        with tempfile.TemporaryFile() as complaint:
            with self._lock:
                if not wanted():
                    return
                try:
                    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaint)
                except FileNotFoundError:
                    raise SoundError("没有装放音程序 aplay（alsa-utils）") from None
                self._process = process
            process.communicate(sound.samples)
            with self._lock:
                self._process = None
            if process.returncode and process is not self._killed:
                complaint.seek(0)
                raise SoundError(_cause(complaint.read().decode(errors="replace")))

    def stop(self) -> None:
        """Be silent at once."""
        with self._lock:
            if self._process is not None:
                self._killed = self._process
                self._process.kill()


def _cause(complaint: str) -> str:
    for line in reversed(complaint.splitlines()):
        for said, cause in _CAUSES.items():
            if said in line:
                return cause
    last = complaint.strip().splitlines()[-1:] or ["aplay 没有说原因"]
    return f"放不出声音：{last[0]}"
