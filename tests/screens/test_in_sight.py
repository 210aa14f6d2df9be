"""What the law wants before somebody's eyes is there in every way of looking, however long the text above it is."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any, cast

import pytest

from kiosk.display_mode import DisplayMode
from screens import i18n
from screens.widgets import controls
from tests.screens.measures import box
from tests.screens.session_snapshot import Snapshot
from tests.screens.snapshots import known

MOMENTS = known()
WAYS = list(product((False, True), (False, True), (False, True), ("zh_CN", "en")))


def seen(look: Any, moment: Snapshot, way: tuple[bool, bool, bool, str], names: tuple[str, ...]) -> list[str]:
    """Those of these controls that are whole on the display without any scrolling, and not behind the list."""
    from screens.look import Look
    from screens.stage import Stage
    from screens.theme import Theme

    flat, large, low, language = way
    upright = look.theme
    size = (upright.height, upright.width) if flat else (upright.width, upright.height)
    session = Snapshot()
    stage = Stage(Look(Theme(*size, 23.8), look.fonts), cast(Any, session))
    try:
        session.become(replace(moment, display_mode=DisplayMode(large=large, low=low, language=language)))
        assert stage.current is not None
        frame = stage.frames[stage.current]
        found = []
        for name in names:
            control = controls.find(stage, name)
            assert control is not None, name
            left, bottom, right, top = box(control)
            lowest = max(frame.bar.top if not frame.bar.side else 0, 0)
            if lowest <= bottom < top <= frame.scroll.y + 1 and 0 <= left < right <= frame.width:
                found.append(name)
        return found
    finally:
        i18n.use(i18n.SOURCE)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_yes_and_no_to_a_comparison_of_faces_are_in_sight_together(look: Any, way: tuple[bool, bool, bool, str]) -> None:
    answers = ("consent.agree", "consent.refuse")
    assert seen(look, MOMENTS["consent-problem"], way, answers) == list(answers)


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("name", ["guide", "guide-senior", "guide-newborn_one_thing"])
def test_nobody_begins_without_the_privacy_note_in_sight(look: Any, name: str, way: tuple[bool, bool, bool, str]) -> None:
    assert seen(look, MOMENTS[name], way, ("guide.privacy",)) == ["guide.privacy"]
