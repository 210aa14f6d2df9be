"""What is slow the first time only, done while nobody is there: letters of every size, large signs, the table of regions."""

from __future__ import annotations

from dataclasses import replace

from config import regions
from screens.done import Success
from screens.look import IDEOGRAPH, Look
from screens.stage import Stage
from screens.theme import Style
from screens.widgets.picture import CardPicture, SlotPicture


def letters(stage: Stage) -> None:
    """Open the typeface at each size, those of large letters too: some milliseconds each, and a page has seven of them."""
    look = stage.look
    for display in (stage.display, replace(stage.display, large=True)):
        theme = look.theme.shown(display)
        reader = Look(theme, look.fonts, look.patches)
        for style in {style for style in vars(theme).values() if isinstance(style, Style)}:
            reader.measure(IDEOGRAPH, style)


def signs(stage: Stage) -> None:
    """Draw the large signs, which the look keeps."""
    for sign in (CardPicture, SlotPicture, Success):
        sign(stage.look)


def places(_stage: Stage) -> None:
    """Read the table of regions."""
    regions.children(regions.COUNTRY)


STEPS = (letters, signs, places)
"""Each takes a few frames' time."""
