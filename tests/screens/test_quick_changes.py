"""What keeps a change of screen quick: done beforehand, measured once, or left standing."""

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


def test_a_page_that_is_being_taken_changes_the_buttons_and_leaves_the_pages_standing(glass: Glass) -> None:
    from tests.screens.snapshots import moments

    shown = dict(moments())["scan"]
    frame = glass.show(shown)
    pieces, thumbs = list(frame.body.pieces), dict(frame._thumbs)
    assert thumbs
    assert glass.find("bar.primary").enabled
    glass.show(replace(shown, busy="正在拍…"))
    assert frame.body.pieces == pieces
    assert not glass.find("bar.primary").enabled
    glass.show(replace(shown, notice="再拍一张"))
    assert frame.body.pieces != pieces
    assert frame._thumbs == thumbs
    frame.clear()
    assert not frame._thumbs
