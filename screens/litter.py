"""When Python looks for dropped widgets: they hold each other, so that only the garbage collector finds them, and it looks at everything there is.

Looking at all of a terminal takes longer than several frames. So what is there before anybody comes is set aside (``gc.freeze``), the collector
never looks at everything by itself, and what a visit drops is looked for a second after it was dropped, while the next screen is read.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from kivy.clock import Clock

COLLECT_SECONDS = 1
"""After the first frame of the next screen: collecting takes longer than a frame."""
SELDOM = 1_000_000
"""Young generations until all are looked at: never."""
MUCH = 2
"""Young generations that make looking worth it: some ten thousand new objects."""


class Litter:
    """One for a stage; ``deserted`` says whether nobody is there, so that what stands there is nobody's and stays."""

    def __init__(self, deserted: Callable[[], bool]) -> None:
        self._deserted = deserted
        self._whole = False
        self._soon = Clock.create_trigger(self._collect, COLLECT_SECONDS)  # a method, which Kivy holds weakly: no stage waits for it
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, SELDOM)

    def dropped(self) -> None:
        """Something may have been dropped."""
        if gc.get_count()[2] >= MUCH:
            self._soon()

    def put_off(self) -> None:
        """Another screen comes: not now."""
        if self._soon.is_triggered:
            self._soon.cancel()
            self._soon()

    def over(self) -> None:
        """A visit is over, or every screen is made anew: nothing of what was dropped stays."""
        self._whole = True
        self._soon()
        self.put_off()

    def _collect(self, _seconds: float) -> None:
        whole = self._whole and self._deserted()
        if whole:
            gc.unfreeze()
            self._whole = False
        gc.collect()
        if whole:
            gc.freeze()
