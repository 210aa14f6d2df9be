"""Touching: a touch counts when it begins and ends inside, the pressed look comes at once, a drag of a list is no tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.answers import SLIP_FAILED, SLIP_PRINTED
from kiosk.journey import Step
from kiosk.offers import Grouping
from kiosk.session import Overlay, Screen
from kiosk.ways_in import SENT, USED_UP
from screens.widgets import controls
from tests.journey.rich import go_to
from tests.screens.session_snapshot import Snapshot
from tests.screens.snapshots import known
from tests.screens.visits import FUND, SENIOR, at, rent

if TYPE_CHECKING:
    from tests.screens.glass import Glass


def test_a_touch_that_begins_and_ends_inside_counts(glass: Glass) -> None:
    glass.show(Snapshot())
    glass.tap(f"home.matter.{FUND.code}")
    assert ("choose", FUND.code) in glass.session.calls


def test_the_pressed_look_comes_with_the_touch_and_goes_with_it(glass: Glass) -> None:
    glass.show(Snapshot())
    button = glass.find(f"home.matter.{FUND.code}")
    place = controls.middle(button)
    finger = glass.down(*place)
    assert button.skin.name == "button.pressed"
    glass.up(finger, *place)
    assert button.skin.name == "button"


def test_a_touch_that_ends_outside_does_nothing(glass: Glass) -> None:
    glass.show(Snapshot())
    button = glass.find("frame.help")
    finger = glass.down(*controls.middle(button))
    glass.move(finger, 10, 900)
    assert not button.pressed
    glass.up(finger, 10, 900)
    assert not glass.session.calls


def test_a_touch_that_begins_outside_does_nothing(glass: Glass) -> None:
    glass.show(Snapshot())
    place = controls.middle(glass.find("frame.help"))
    finger = glass.down(10, 900)
    glass.move(finger, *place)
    glass.up(finger, *place)
    assert not glass.session.calls


def test_a_second_finger_on_the_same_button_is_not_a_second_tap(glass: Glass) -> None:
    glass.show(Snapshot())
    place = controls.middle(glass.find("frame.help"))
    first, second = glass.down(*place), glass.down(*place)
    glass.up(second, *place)
    glass.up(first, *place)
    assert glass.session.calls == [("help",)]


def test_dragging_the_review_scrolls_and_taps_nothing(glass: Glass) -> None:
    frame = glass.show(Snapshot(visit=at(rent(), Step.REVIEW)))
    x, y = controls.middle(glass.find("review.change.2"))
    finger = glass.down(x, y)
    glass.move(finger, x, y + 100)
    glass.move(finger, x, y + 300)
    glass.up(finger, x, y + 300)
    assert frame.scroll.offset == 300
    assert not glass.session.calls


def test_a_control_below_the_edge_is_touched_where_it_was_scrolled_to(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(rent(), Step.REVIEW)))
    last = [name for name in controls.all_ids(glass.stage) if name.startswith("review.change")][-1]
    glass.tap(last)
    assert [call[0] for call in glass.session.calls] == ["change"]


def test_what_cannot_be_done_now_cannot_be_touched(glass: Glass) -> None:
    glass.show(Snapshot(public=Screen.LIST, theme="housing_fund", broken=frozenset({FUND.code})))
    glass.tap(f"list.matter.{FUND.code}")
    assert not glass.session.calls


def test_what_is_not_accepted_today_is_grey_and_can_still_be_read(glass: Glass) -> None:
    glass.show(known()["list-closed"])
    glass.tap(f"list.matter.{SENIOR.code}")
    assert glass.session.calls == [("choose", SENIOR.code)]


def test_life_events_and_departments_lead_to_their_lists(glass: Glass) -> None:
    glass.show(Snapshot())
    glass.tap("home.browse")
    glass.show(Snapshot(public=Screen.BROWSE))
    glass.tap("browse.life_event.moving")
    glass.tap(f"browse.department.{SENIOR.authority.code}")
    assert glass.session.calls == [
        ("browse",),
        ("open_theme", "moving", Grouping.LIFE_EVENT),
        ("open_theme", SENIOR.authority.code, Grouping.DEPARTMENT),
    ]


def test_a_suggestion_takes_the_place_of_what_was_typed(glass: Glass) -> None:
    glass.show(Snapshot(public=Screen.LIST, query="kaid"))
    glass.tap("list.suggestion.1")
    assert glass.session.query == "开店"
    assert "list.suggestion.1" not in controls.all_ids(glass.stage)


def test_the_attract_screen_wakes_wherever_it_is_touched(glass: Glass) -> None:
    glass.show(Snapshot(public=Screen.ATTRACT))
    for place in ((20.0, 20.0), (1060.0, 1900.0), (540.0, 960.0)):
        glass.up(glass.down(*place), *place)
    assert glass.session.calls == [("wake",)] * 3


def test_nothing_below_an_overlay_can_be_touched(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(rent(), Step.REVIEW), overlay=Overlay.LEAVE))
    assert controls.all_ids(glass.stage) == ["frame.help", "leave.confirm", "overlay.close"]


def test_a_signature_is_kept_in_millimetres_from_the_upper_left(glass: Glass) -> None:
    frame = glass.show(Snapshot(visit=at(rent(), Step.SIGN)))
    assert not glass.find("bar.primary").enabled
    pad, unit = frame.pad, glass.look.theme.pixels_per_mm
    start = (pad.x + 10 * unit, pad.top - 20 * unit)
    finger = glass.down(*start)
    glass.move(finger, start[0] + 30 * unit, start[1])
    glass.up(finger, start[0] + 30 * unit, start[1])
    (stroke,) = pad.strokes()
    assert [(round(x), round(y)) for x, y, _ in stroke] == [(10, 20), (40, 20)]
    glass.tap("bar.primary")
    (call,) = glass.session.calls
    assert call[0] == "submit"
    assert call[2].startswith(b"\x89PNG")


def test_a_dot_is_no_signature_and_wiping_takes_it_away(glass: Glass) -> None:
    frame = glass.show(Snapshot(visit=at(rent(), Step.SIGN)))
    glass.tap("sign.pad")
    assert frame.pad.strokes()
    assert not frame.pad.signed
    assert not glass.find("bar.primary").enabled
    assert "太小了" in frame.said.text
    glass.tap("sign.clear")
    assert not frame.pad.strokes()
    assert frame.said.text == ""


def test_a_document_that_has_to_be_photographed_is_offered_only_where_it_can_be(glass: Glass) -> None:
    visit = go_to(Step.IDENTIFY)
    frame = glass.show(Snapshot(visit=visit))
    assert controls.find(glass.stage, "identify.household_book") is not None
    glass.show(Snapshot(visit=visit, can_photograph=False))
    assert controls.find(glass.stage, "identify.household_book") is None
    assert any("扫描台坏了" in text for text in controls.texts(frame.body))
    assert glass.find("identify.none").enabled


@pytest.mark.parametrize(
    ("said", "kind"),
    [(SENT, "good"), (SLIP_PRINTED, "good"), (SLIP_FAILED, "warning"), (USED_UP, "warning")],
    ids=["code sent", "slip printed", "slip failed", "code used up"],
)
def test_good_news_looks_good_and_bad_news_does_not(said: str, kind: str) -> None:
    from screens.widgets.notice import news

    assert news(said) == kind
