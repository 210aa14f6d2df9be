"""Shapes lie apart on their sheet and are drawn there when they are first needed."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.patches import Patches, draw, extent, pack, shapes
from screens.theme import Theme

THEMES = [Theme(1080, 1920, 23.8), Theme(1920, 1080, 23.8), Theme(1080, 1920, 23.8, contrast=True)]


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.integers(1, 200), min_size=1, max_size=80))
def test_no_two_shapes_touch_and_none_leaves_the_sheet(sides: dict[str, int]) -> None:
    places, (width, height) = pack(sides)
    assert places.keys() == sides.keys()
    for name, (x, y) in places.items():
        assert x >= 0
        assert y >= 0
        assert x + sides[name] <= width
        assert y + sides[name] <= height
    for one, other in combinations(sides, 2):
        (x, y), (u, v) = places[one], places[other]
        assert x + sides[one] < u or u + sides[other] < x or y + sides[one] < v or v + sides[other] < y


@pytest.mark.parametrize("theme", THEMES)
def test_a_shape_is_as_large_as_its_place(theme: Theme) -> None:
    for shape in shapes(theme).values():
        size = extent(shape, theme)
        assert draw(shape, theme).size == (size.side, size.side)
        assert size.side > 2 * size.border


def test_a_shape_that_is_asked_for_late_looks_as_it_was_drawn(look: Any) -> None:
    patches = Patches(look.theme)
    for name in ("card", "primary.pressed", "tag.bad"):
        region = patches[name].texture
        own = draw(shapes(look.theme)[name], look.theme)
        shown = np.frombuffer(region.pixels, np.uint8).reshape(*reversed(region.size), 4)
        drawn = np.asarray(own)
        solid = drawn[..., 3] == 255
        assert solid.mean() > 1 / 3
        assert (shown[solid] == drawn[solid]).all()
    patches.complete()
    assert patches["card"].texture.tex_coords != patches["primary.pressed"].texture.tex_coords
    assert "card" in patches
    assert "nothing" not in patches
