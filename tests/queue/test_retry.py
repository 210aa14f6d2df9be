"""When to try again."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue.retry import Action, Policy, action, retry_after
from tests.queue.support import NOW


@given(st.integers(1, 10**6), st.floats(0, 1, exclude_max=True))
def test_delay_grows_to_its_cap_with_full_jitter(failures: int, chance: float) -> None:
    delay = Policy(base=2.0, cap=60.0).delay(failures, chance)
    assert 0 <= delay <= min(60.0, 2.0 * 2 ** min(failures - 1, 32))
    assert Policy().delay(failures, 0.0) == 0.0


@given(st.integers(1, 50), st.floats(0, 1, exclude_max=True), st.floats(0, 3600))
def test_never_sooner_than_the_hub_asks(failures: int, chance: float, asked: float) -> None:
    assert Policy().delay(failures, chance, asked) >= asked


@pytest.mark.parametrize(
    ("status", "from_hub", "wanted"),
    [
        (401, True, Action.REFRESH),
        (400, True, Action.PARK),
        (403, True, Action.PARK),
        (422, True, Action.PARK),
        (403, False, Action.LATER),
        (404, False, Action.LATER),
        *((status, True, Action.LATER) for status in (302, 408, 423, 425, 429, 500, 502, 503, 504)),
    ],
)
def test_only_the_hub_itself_can_refuse(status: int, from_hub: bool, wanted: Action) -> None:
    assert action(status, from_hub) is wanted


def test_retry_after_in_seconds_and_as_a_date() -> None:
    assert retry_after("17", NOW) == 17
    assert retry_after(format_datetime(NOW + timedelta(seconds=90)), NOW) == 90
    assert retry_after(format_datetime(NOW - timedelta(seconds=90)), NOW) == 0
    assert retry_after(None, NOW) == 0
    assert retry_after("9" * 400, NOW) == 3600


@given(st.text())
def test_retry_after_of_any_text_is_a_bounded_wait(text: str) -> None:
    assert 0 <= retry_after(text, NOW) <= 3600
