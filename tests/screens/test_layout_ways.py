"""Every screen in every state, in every way of looking at it: orientation, text size, language, contrast, low.

The ways are covered pairwise here and completely under the ``soak`` marker; what is measured is what is measured on the reference display.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import Any, cast

import pytest

from kiosk.display_mode import DisplayMode
from screens import i18n
from tests.screens.measures import faults
from tests.screens.session_snapshot import Snapshot
from tests.screens.snapshots import TOUCHES, known, touch

MOMENTS = known()
LANGUAGES = tuple(sorted({*i18n.available(), "ug"}))
"""Uyghur is mirrored, with or without a catalogue."""

Way = tuple[bool, DisplayMode]
FACTORS: tuple[tuple[Any, ...], ...] = ((False, True), (False, True), (False, True), (False, True), LANGUAGES)


def way(flat: bool, large: bool, contrast: bool, low: bool, language: str) -> Way:
    return flat, DisplayMode(large=large, contrast=contrast, low=low, language=language)


def pairs(row: tuple[Any, ...]) -> set[Any]:
    return set(combinations(enumerate(row), 2))


def pairwise() -> list[tuple[Any, ...]]:
    """Few combinations in which every pair of values of two factors occurs."""
    every = list(product(*FACTORS))
    left, chosen = set().union(*map(pairs, every)), []
    while left:
        best = max(every, key=lambda row: len(pairs(row) & left))
        left -= pairs(best)
        chosen.append(best)
    return chosen


CHOSEN = pairwise()


def said(row: tuple[Any, ...]) -> str:
    words = zip(("flat", "large", "contrast", "low"), row, strict=False)
    return "-".join([*(word for word, on in words if on), str(row[-1])])


def look_at(look: Any, flat: bool, display: DisplayMode) -> list[str]:
    """Every fault of every citizen moment in one way of looking."""
    from kivy.base import EventLoop

    from screens.look import Look
    from screens.stage import Stage
    from screens.theme import Theme

    upright = look.theme
    size = (upright.height, upright.width) if flat else (upright.width, upright.height)
    session = Snapshot()
    stage = Stage(Look(Theme(*size, 23.8), look.fonts), cast(Any, session))
    found = []
    try:
        for name, moment in MOMENTS.items():
            if name.startswith("staff") and display != DisplayMode():
                continue
            session.become(replace(moment, display_mode=display))
            for control_id in TOUCHES.get(name, ()):
                touch(stage, control_id)
            assert stage.current is not None
            found += [f"{name}: {fault}" for fault in faults(stage.frames[stage.current])]
    finally:
        i18n.use(i18n.SOURCE)
        EventLoop.idle()  # what the keyboards asked is answered in a frame, and holds its screen until then
    return found


@pytest.mark.parametrize("row", CHOSEN, ids=said)
def test_no_way_of_looking_spoils_a_screen(look: Any, row: tuple[Any, ...]) -> None:
    assert not look_at(look, *way(*row))


@pytest.mark.soak
@pytest.mark.parametrize("row", [row for row in product(*FACTORS) if row not in CHOSEN], ids=said)
def test_not_one_combination_of_ways_spoils_a_screen(look: Any, row: tuple[Any, ...]) -> None:
    assert not look_at(look, *way(*row))


def test_every_pair_of_ways_is_among_the_chosen() -> None:
    covered = set().union(*map(pairs, CHOSEN))
    assert covered == set().union(*map(pairs, product(*FACTORS)))
    assert len(CHOSEN) < 12
