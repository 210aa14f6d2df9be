"""Counters: what is kept over a restart, what a new day and a new roll start anew, and that hostile causes stay bounded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from devices.record import OTHER_CAUSE, Counters, Record

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Wall:
    """A clock somebody sets."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


def test_a_new_day_starts_its_own_count() -> None:
    wall = Wall()
    record = Record("id_reader", wall)
    record.count(uses=1)
    record.count(uses=1, failure="pulled")
    wall.time += timedelta(days=1)
    record.count(uses=1)
    counters = record.counters
    assert (counters.uses, counters.failures, counters.uses_today, counters.failures_today) == (3, 1, 1, 0)


def test_a_new_roll_starts_its_own_count() -> None:
    record = Record("receipt_printer", Wall())
    record.count(paper_mm=180)
    record.new_roll()
    record.count(paper_mm=60)
    assert (record.counters.paper_mm, record.counters.paper_total_mm) == (60, 240)


def test_a_vendor_with_ever_new_codes_fills_no_memory() -> None:
    record = Record("barcode", Wall())
    for number in range(1000):
        record.count(failure=f"code-{number}")
    assert record.counters.failures == sum(record.counters.causes.values()) == 1000
    assert len(record.counters.causes) <= 41
    assert record.counters.causes[OTHER_CAUSE] >= 900


@given(
    st.builds(
        Counters,
        uses=st.integers(0, 10**9),
        failures=st.integers(0, 10**9),
        causes=st.dictionaries(st.text(max_size=8), st.integers(1, 100), max_size=4),
        paper_mm=st.integers(0, 10**7),
        last_seen=st.none() | st.just(NOON),
        day=st.none() | st.just(NOON.date()),
        uses_today=st.integers(0, 100),
    )
)
def test_what_is_kept_comes_back(counters: Counters) -> None:
    assert Counters.from_dict(counters.as_dict()) == counters
