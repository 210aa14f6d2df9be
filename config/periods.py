"""How long a limit can last, in calendar days: legal periods come in units that do not convert exactly."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from config.matter_parts import Limit, LimitUnit

_LONGEST_BREAK = 9
"""days on which nobody works in a row, at most (春节)"""


def shortest(limit: Limit) -> float:
    """The fewest calendar days ``limit`` takes; working days count as themselves."""
    return {LimitUnit.INSTANT: 0, LimitUnit.CALENDAR_DAY: 1, LimitUnit.WORKING_DAY: 1, LimitUnit.MONTH: 28}[limit.unit] * limit.value


def longest(limit: Limit) -> float:
    """The most calendar days ``limit`` takes: five working days a week, holidays between."""
    if limit.unit is LimitUnit.WORKING_DAY:
        return limit.value * 7 / 5 + 2 + _LONGEST_BREAK * (1 + limit.value // 60)
    return {LimitUnit.INSTANT: 0, LimitUnit.CALENDAR_DAY: 1, LimitUnit.MONTH: 31}[limit.unit] * limit.value


def surely_longer(one: Limit, other: Limit, times: float = 1) -> bool:
    """Whether ``one`` is longer than ``times`` the ``other`` on every day of the year."""
    if one.unit is other.unit:
        return one.value > other.value * times if one.unit is not LimitUnit.INSTANT else False
    return shortest(one) > longest(other) * times


def plus_months(day: date, months: int) -> date:
    """``day`` moved by whole months: the same day of the month, else its last one (民法典 第二百零二条).

    Raises ValueError beyond the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year, month + 1, 1).replace(day=min(day.day, monthrange(year, month + 1)[1]))
