"""Everything without touching: every control of every screen is reached by one key and named aloud, and what is in focus is ringed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.journey import Step
from kiosk.session import Screen
from kiosk.settings import Keys as KeySettings
from screens.voice.script import describe, script
from screens.widgets import controls
from tests.screens.conftest import display, glass, look
from tests.screens.session_snapshot import Snapshot
from tests.screens.snapshots import TOUCHES, known
from tests.screens.visits import SENIOR, at, card, rent

if TYPE_CHECKING:
    from tests.screens.glass import Glass

__all__ = ["display", "glass", "look"]

CITIZENS = {name: moment for name, moment in known().items() if not name.startswith("staff")}


@pytest.fixture(scope="module")
def shared(look: Any) -> Any:
    from tests.screens.glass import Glass

    made = Glass(look, Snapshot())
    yield made
    made.close()


@pytest.mark.parametrize("name", CITIZENS)
def test_one_key_reaches_every_control_and_comes_round(shared: Glass, name: str) -> None:
    frame = shared.show(CITIZENS[name])
    for control_id in TOUCHES.get(name, ()):
        shared.tap(control_id)
    focus, wanted = shared.stage.focus, set(controls.all_ids(frame))
    reached = []
    for _ in range(len(wanted)):
        focus.next()
        reached.append(focus.current)
    assert set(reached) == wanted
    focus.next()
    assert focus.current == reached[0]
    focus.previous()
    assert focus.current == reached[-1]


@pytest.mark.parametrize("name", CITIZENS)
def test_every_control_has_a_name_and_every_title_is_said(shared: Glass, name: str) -> None:
    frame = shared.show(CITIZENS[name])
    for control_id in TOUCHES.get(name, ()):
        shared.tap(control_id)
    assert [control.control_id for control in controls.walk(frame) if not describe(control).strip()] == []
    said = "".join(line.text for line in script(frame))
    titles = [
        text for text in controls.texts(frame.body) if text.replace("\n", "") and text.replace("\n", "") not in said.replace("，", "")
    ]
    assert [text for text in titles if text.replace("\n", "") not in said] == []


def ring(glass: Glass) -> Any:
    from kivy.graphics import Line

    return [part for part in glass.stage.focus._ring.children if isinstance(part, Line)]


def test_the_ring_follows_what_is_in_focus_and_goes_with_a_touch(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(rent(), Step.REVIEW)))
    assert not ring(glass)
    glass.stage.focus.previous()
    assert ring(glass)
    finger = glass.down(5, 900)
    glass.up(finger, 5, 900)
    assert not ring(glass)


def test_the_ring_stands_round_a_control_that_had_to_be_scrolled_to(glass: Glass) -> None:
    frame = glass.show(Snapshot(visit=at(rent(), Step.REVIEW)))
    last = [control.control_id for control in controls.walk(frame.scroll)][-1]
    while glass.stage.focus.current != last:
        glass.stage.focus.next()
    control = glass.find(last)
    _, bottom = control.to_window(*control.pos)
    assert frame.scroll.y <= bottom
    assert bottom + control.height <= frame.scroll.top


def test_up_and_down_lead_over_the_rows_of_the_keyboard(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(card(filled=False), Step.FORM, "contact")))
    glass.tap("field.phone")
    focus = glass.stage.focus
    while focus.current != "key.2":
        focus.next()
    for name, wanted in (("down", "key.5"), ("down", "key.8"), ("up", "key.5"), ("right", "key.6")):
        focus.key(name)
        assert focus.current == wanted


def test_putting_the_keyboard_away_is_said_and_leads_back_to_the_field(glass: Glass) -> None:
    """With two switches there is no other way out of the keyboard: whoever only hears must not be left in silence."""
    glass.show(Snapshot(visit=at(card(filled=False), Step.FORM, "contact")))
    glass.session.set_display(voice=True)
    glass.tap("field.phone")
    focus, narrator = glass.stage.focus, glass.stage.narrator
    while focus.current != "keyboard.hide":
        focus.next()
    before = narrator.times
    focus.activate()
    assert controls.find(glass.stage, "keyboard.hide") is None
    assert focus.current == "field.phone"
    assert narrator.times > before
    glass.session.voice.close()


def test_the_first_key_wakes_the_terminal_in_voice_mode(glass: Glass) -> None:
    glass.show(Snapshot(public=Screen.ATTRACT))
    glass.stage.focus.key("down")
    assert glass.session.display.voice
    assert ("wake",) in glass.session.calls
    glass.session.voice.close()


def test_only_keys_of_the_settings_lead_anywhere(glass: Glass) -> None:
    switches = KeySettings(next=["space"], previous=[], activate=["enter"], back=[], repeat=[])
    from msgspec import structs

    glass.session.settings = structs.replace(glass.session.settings, keys=switches)
    glass.show(Snapshot())
    assert not glass.stage.focus.key("down")
    assert glass.stage.focus.key("space")
    assert glass.stage.focus.current == "home.search"


def test_all_problems_are_said_together_and_the_first_is_in_focus(glass: Glass) -> None:
    glass.show(replace(Snapshot(visit=at(card(filled=False), Step.FORM, "contact"))))
    focus = glass.stage.focus
    while focus.current != "bar.primary":
        focus.next()
    focus.activate()
    assert glass.session.problems
    assert focus.current == "field.phone"


def test_what_cannot_be_done_now_is_named_so_and_cannot_be_pressed(glass: Glass) -> None:
    glass.show(Snapshot(public=Screen.LIST, theme="elderly", broken=frozenset({SENIOR.code})))
    focus = glass.stage.focus
    while not focus.current.startswith("list.matter"):
        focus.next()
    focus.activate()
    assert not [call for call in glass.session.calls if call[0] == "choose"]
    assert "现在不能按" in describe(glass.find(focus.current))
