"""A key of a real keyboard that never comes up: it stops counting, and any other key or a rest makes keys count again."""

from __future__ import annotations

from typing import Any, cast

import pytest

from screens.input import tools
from screens.input.stuck import MOST, REST_SECONDS, StuckKey
from screens.input.tools import Tools


def test_a_stuck_key_stops_counting_and_is_told_once() -> None:
    stuck = StuckKey()
    counted, told = 0, 0
    for index in range(500):
        counted += stuck.counts("a", index / 30)
        told += stuck.just_stuck
    assert (counted, told) == (MOST, 1)
    assert stuck.counts("b", 500 / 30)
    assert stuck.counts("a", 501 / 30)


def test_after_a_rest_the_same_key_counts_again() -> None:
    stuck = StuckKey()
    for index in range(100):
        stuck.counts("a", index / 30)
    assert stuck.counts("a", 100 / 30 + REST_SECONDS + 0.1)


class Visit:
    """What a session is told of keys."""

    touches = 0

    def touched(self) -> None:
        self.touches += 1


def test_a_stuck_key_does_not_keep_a_visit_alive_and_staff_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from screens.keys import Keys

    made = Tools(lambda then: then())
    told: list[str] = []
    made.trouble = lambda tool, _why: told.append(tool)
    monkeypatch.setattr(tools, "_shared", [made])
    visit, now = Visit(), [0.0]
    keys = Keys(cast(Any, visit), lambda: None, monotonic=lambda: now[0])
    for _ in range(300):
        now[0] += 1 / 30
        keys.pressed(None, 97)
    assert visit.touches == MOST
    assert told == ["键盘"]
