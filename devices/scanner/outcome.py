"""What came of a scan. A jam, an open cover and an empty feeder are results: people cause them and people mend them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class ScanOutcome(StrEnum):
    """How a scan ended. Pages that came before a jam or an open cover are kept."""

    PAGES = "pages"
    EMPTY_FEEDER = "emptyFeeder"
    JAMMED = "jammed"
    COVER_OPEN = "coverOpen"


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One side of a sheet as JPEG (never shown in a repr: it is somebody's paper); pixels, and dots an inch as scanned."""

    jpeg: bytes = field(repr=False)
    width: int
    height: int
    dpi: int


@dataclass(frozen=True, slots=True)
class ScanResult:
    """``pages`` in the order they were scanned."""

    outcome: ScanOutcome
    pages: tuple[ScannedPage, ...] = ()
