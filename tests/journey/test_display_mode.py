"""How somebody wishes to see the screens: chosen at any moment, forced by a matter, over with the visit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import Catalogue
from kiosk import journey
from kiosk.display_mode import Displayed, DisplayMode
from kiosk.journey import Visit

CATALOGUE = Catalogue.load()
FOR_THE_OLD = next(matter for matter in CATALOGUE.matters if matter.large_text)
USUAL = next(matter for matter in CATALOGUE.matters if not matter.large_text)
MODES = st.builds(
    DisplayMode,
    large=st.booleans(),
    contrast=st.booleans(),
    low=st.booleans(),
    slow=st.booleans(),
    language=st.sampled_from(["zh_CN", "en", "ug"]),
)


class Front(Displayed):
    """A session of nothing but its mode."""

    def __init__(self) -> None:
        super().__init__()
        self.visit: Visit | None = None
        self.heard: list[DisplayMode] = []
        self.listen(lambda: self.heard.append(self.display))


@given(MODES)
def test_times_are_doubled_once_and_not_twice(mode: DisplayMode) -> None:
    assert mode.patience == (2 if mode.large or mode.slow else 1)


def test_large_and_slow_together_double_once() -> None:
    assert DisplayMode(large=True, slow=True).patience == 2


@given(MODES)
def test_a_matter_for_the_old_is_large_and_changes_nothing_else(mode: DisplayMode) -> None:
    forced = mode.forced(FOR_THE_OLD)
    assert forced.large
    assert DisplayMode(False, forced.contrast, forced.low, forced.slow, forced.voice, forced.language) == DisplayMode(
        False, mode.contrast, mode.low, mode.slow, mode.voice, mode.language
    )
    assert mode.forced(USUAL) == mode == mode.forced(None)


@given(MODES)
def test_the_next_citizen_finds_the_usual_screens(mode: DisplayMode) -> None:
    assert mode.reset() == DisplayMode()


def test_every_change_is_told_at_once_and_keeps_the_others() -> None:
    front = Front()
    front.set_display(contrast=True)
    front.set_display(low=True, language="en")
    assert front.heard == [DisplayMode(contrast=True), DisplayMode(contrast=True, low=True, language="en")]


def test_what_a_matter_forced_ends_with_the_matter() -> None:
    front = Front()
    front.set_display(contrast=True)
    front.visit = journey.begin(FOR_THE_OLD)
    assert front.display == DisplayMode(large=True, contrast=True)
    front.visit = None
    assert front.display == DisplayMode(contrast=True)


def test_a_mode_that_does_not_exist_is_a_programming_fault() -> None:
    with pytest.raises(TypeError):
        Front().set_display(louder=True)
