"""The terminal's voice: what is to be said is said by a thread of its own; a citizen stops, repeats, slows and turns it down.

All calls are on the main thread and return at once; news comes back through the scheduler. What was said is kept in memory only, for repeating
and for reading along, and is forgotten at the end of a visit, when volume and speed go back to the terminal's own (EN 301 549, 5.1.3.13).
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.scheduler import Scheduler
from kiosk.settings import Voice as Settings
from kiosk.speech import Engine, Player, Sound, SoundError
from kiosk.spoken import aloud

log = logging.getLogger(__name__)

SPEEDS = (110, 150, 200, 260)
"""Words a minute: slow, usual, quick, and as those like it who hear screens read every day."""
USUAL = 1
LOUDEST, QUIETEST, STEP = 100, 20, 20
KEPT = 1000
_SILENCE = Sound(bytes(2 * 2205), 22050)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence to say. ``prompt`` names a recording that takes its place."""

    text: str
    prompt: str = ""
    language: str = "zh_CN"


class Voice:
    """See the module. ``speaking`` while something sounds; ``trouble`` is why nothing does, for staff, ``None`` until it was tried."""

    def __init__(self, settings: Settings, scheduler: Scheduler, active: Callable[[], None]) -> None:
        self._settings, self._scheduler, self._active = settings, scheduler, active
        self._engine = Engine(Path(settings.prompts) if settings.prompts else None)
        self._player = Player(settings.device)
        self._work: queue.SimpleQueue[tuple[int, Line | None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._round, self._waiting = 0, 0
        self._last: tuple[Line, ...] = ()
        self._heard: deque[str] = deque(maxlen=KEPT)
        self._asked = False
        self.trouble: str | None = None
        self.volume, self.speed = settings.volume, USUAL

    @property
    def speaking(self) -> bool:
        """Whether something is being said or waits to be."""
        return self._waiting > 0

    @property
    def heard(self) -> tuple[str, ...]:
        """What was said in this visit, oldest first, as it was said."""
        return tuple(self._heard)

    def say(self, lines: Sequence[Line], *, after: bool = False) -> None:
        """Say these instead of whatever is being said, or ``after`` it."""
        if not after:
            self.stop()
        self._last = (*self._last, *lines) if after else tuple(lines)
        self._waiting += len(lines)
        for line in lines:
            self._work.put((self._round, line))
        self._start()

    def ask(self) -> None:
        """Have what is on the screen read once (朗读)."""
        self._asked = True

    def take_request(self) -> bool:
        """Whether somebody asked for reading since the last call."""
        asked, self._asked = self._asked, False
        return asked

    def stop(self) -> None:
        """Silence, now."""
        self._round += 1
        self._waiting = 0
        self._player.stop()

    def repeat(self) -> None:
        """The last thing once more, from its beginning."""
        self.say(self._last)

    def louder(self) -> None:
        """20 % more."""
        self.volume = min(LOUDEST, self.volume + STEP)

    def softer(self) -> None:
        """20 % less, never silent."""
        self.volume = max(QUIETEST, self.volume - STEP)

    def faster(self) -> None:
        """The next speed."""
        self.speed = min(len(SPEEDS) - 1, self.speed + 1)

    def slower(self) -> None:
        """The speed before."""
        self.speed = max(0, self.speed - 1)

    def probe(self) -> None:
        """Play a tenth of a second of nothing, to know whether there is a sound device."""
        self._work.put((-1, None))
        self._start()

    def forget(self) -> None:
        """The visit is over: silence, nothing of what was said stays, volume and speed are the terminal's own again."""
        self.stop()
        self._last, self._asked = (), False
        self._heard.clear()
        self.volume, self.speed = self._settings.volume, USUAL

    def close(self) -> None:
        """End the thread."""
        self.stop()
        if self._thread is not None:
            self._work.put((-2, None))
            self._thread.join()
            self._thread = None

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            this, line = self._work.get()
            if this == -2:
                return
            if line is None:
                self._play(lambda: _SILENCE, lambda: True)
            elif this == self._round:
                self._speak(this, line)

    def _speak(self, this: int, line: Line) -> None:
        self._scheduler.post(lambda: self._begun(this, line))
        self._play(lambda: self._sound(line), lambda: this == self._round)
        self._scheduler.post(lambda: self._ended(this))

    def _sound(self, line: Line) -> Sound:
        said = aloud(line.text, line.language)
        return self._engine.sound(said, line.language, SPEEDS[self.speed], line.prompt).at(self.volume)

    def _play(self, make: Callable[[], Sound], wanted: Callable[[], bool]) -> None:
        try:
            self._player.play(make(), wanted)
            trouble = ""
        except SoundError as error:
            trouble = str(error)
        if trouble != self.trouble:
            if trouble:
                log.warning("the terminal is silent: %s", trouble)
            self.trouble = trouble

    def _begun(self, this: int, line: Line) -> None:
        if this != self._round:
            return
        self._heard.append(aloud(line.text, line.language))
        self._active()

    def _ended(self, this: int) -> None:
        if this == self._round:
            self._waiting = max(0, self._waiting - 1)
            self._active()
