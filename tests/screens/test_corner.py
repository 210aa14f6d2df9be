"""The hidden way into staff mode: five taps on the corner within four seconds, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.corner import TAPS, WITHIN_SECONDS, CornerTaps

INSIDE = (12.0, 8.0)


def taps(corner: CornerTaps, *times: float) -> list[bool]:
    return [corner.tap(*INSIDE, at) for at in times]


def test_the_fifth_tap_within_four_seconds_opens() -> None:
    assert taps(CornerTaps(), 0, 1, 2, 3, 4) == [False] * 4 + [True]


def test_five_taps_that_take_longer_do_not() -> None:
    assert not any(taps(CornerTaps(), 0, 1, 2, 3, 4.1))


def test_slow_taps_are_dropped_and_the_quick_ones_after_them_count() -> None:
    assert taps(CornerTaps(), 0, 5, 6, 7, 8, 9)[-1]


def test_it_opens_once_and_needs_five_taps_again() -> None:
    assert taps(CornerTaps(), *[0.1 * number for number in range(10)]) == ([False] * 4 + [True]) * 2


@pytest.mark.parametrize("place", [(30.1, 8.0), (12.0, 20.1), (-1.0, 8.0), (12.0, -1.0), (200.0, 300.0)])
def test_a_tap_elsewhere_starts_anew(place: tuple[float, float]) -> None:
    corner = CornerTaps()
    taps(corner, 0, 0.1, 0.2, 0.3)
    assert not corner.tap(*place, 0.4)
    assert not any(taps(corner, 0.5, 0.6, 0.7, 0.8))


def test_forgetting_starts_anew() -> None:
    corner = CornerTaps()
    taps(corner, 0, 0.1, 0.2, 0.3)
    corner.forget()
    assert not any(taps(corner, 0.4, 0.5, 0.6, 0.7))


@given(st.lists(st.floats(0, 3, allow_nan=False), max_size=40))
def test_it_opens_only_after_five_taps_within_the_time(pauses: list[float]) -> None:
    corner, now, times = CornerTaps(), 0.0, list[float]()
    for pause in pauses:
        now += pause
        times.append(now)
        if corner.tap(*INSIDE, now):
            assert len(times) >= TAPS
            assert now - times[-TAPS] <= WITHIN_SECONDS
            times = []
