"""The end of a slip: feed past the blade, cut as the printer can, and ask for a confirmation that comes only when all that is done."""

from __future__ import annotations

from enum import StrEnum

from devices.printer.status_bytes import CONFIRM

LINE_DOTS = 30
DOTS_A_MM = 8
_FEED_LINES = 4


class Cutter(StrEnum):
    """What cuts the paper: a blade that cuts through, one that leaves a bridge so that the slip does not fall, or the citizen's hand."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


_CUTS = {Cutter.FULL: b"\x1dV\x00", Cutter.PARTIAL: b"\x1dV\x01", Cutter.NONE: b""}
ENDING_DOTS = _FEED_LINES * LINE_DOTS


def ending(cutter: Cutter) -> bytes:
    """The bytes that end a slip."""
    return b"\x1bd" + bytes((_FEED_LINES,)) + _CUTS[cutter] + CONFIRM
