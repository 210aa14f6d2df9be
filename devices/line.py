"""What an adapter needs of the line to its device, whether that is a serial port, a network connection or USB."""

from __future__ import annotations

from typing import Protocol


class Line(Protocol):
    """An open stream of bytes. Used by one thread, except ``interrupt``. Everything raises DeviceError and nothing else."""

    def read(self, timeout: float) -> bytes:
        """The bytes that arrive within ``timeout`` seconds, at least one; empty when none did."""

    def write(self, data: bytes, timeout: float) -> None:
        """Write everything within ``timeout`` seconds."""

    def drop_input(self) -> None:
        """Forget what arrived and was not read."""

    def interrupt(self) -> None:
        """Make the read or write under way fail soon. May be called from any thread."""

    def close(self) -> None:
        """Release the line, whatever happened before. Never raises."""
