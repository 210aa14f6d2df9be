"""What is done while nobody is there, so that the first citizen waits no longer than the second."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.screens.glass import Glass

OVERHANG = 2
"""Pixels by which some letters hang over."""


def test_the_large_signs_are_kept_for_every_way_of_showing(glass: Glass) -> None:
    from screens import rehearsal
    from screens.widgets.picture import CardPicture

    rehearsal.signs(glass.stage)
    kept = dict(glass.stage.look._icons)
    large = glass.stage.look.shown(replace(glass.stage.display, large=True))
    CardPicture(large)
    assert large._icons == kept


@pytest.mark.parametrize("bold", [False, True])
def test_an_ideograph_is_as_wide_as_any_other_of_its_size(glass: Glass, bold: bool) -> None:
    from screens.look import IDEOGRAPH, LAST_IDEOGRAPH

    look = glass.look
    style = look.theme.title if bold else look.theme.body
    ruler = look._label(style, "")
    ruler.resolve_font_name()
    some = [chr(code) for code in range(ord(IDEOGRAPH), ord(LAST_IDEOGRAPH) + 1, 37)] + list("珍劊爎觩绎")
    for character in some:
        assert 0 <= ruler.get_extents(character)[0] - look.measure(character, style) <= OVERHANG, character
    assert look.measure("".join(some), style) == len(some) * look.measure(IDEOGRAPH, style)
