"""The official holiday arrangement: one file a year, added when the year's notice is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from config.problem import MatterError, Problem, found
from config.shape import misfits
from config.themes import DEFAULTS

if TYPE_CHECKING:
    from config.yaml_source import Place, Source


@dataclass(frozen=True, slots=True)
class Holidays:
    """``days_off`` are free whatever weekday they fall on, ``working_weekends`` are worked; both complete for ``years`` only."""

    years: frozenset[int]
    days_off: frozenset[date]
    working_weekends: frozenset[date]


class _Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    first: str
    last: str


class _Year(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    year: int
    days_off: list[_Span]
    working_weekends: list[str] = []


def load_holidays(folder: Path | None = None) -> Holidays:
    """The arrangement in ``folder`` (``2026.yaml`` …), or the built-in one.

    Raises MatterError with all problems, OSError where something cannot be read.
    """
    from config.yaml_source import read_yaml  # a start from compiled files does without

    years: set[int] = set()
    days_off: set[date] = set()
    working: set[date] = set()
    problems: list[Problem] = []
    for file in sorted((folder or DEFAULTS / "holidays").glob("*.yaml")):
        try:
            source = read_yaml(file)
        except MatterError as error:
            problems += error.problems
            continue
        wrong = misfits(source.data, _Year)
        problems += [source.problem(each.path, each.rule, each.message, key=each.key) for each in wrong]
        if wrong:
            continue
        plan = msgspec.convert(source.data, _Year)
        dates, wrong_days = _dates(plan, source)
        problems += wrong_days
        years.add(plan.year)
        days_off.update(day for day, off in dates if off)
        working.update(day for day, off in dates if not off)
    if problems:
        raise MatterError(problems)
    return Holidays(frozenset(years), frozenset(days_off), frozenset(working))


SOON = timedelta(days=60)
"""How long before a year begins its arrangement must be there without a warning."""


def holiday_problems(folder: Path | None, today: date | None = None) -> list[Problem]:
    """What is wrong with the arrangement in ``folder`` (the built-in one where None); with ``today``, also years that are missing.

    Periods are counted in working days, so a year without its arrangement makes wrong last days. Raises OSError.
    """
    try:
        known = load_holidays(folder)
    except MatterError as error:
        return list(error.problems)
    if today is None:
        return []
    where = folder or DEFAULTS / "holidays"
    soon = (today + SOON).year
    if today.year not in known.years:
        return [found(where / f"{today.year}.yaml", 1, 1, "holidays-missing", f"没有 {today.year} 年的放假安排，工作日算不准，请先加上")]
    if soon not in known.years:
        return [found(where / f"{soon}.yaml", 1, 1, "holidays-soon", f"还没有 {soon} 年的放假安排，通知发布后请马上加上")]
    return []


def _dates(plan: _Year, source: Source) -> tuple[list[tuple[date, bool]], list[Problem]]:
    """The days of one file, each with whether it is free, and what is wrong with them."""
    dates: list[tuple[date, bool]] = []
    problems: list[Problem] = []
    for index, span in enumerate(plan.days_off):
        here: Place = ("days_off", index)
        first, last = _day(span.first), _day(span.last)
        if first is None or last is None or first > last or {first.year, last.year} != {plan.year}:
            problems.append(source.problem(here, "holiday", f"“{span.name}”的起止日期不对，要写成 {plan.year}-01-01 这样，先后不能颠倒"))
        else:
            dates += [(day, True) for day in _days(first, last)]
    for index, text in enumerate(plan.working_weekends):
        working = _day(text)
        if working is None or working.year != plan.year or working.weekday() < 5:
            problems.append(source.problem(("working_weekends", index), "holiday", f"“{text}”不是 {plan.year} 年的周末"))
        else:
            dates.append((working, False))
    return dates, problems


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))
