"""On which days a matter can be applied for: its first and last day, and the days of each month on which it is accepted (受理时间). Pure."""

from __future__ import annotations

from datetime import date

from config.entry import Listed
from config.matter import Acceptance
from kiosk.words import words
from kiosk.working_days import MONTHS


def days_text(window: Acceptance) -> str:
    """``每月 1 日到 10 日``, ``每月 15 日``."""
    if window.from_day == window.to_day:
        return words("每月 {} 日", window.from_day)
    return words("每月 {} 日到 {} 日", window.from_day, window.to_day)


def closed(matter: Listed, today: date) -> str:
    """Why nobody can apply for ``matter`` on ``today``, and what to do instead; empty where it can be done."""
    window, term = matter.acceptance, matter.effective
    if term is not None and term.start is not None and today < term.start:
        return words("这件事从{}{}日起才能办", MONTHS[term.start.month - 1], term.start.day)
    if term is not None and term.end is not None and today > term.end:
        return words("这件事已经停止办理，请到窗口问一问")
    if window is not None and not window.from_day <= today.day <= window.to_day:
        return words("{}受理，今天不收。{}", days_text(window), window.note)
    return ""
