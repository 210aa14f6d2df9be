"""What the lists of trips are made of."""

from __future__ import annotations

from datetime import date
from typing import Any

from devices.simulators.cards import CARDS
from kiosk.errands import Errand
from tests.journey.errand_walk import Trip

NOT_HERE, REFUSED, NOT_OFFERED = "hand_off", "refused", "not_offered"
WORKER, ELDERLY = CARDS["worker"].number, CARDS["elderly"].number


def month(day: date, ahead: int) -> str:
    """The month so many months ahead, as it is typed."""
    count = day.year * 12 + day.month - 1 + ahead
    return f"{count // 12:04d}{count % 12 + 1:02d}"


def number(birth: date) -> str:
    """The number of a synthetic person of that day."""
    body = f"330299{birth:%Y%m%d}008"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def years_ago(today: date, years: int) -> date:
    """A day in the middle of a month so many years ago, passed already this year."""
    return date(today.year - years, 1, 1)


def trip(name: str, matter: str, person: str, answers: dict[str, str] | None = None, *, fault: str = "", **more: Any) -> Trip:
    """One visit; a page of each paper is enough."""
    return Trip(name, Errand(matter, person=person, answers=answers or {}, pages=1, **more), fault)
