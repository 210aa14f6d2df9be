"""What is slow the first time only, done while nobody is there: large signs, the table of regions."""

from __future__ import annotations

from config import regions
from screens.done import Success
from screens.stage import Stage
from screens.widgets.picture import CardPicture, SlotPicture


def signs(stage: Stage) -> None:
    """Draw the large signs, which the look keeps."""
    for sign in (CardPicture, SlotPicture, Success):
        sign(stage.look)


def places(_stage: Stage) -> None:
    """Read the table of regions."""
    regions.children(regions.COUNTRY)


STEPS = (signs, places)
"""Each takes a few frames' time."""
