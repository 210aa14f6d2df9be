"""The form of a company with its keyboard, and what a finger does on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kiosk import journey
from kiosk.journey import Step
from screens.input.tools import Tools
from screens.widgets import controls
from tests.screens.session_snapshot import Snapshot
from tests.screens.visits import at, company

if TYPE_CHECKING:
    from tests.screens.glass import Glass


def idle_until(holds: Callable[[], Any], seconds: float = 60.0) -> None:
    """Let Kivy run until it holds."""
    from kivy.base import EventLoop

    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never held"
        EventLoop.idle()


def make_tools(rime: list[str], handwriting: list[str]) -> Tools:
    from kivy.clock import Clock

    return Tools(lambda then: Clock.schedule_once(lambda _: then()), rime=rime, handwriting=handwriting, key_sound=False)


def open_field(glass: Glass, field: str = "unit_name", **entries: str) -> Any:
    """The form of a company with the keyboard open for ``field``."""
    visit = company()
    for name, value in entries.items():
        visit = journey.enter(visit, name, value)
    frame = glass.show(Snapshot(visit=at(visit, Step.FORM, "company")))
    glass.tap(f"field.{field}")
    return frame


def entry(glass: Glass, field: str = "unit_name") -> str:
    assert glass.session.visit
    return glass.session.visit.entries.get(field, "")


def tap_all(glass: Glass, keys: str) -> None:
    for key in keys:
        glass.tap(f"key.{key}")


def composed(frame: Any) -> Callable[[], bool]:
    return lambda: bool(frame.keyboard.writer.candidates) and not frame.keyboard.writer.waiting


def choose(glass: Glass, frame: Any, text: str) -> None:
    """Tap the candidate with this text, on whichever page it is."""
    for _ in range(80):
        for name in controls.all_ids(glass.stage):
            if name.startswith("candidate.") and glass.find(name).words.text == text:
                glass.tap(name)
                return
        glass.tap("candidates.more")
        idle_until(composed(frame))
    raise AssertionError(f"{text} is on no page")


def robot_at(glass: Glass) -> Any:
    from screens.robot import Robot

    return Robot(lambda: glass.stage, lambda: str(glass.stage.current))


def follow(plan: Any) -> None:
    for wanted in plan:
        holds = _later(wanted) if isinstance(wanted, float) else wanted
        idle_until(holds)


def _later(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end
