"""A list of which only the rows near what is seen are made looks and reads like one of which all are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screens.widgets.piece import Column, Space
from screens.widgets.rows import Line, Rows
from screens.widgets.scroll import Scroll

if TYPE_CHECKING:
    from screens.look import Look

GAP, WIDTH, HEIGHT = 20, 1000, 1200
MOST_MADE = 60


def listed(look: Look, heights: list[int]) -> tuple[Scroll, Rows]:
    """A list of empty rows, drawn nowhere, in a window of 1,200 pixels."""
    rows = Rows(look, [Line(height, partial(Space, look, height)) for height in heights], gap=GAP)
    scroll = Scroll(look, rows)
    scroll.on_seen = rows.look_at
    scroll.place(0, 100, WIDTH, HEIGHT)
    return scroll, rows


def seen(scroll: Scroll, pieces: list[Any]) -> list[tuple[int, int, int, int]]:
    """Where the rows are that are in the window, in reading order."""
    bottom, top = scroll.y - scroll.offset, scroll.top - scroll.offset
    return [(*piece.pos, *piece.size) for piece in pieces if piece.top > bottom and piece.y < top]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    heights=st.lists(st.sampled_from((80, 130, 220)), min_size=1, max_size=300),
    ways=st.lists(st.floats(0, 1), max_size=8),
)
def test_wherever_one_scrolls_the_rows_stand_as_in_a_list_of_all(look: Look, heights: list[int], ways: list[float]) -> None:
    scroll, rows = listed(look, heights)
    whole = Scroll(look, Column(look, [Space(look, height) for height in heights], gap=GAP))
    whole.place(0, 100, WIDTH, HEIGHT)
    assert scroll.hidden == whole.hidden
    for way in [0.0, *ways, 1.0]:
        scroll.scroll_to(way * scroll.hidden)
        whole.scroll_to(way * whole.hidden)
        assert seen(scroll, rows.pieces) == seen(whole, whole.content.pieces)
        assert list(reversed(rows.children)) == rows.pieces
        assert len(rows.pieces) <= MOST_MADE


def test_a_drag_of_one_row_makes_no_row_that_was_there_anew(look: Look) -> None:
    scroll, rows = listed(look, [130] * 500)
    scroll.scroll_to(20_000)
    before = set(rows.pieces)
    scroll.scroll_to(20_150)
    assert len(before & set(rows.pieces)) >= len(before) - 2
    scroll.arrange()
    assert before & set(rows.pieces)
