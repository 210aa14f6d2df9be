"""Dropped widgets are looked for after a change of screen, never in it, and nothing of a visit stays."""

from __future__ import annotations

import gc
import time
import weakref
from typing import TYPE_CHECKING, Any

from kivy.base import EventLoop

from kiosk.journey import Step
from kiosk.screen import Screen
from screens.litter import COLLECT_SECONDS
from tests.screens.session_snapshot import Snapshot
from tests.screens.snapshots import moments
from tests.screens.visits import at, rent
from tests.waiting import until

if TYPE_CHECKING:
    from screens.input.tools import Tools
    from screens.look import Look
    from tests.screens.glass import Glass


def test_no_change_of_screen_waits_for_a_look_at_everything(glass: Glass) -> None:
    looked = list[int]()

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start" and told["generation"] == 2:
            looked.append(told["generation"])

    gc.callbacks.append(note)
    try:
        for _, moment in moments():
            glass.show(moment)
        assert gc.get_count()[2] > 10, "too little was made to tell"
        assert looked == []
    finally:
        gc.callbacks.remove(note)


def test_what_a_visit_showed_is_found_and_dropped_when_it_is_over(glass: Glass) -> None:
    shown: Any = weakref.ref(glass.show(Snapshot(visit=at(rent(), Step.REVIEW))).body.pieces[0])
    assert shown() is not None
    glass.show(Snapshot(public=Screen.ATTRACT))

    def gone() -> bool:
        EventLoop.idle()
        return shown() is None

    until(gone)


def test_nothing_keeps_the_screens_of_a_stage_that_is_gone(look: Look, tools: Tools) -> None:
    """Neither a look that is due, nor the frame that was asked for, nor the engine that answered the last key."""
    from tests.screens.glass import Glass
    from tests.screens.keyboard_desk import composed, idle_until, open_field, tap_all

    glass = Glass(look, Snapshot())
    frame = open_field(glass)
    tap_all(glass, "ren")
    idle_until(composed(frame))
    glass.stage.litter.over()
    kept = [weakref.ref(widget) for widget in (glass.stage, *glass.stage.frames.values(), *frame.body.pieces)]
    glass.close()
    del glass, frame

    def gone() -> bool:
        gc.collect()
        return all(widget() is None for widget in kept)

    until(gone)


def test_a_look_that_is_due_is_put_off_by_a_change_of_screen(glass: Glass) -> None:
    looked = list[int]()

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start":
            looked.append(told["generation"])

    glass.stage.litter.over()
    begun = time.monotonic()
    until(lambda: EventLoop.idle() or time.monotonic() > begun + 0.5 * COLLECT_SECONDS)
    gc.callbacks.append(note)
    try:
        glass.show(Snapshot(visit=at(rent(), Step.SIGN)))
        until(lambda: time.monotonic() > begun + 1.1 * COLLECT_SECONDS)
        EventLoop.idle()
        assert 2 not in looked
        until(lambda: EventLoop.idle() or 2 in looked)
    finally:
        gc.callbacks.remove(note)


def test_every_screen_for_citizens_is_made_before_anybody_comes(glass: Glass) -> None:
    from screens.stage import SCREENS, STAFF

    glass.show(Snapshot(public=Screen.ATTRACT))
    for which in SCREENS:
        glass.stage.make_ready(which)
    assert set(glass.stage.frames) == set(SCREENS) - STAFF
    glass.show(Snapshot(visit=at(rent(), Step.SIGN)))
    assert glass.find("sign.pad")


def test_while_somebody_is_there_no_other_screen_is_made(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(rent(), Step.SIGN)))
    before = set(glass.stage.frames)
    glass.stage.make_ready(Screen.CASE)
    assert set(glass.stage.frames) == before


def test_the_robot_asks_for_the_pinyin_of_chinese_only(look: Look) -> None:
    from screens.robot import _spelt

    assert _spelt("a1") == []
    assert _spelt("\u4eba\u6c11") == ["ren", "min"]
