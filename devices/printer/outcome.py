"""What becomes of a slip, and how slips are sent: told without the printer's own code, which nobody needs before there is one."""

from __future__ import annotations

from enum import StrEnum


class PrintOutcome(StrEnum):
    """What became of a receipt. ``UNCERTAIN``: the bytes went out and no confirmation came; it may be printed, wholly, in part or not."""

    PRINTED = "printed"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OVERHEATED = "overheated"
    CUTTER_JAMMED = "cutter_jammed"
    OFFLINE = "offline"
    UNCERTAIN = "uncertain"


class Mode(StrEnum):
    """How slips are to be sent to a printer."""

    IMAGE = "image"
    TEXT = "text"
