"""What the two sides of the SANE process have in common, free of SANE itself."""

from __future__ import annotations

from dataclasses import dataclass

TOO_LARGE = "page too large"
NO_SOURCE = "no such source"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the scanner is to be set. ``extra`` are options of the backend's own, by the name SANE gives them."""

    resolution: int
    color: bool
    feeder: bool
    extra: tuple[tuple[str, str], ...] = ()
