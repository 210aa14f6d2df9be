"""On which days a matter can be applied for: its first and last day, and the days of each month on which it is accepted (受理时间)."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from config.matter_parts import Acceptance, Effective


class Dated(Protocol):
    """What tells of its days: a matter."""

    @property
    def effective(self) -> Effective | None:
        """计划生效/取消日期."""

    @property
    def acceptance(self) -> Acceptance | None:
        """受理时间."""


def closed(matter: Dated, today: date) -> str:
    """Why nobody can apply for ``matter`` on ``today``, and what to do instead; empty where it can be done."""
    effective, window = matter.effective, matter.acceptance
    if effective and effective.start and today < effective.start:
        return f"这件事从{_day(effective.start)}开始办，到时候再来"
    if effective and effective.end and today > effective.end:
        return f"这件事{_day(effective.end)}以后不再办了，请到窗口问一问"
    if window and not window.from_day <= today.day <= window.to_day:
        when = (
            f"每月 {window.from_day} 日到 {window.to_day} 日受理" if window.from_day < window.to_day else f"每月 {window.from_day} 日受理"
        )
        return f"{when}，今天不收。{window.note}".rstrip()
    return ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
