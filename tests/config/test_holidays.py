"""Working days are those the State Council's notice says, compared with an independent calendar."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.holidays import holiday_problems, load_holidays
from config.matter import Limit, LimitUnit
from config.problem import MatterError
from kiosk.working_days import add_working_days, day_text, is_working_day, last_day
from tests.config.broken import write

HOLIDAYS = load_holidays()


def test_every_day_of_every_year_we_ship_agrees_with_the_independent_calendar() -> None:
    assert HOLIDAYS.years
    for year in HOLIDAYS.years:
        day = date(year, 1, 1)
        while day.year == year:
            assert is_working_day(day, HOLIDAYS) == chinese_calendar.is_workday(day), day
            day += timedelta(days=1)


@pytest.mark.parametrize(
    ("received", "days", "last"),
    [
        (date(2026, 11, 21), 5, date(2026, 11, 27)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
)
def test_the_day_of_receipt_does_not_count_and_shifted_weekends_do(received: date, days: int, last: date) -> None:
    assert add_working_days(received, days, HOLIDAYS) == last


@given(st.dates(date(2025, 6, 1), date(2027, 6, 1)), st.integers(1, 40))
def test_a_period_ends_on_a_working_day_and_holds_as_many_as_promised(start: date, days: int) -> None:
    last = add_working_days(start, days, HOLIDAYS)
    between = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert is_working_day(last, HOLIDAYS)
    assert sum(is_working_day(day, HOLIDAYS) for day in between) == days


def test_a_period_needs_a_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(date(2026, 1, 1), 0, HOLIDAYS)


def test_a_year_without_a_notice_keeps_weekends_and_the_days_fixed_by_law() -> None:
    assert not is_working_day(date(2031, 10, 1), HOLIDAYS)
    assert not is_working_day(date(2031, 5, 2), HOLIDAYS)
    assert not is_working_day(date(2031, 6, 7), HOLIDAYS)
    assert is_working_day(date(2031, 6, 9), HOLIDAYS)


def test_a_last_day_reads_as_people_say_it() -> None:
    assert day_text(date(2026, 11, 27)) == "11月27日（周五）"
    assert day_text(date(2026, 3, 1)) == "3月1日（周日）"


def test_a_wrong_calendar_is_refused_with_every_wrong_day(tmp_path: Path) -> None:
    text = (
        "year: 2027\ndays_off:\n"
        "  - {name: 元旦, first: 2027-01-03, last: 2027-01-01}\n  - {name: 春节, first: 2026-02-05, last: 2027-02-11}\n"
        "working_weekends: [2027-02-30, 2027-02-08, 2026-02-14]\n"
    )
    write(tmp_path, text, "2027.yaml")
    with pytest.raises(MatterError) as caught:
        load_holidays(tmp_path)
    assert [problem.rule for problem in caught.value.problems] == ["holiday"] * 5
    assert [problem.line for problem in caught.value.problems] == [3, 4, 5, 5, 5]


@pytest.mark.parametrize(
    ("received", "unit", "value", "last"),
    [
        (date(2026, 1, 31), LimitUnit.MONTH, 1, date(2026, 2, 28)),  # no 31 February; the 28th is a Saturday that is worked
        (date(2026, 3, 15), LimitUnit.MONTH, 2, date(2026, 5, 15)),
        (date(2025, 12, 1), LimitUnit.MONTH, 3, date(2026, 3, 2)),  # 1 March is a Sunday
        (date(2026, 11, 30), LimitUnit.MONTH, 1, date(2026, 12, 30)),
        (date(2026, 9, 28), LimitUnit.CALENDAR_DAY, 3, date(2026, 10, 8)),  # ends on the first of the National Day holidays
        (date(2026, 3, 2), LimitUnit.CALENDAR_DAY, 3, date(2026, 3, 5)),
        (date(2026, 3, 6), LimitUnit.WORKING_DAY, 1, date(2026, 3, 9)),
        (date(2026, 10, 1), LimitUnit.INSTANT, 0, date(2026, 10, 1)),
    ],
)
def test_a_period_in_days_or_months_ends_as_the_civil_code_says(received: date, unit: LimitUnit, value: int, last: date) -> None:
    assert last_day(received, Limit(unit=unit, value=value), load_holidays()) == last


def test_a_year_without_its_arrangement_is_refused_and_a_coming_one_warned_of_sixty_days_before() -> None:
    def told(today: date) -> list[tuple[str, str]]:
        return [(problem.rule, str(problem.severity)) for problem in holiday_problems(None, today)]

    last = max(load_holidays().years)
    assert told(date(last, 11, 1)) == []
    assert told(date(last, 11, 2)) == [("holidays-soon", "warning")]
    assert told(date(last + 1, 1, 1)) == [("holidays-missing", "error")]
    assert holiday_problems(None) == []
