"""How somebody wishes to see and hear the screens: large text, high contrast, within reach of a seat, slowly, aloud, in which language. Pure.

It can be changed at any moment and ends with the visit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.matter import Matter
    from kiosk.journey import Visit

SOURCE_LANGUAGE = "zh_CN"


@dataclass(frozen=True, slots=True)
class DisplayMode:
    """``low`` moves everything that is touched below 1,200 mm, the lower half of the display; ``slow`` and ``large`` leave twice the time."""

    large: bool = False
    contrast: bool = False
    low: bool = False
    slow: bool = False
    voice: bool = False
    language: str = SOURCE_LANGUAGE
    """one of ``kiosk.languages``"""

    @property
    def patience(self) -> int:
        """By how much times without activity are longer: doubled once, whatever was chosen."""
        return 2 if self.large or self.slow else 1

    def forced(self, matter: Matter | None) -> DisplayMode:
        """The mode while ``matter`` is handled: some are for people who need large text."""
        return replace(self, large=True) if matter is not None and matter.large_text else self

    def reset(self) -> DisplayMode:
        """What the next citizen finds."""
        return DisplayMode()


class Displayed:
    """What the screens of a session follow: its changes, and the mode they are shown in."""

    visit: Visit | None

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []
        self._display = DisplayMode()

    @property
    def display(self) -> DisplayMode:
        """The mode in force now."""
        return self._display.forced(self.visit.matter if self.visit else None)

    def set_display(self, **changes: bool | str) -> None:
        """Change some of the mode, such as ``large=True``; nothing entered is lost."""
        self._display = replace(self._display, **changes)  # type: ignore[arg-type]
        self.changed()

    def reset_display(self) -> None:
        """A visit is over: the next citizen finds the usual screens."""
        self._display = self._display.reset()

    def listen(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` on the main thread after every change but a new live picture."""
        self._listeners.append(callback)

    def changed(self) -> None:
        """Tell the screens."""
        for listener in self._listeners:
            listener()
