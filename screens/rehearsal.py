"""What is slow the first time only, done while nobody is there: large signs, the table of regions, and drawing as a live picture is drawn."""

from __future__ import annotations

from dataclasses import replace

from kivy.clock import Clock
from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.graphics.texture import Texture

from config import regions
from screens.done import Success
from screens.look import IDEOGRAPH, Look
from screens.stage import Stage
from screens.theme import Style
from screens.widgets.picture import CardPicture, SlotPicture

SHOWN_SECONDS = 0.2
"""Longer than a frame."""


def signs(stage: Stage) -> None:
    """Draw the large signs, which the look keeps."""
    for sign in (CardPicture, SlotPicture, Success):
        sign(stage.look)


def letters(stage: Stage) -> None:
    """Open the typeface at each size, those of large letters too: some milliseconds each, and a page has seven of them."""
    look = stage.look
    for display in (stage.display, replace(stage.display, large=True)):
        theme = look.theme.shown(display)
        reader = Look(theme, look.fonts, look.patches)
        for style in {style for style in vars(theme).values() if isinstance(style, Style)}:
            reader.measure(IDEOGRAPH, style)


def places(_stage: Stage) -> None:
    """Read the table of regions."""
    regions.children(regions.COUNTRY)


def kinds(stage: Stage) -> None:
    """Draw each kind of picture that no screen shows before a camera's or a page's, for a moment and beside the window: a driver makes a
    program for each kind when it first draws one (some 10 ms)."""
    if not stage.deserted:
        return
    beside = InstructionGroup()
    beside.add(Color(1, 1, 1, 1))
    for kind in ("bgr", "rgba"):
        texture = Texture.create(size=(2, 2), colorfmt=kind)
        texture.blit_buffer(bytes(2 * 2 * len(kind)), colorfmt=kind, bufferfmt="ubyte")
        beside.add(Rectangle(texture=texture, pos=(-4, -4), size=(2, 2)))
    stage.canvas.after.add(beside)
    Clock.schedule_once(lambda _: stage.canvas.after.remove(beside), SHOWN_SECONDS)


STEPS = (letters, signs, kinds, places)
"""Each takes a few frames' time."""
