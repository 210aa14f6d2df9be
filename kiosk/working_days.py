"""Working days (工作日): what legal periods are counted in (行政许可法 第八十二条). Pure.

The day of receipt does not count: a submission on a night or a weekend starts its period on the next working day.
"""

from __future__ import annotations

from datetime import date, timedelta

from config.holidays import Holidays
from config.matter import Limit, LimitUnit
from config.periods import plus_months
from kiosk.words import words

_FIXED_DAYS_OFF = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
"""Days off by law whatever the year (全国年节及纪念日放假办法); those of the lunar calendar come from the year's notice."""

WEEKDAYS = (words("周一"), words("周二"), words("周三"), words("周四"), words("周五"), words("周六"), words("周日"))
"""Monday first, as ``date.weekday()`` counts."""
MONTHS = (
    words("1月"),
    words("2月"),
    words("3月"),
    words("4月"),
    words("5月"),
    words("6月"),
    words("7月"),
    words("8月"),
    words("9月"),
    words("10月"),
    words("11月"),
    words("12月"),
)


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Whether offices work on ``day``.

    For a year without a notice yet, weekends and the fixed days off are free and everything else is worked: a period counted over such a
    year may end too early, never too late, so nobody is told a day after the lawful one.
    """
    if day in holidays.days_off:
        return False
    if day in holidays.working_weekends:
        return True
    if day.year not in holidays.years and (day.month, day.day) in _FIXED_DAYS_OFF:
        return False
    return day.weekday() < 5


def add_working_days(start: date, days: int, holidays: Holidays) -> date:
    """The last day of a period of ``days`` working days that begins with a receipt on ``start``. Raises ValueError for ``days`` below 1."""
    if days < 1:
        raise ValueError("a period has at least one working day")
    day = start
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, holidays)
    return day


def last_day(start: date, limit: Limit, holidays: Holidays) -> date:
    """The last day of ``limit`` for a receipt on ``start``; for 即办件 that day itself.

    Days and months count from the day after (民法典 第二百零一条); a month ends on the same day of the month, else on its last
    (第二百零二条); a period that ends on a day off ends on the next working day (第二百零三条).
    """
    match limit.unit:
        case LimitUnit.INSTANT:
            return start
        case LimitUnit.WORKING_DAY:
            return add_working_days(start, limit.value, holidays)
        case LimitUnit.CALENDAR_DAY:
            day = start + timedelta(days=limit.value)
        case LimitUnit.MONTH:
            day = plus_months(start, limit.value)
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def date_text(day: date) -> str:
    """A day in full: 2026年11月27日."""
    return words("{}年{}月{}日", day.year, day.month, day.day)


def day_text(day: date) -> str:
    """A last day as people say it: 11月27日（周五）."""
    return words("{}{}日（{}）", MONTHS[day.month - 1], day.day, WEEKDAYS[day.weekday()])
