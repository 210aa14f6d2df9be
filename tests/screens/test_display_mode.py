"""Switching how the screens look, in the middle of anything: all comes anew, nothing entered is lost, nothing of the old stays."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from kiosk.display_mode import DisplayMode
from kiosk.journey import Step
from kiosk.session import Overlay, Screen
from screens import theme
from screens.help import SWITCHES
from tests.screens.keyboard_desk import idle_until
from tests.screens.session_snapshot import Snapshot
from tests.screens.snapshots import moments
from tests.screens.visits import at, card, rent

if TYPE_CHECKING:
    from tests.screens.glass import Glass

STROKES = [[(0.2, 0.6), (0.5, 0.4), (0.8, 0.6)], [(0.3, 0.2), (0.7, 0.8)]]


@pytest.fixture
def in_form(glass: Glass) -> Glass:
    """In the middle of typing an amount."""
    glass.show(Snapshot(visit=at(rent(), Step.FORM, "money")))
    for control in ("field.amount", "key.1", "key.3"):
        glass.tap(control)
    return glass


def draw(glass: Glass, pad: Any) -> None:
    left, bottom = pad.to_window(*pad.pos)
    for stroke in STROKES:
        points = [(left + x * pad.width, bottom + y * pad.height) for x, y in stroke]
        finger = glass.down(*points[0])
        for point in points[1:]:
            glass.move(finger, *point)
        glass.up(finger, *points[-1])


@pytest.mark.parametrize("name", [name for name, _ in SWITCHES])
def test_each_way_is_switched_on_and_off_from_help(glass: Glass, name: str) -> None:
    glass.show(Snapshot(visit=at(rent(), Step.REVIEW), overlay=Overlay.HELP))
    glass.tap(f"help.{name}")
    assert glass.session.display == replace(DisplayMode(), **{name: True})  # type: ignore[arg-type]
    assert glass.find(f"help.{name}").chosen
    glass.tap(f"help.{name}")
    assert glass.session.display == DisplayMode()
    assert not glass.find(f"help.{name}").chosen


def test_large_text_cannot_be_switched_off_where_the_matter_forces_it(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(card(), Step.REVIEW), overlay=Overlay.HELP))
    assert glass.stage.look.theme.mode is theme.Mode.LARGE
    assert glass.find("help.large").chosen
    glass.tap("help.large")
    assert glass.session.display.large


def test_what_is_being_typed_goes_on_where_it_was(in_form: Glass) -> None:
    before = in_form.session.visit
    in_form.session.set_display(large=True)
    frame = in_form.stage.frames[Screen.FORM]
    assert frame.active == "amount"
    in_form.tap("key.5")
    assert in_form.session.visit and before
    assert in_form.session.visit.entries["amount"] == before.entries["amount"] + "5"
    assert in_form.find("field.amount").height >= in_form.stage.look.theme.mm(24)


def test_a_signature_is_still_there_after_help_made_everything_larger(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(rent(), Step.SIGN)))
    draw(glass, glass.find("sign.pad"))
    before = glass.find("sign.pad").strokes()
    glass.session.overlay = Overlay.HELP
    glass.session.changed()
    glass.tap("help.large")
    glass.session.overlay = None
    glass.session.changed()
    pad = glass.find("sign.pad")
    assert pad.signed
    assert glass.find("bar.primary").enabled
    for old, new in zip(before, pad.strokes(), strict=True):
        assert [time for *_, time in new] == pytest.approx([time for *_, time in old], abs=0.01)
        assert [x for x, *_ in new] == pytest.approx([x for x, *_ in old], abs=0.3)


def test_a_carried_signature_goes_with_the_visit(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(rent(), Step.SIGN)))
    draw(glass, glass.find("sign.pad"))
    glass.session.overlay = Overlay.HELP
    glass.session.set_display(contrast=True)
    glass.show(Snapshot(public=Screen.ATTRACT))
    glass.show(Snapshot(visit=at(rent(), Step.SIGN)))
    assert not glass.find("sign.pad").signed


def test_screens_of_another_way_are_dropped(glass: Glass) -> None:
    for name, moment in moments():
        if not name.startswith("staff"):
            glass.show(moment)
    old = [weakref.ref(frame) for frame in glass.stage.frames.values()]
    glass.session.set_display(contrast=not glass.session.display.contrast)
    glass.session.set_display(low=True)
    assert len(glass.stage.frames) == 1
    gc.collect()
    assert [frame().__class__.__name__ for frame in old if frame() is not None] == []


def black_and_white(glass: Glass) -> tuple[float, float]:
    """How much of the display is black, and how much white."""
    pixels = np.asarray(glass.picture())
    return float((pixels.max(axis=2) < 3).mean()), float((pixels.min(axis=2) > 250).mean())


def test_in_high_contrast_the_ground_is_black_and_the_words_white(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(rent(), Step.REVIEW), overlay=Overlay.LEAVE))
    glass.session.set_display(contrast=True)
    idle_until(lambda: black_and_white(glass)[0] > 0.6)
    assert black_and_white(glass)[1] > 0.002
    glass.session.set_display(contrast=False)
    light = glass.picture().getpixel((5, 1000))
    assert isinstance(light, tuple)
    assert min(light) > 200


def test_the_words_of_the_bar_stand_in_the_order_of_reading_also_mirrored(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(rent(), Step.REVIEW)))
    assert glass.find("bar.back").x < glass.find("bar.primary").x
    glass.session.set_display(language="ug")
    assert glass.find("bar.back").x > glass.find("bar.primary").x
    title = glass.stage.frames[Screen.REVIEW].header.title
    assert title.x > glass.find("frame.help").x


def test_home_offers_large_text_and_takes_it_back(glass: Glass) -> None:
    glass.tap("home.large")
    assert glass.session.display == DisplayMode(large=True)
    glass.tap("home.large")
    assert glass.session.display == DisplayMode()


def test_a_matter_for_the_old_comes_large_and_the_others_as_before(glass: Glass) -> None:
    sizes = []
    for visit in (at(rent(), Step.REVIEW), at(card(), Step.REVIEW), at(rent(), Step.REVIEW)):
        glass.show(Snapshot(visit=visit))
        sizes.append(glass.stage.look.theme.body.size)
    assert sizes[0] == sizes[2]
    assert sizes[1] == pytest.approx(1.35 * sizes[0], abs=1)


def test_no_switch_reaches_less_than_seven_to_one() -> None:
    for text, ground in theme.TEXT_PAIRS:
        assert theme.contrast(text.strong, ground.strong) >= 7
    for edge, ground in theme.OUTLINE_PAIRS:
        assert theme.contrast(edge.strong, ground.strong) >= 3


def test_a_touched_list_in_low_mode_can_be_scrolled_to_its_end(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(rent(), Step.FORM, "money")))
    glass.session.set_display(low=True)
    frame = glass.stage.frames[Screen.FORM]
    fields = [frame.blocks[field.id] for field in frame.fields]
    assert all(first.y > second.y for first, second in pairwise(fields))
    frame.scroll.scroll_to(10_000)
    last = fields[-1]
    _, bottom = last.to_window(*last.pos)
    assert bottom >= frame.scroll.y
