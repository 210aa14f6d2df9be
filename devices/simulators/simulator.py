"""What every simulator is: the far side of one wire, with fault commands while it runs."""

from __future__ import annotations

from abc import ABC, abstractmethod


class CommandError(ValueError):
    """A command nobody understands; the message says what is allowed."""


class Simulator(ABC):
    """Lives in one asyncio loop. The address it gives is an ordinary one: nothing in it says "simulator"."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Where an adapter finds it; stays the same through an unplug."""

    @abstractmethod
    async def start(self) -> None:
        """Plug it in."""

    @abstractmethod
    async def stop(self) -> None:
        """Take it away and release everything."""

    @abstractmethod
    async def command(self, words: list[str]) -> None:
        """Do what ``words`` say. Raises CommandError."""

    @abstractmethod
    def state(self) -> dict[str, object]:
        """What it is set to, for a panel. Nothing personal."""


def choice(words: list[str], usage: str, *allowed: str) -> str:
    """The one word that is allowed here. Raises CommandError."""
    if len(words) != 1 or words[0] not in allowed:
        raise CommandError(f"{usage}: one of {', '.join(allowed)}")
    return words[0]


def on_off(words: list[str], usage: str) -> bool:
    """``on`` or ``off``. Raises CommandError."""
    return choice(words, usage, "on", "off") == "on"


def count(words: list[str], usage: str, low: int, high: int) -> int:
    """One whole number within bounds. Raises CommandError."""
    if len(words) != 1 or not words[0].isascii() or not words[0].isdigit() or not low <= int(words[0]) <= high:
        raise CommandError(f"{usage}: a number from {low} to {high}")
    return int(words[0])
