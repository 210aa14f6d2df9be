"""Conditions and computed values of a matter: CEL expressions over ``card``, ``form``, ``agent`` and ``today``.

A rule reads data and answers; it can reach nothing else. What an author may write is bounded before it is compiled (``rule_text``): length,
nesting, comprehensions, and the functions of ``FUNCTIONS`` only (no regular expressions, whose cost an author cannot see).

Missing values are ``null``. Comparing ``null`` with ``==`` or ``!=`` is fine; ``<`` and arithmetic on ``null`` are errors, so a rule
over an optional field says ``form.x == null || …`` first (lint tries this). Money is in yuan as a double; compare amounts that were
multiplied with ``fen(…)``, which rounds to whole fen. ``size`` counts rows and chosen options (a text's would be bytes: ``length`` counts
characters), ``form.members.all(m, m.age >= 18.0)`` asks every row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from config import cel_engine, periods
from config.rule_text import References, bare, beyond_bounds, bound_names, references

CARD_FIELDS = ("name", "sex", "ethnicity", "birth", "age", "address", "number", "valid_to")
"""What a rule may read of the identity card. ``age`` is whole years today; dates are ISO, ``valid_to`` is empty for 长期."""

_DAY_OR_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")
ROOTS = ("card", "form", "agent", "today")

__all__ = [
    "CARD_FIELDS",
    "FUNCTIONS",
    "References",
    "RuleError",
    "age_on",
    "compile_rule",
    "evaluate",
    "fen",
    "holds",
    "length",
    "make_context",
    "plus_months",
    "references",
]


class RuleError(Exception):
    """A rule that cannot be compiled, or cannot be worked out with the given values. Names the rule, never a value."""


def fen(yuan: object) -> int | None:
    """Whole fen of an amount in yuan: 4500.299999999999 and 4500.30 are the same money. ``null`` for anything that is not an amount."""
    if isinstance(yuan, bool) or not isinstance(yuan, int | float) or not abs(yuan) < 1e13:
        return None
    return round(yuan * 100)


def length(text: object) -> int | None:
    """How many characters a text has; ``null`` for anything else."""
    return len(text) if isinstance(text, str) else None


def plus_months(day: object, months: object) -> str | None:
    """The date (or month) ``day`` moved by whole months, ISO as it was: 2026-01-31 and 1 give 2026-02-28. ``null`` for anything else.

    ISO dates and months compare as texts: ``plus_months(form.valid_to, -1) <= today``.
    """
    if not isinstance(day, str) or not _DAY_OR_MONTH.fullmatch(day) or isinstance(months, bool) or not isinstance(months, int | float):
        return None
    try:
        moved = periods.plus_months(date.fromisoformat(f"{day}-01"[:10]), int(months))
    except (ValueError, OverflowError):
        return None
    return moved.isoformat()[: len(day)]


_OWN: dict[str, Callable[..., object]] = {"fen": fen, "length": length, "plus_months": plus_months}
FUNCTIONS = frozenset({*_OWN, "contains", "startsWith", "endsWith", "double", "int", "size", "string"})
"""What a rule may call, besides operators and ``has``."""


def compile_rule(rule: str) -> cel_engine.Program:
    """The compiled rule. Raises RuleError where it is not CEL, too long, too deep, or reads an unknown name."""
    return _compiled(rule)


@lru_cache(maxsize=4096)
def _compiled(rule: str) -> cel_engine.Program:
    if reason := beyond_bounds(rule):
        raise RuleError(reason)
    try:
        program = cel_engine.compile(rule)
    except ValueError as error:
        raise RuleError(f"规则写法不对：{_first_line(error)}") from None
    known = {*ROOTS, *bound_names(bare(rule))}
    unknown = [name for name in program.variables() if name not in known]
    unknown += [f"{name}()" for name in program.functions() if name.isidentifier() and name not in FUNCTIONS]
    if unknown:
        raise RuleError(f"规则里没有 {'、'.join(unknown)}；能用的是 {'、'.join((*ROOTS, *sorted(FUNCTIONS)))}")
    return program


def evaluate(rule: str, context: Mapping[str, object]) -> object:
    """The value of ``rule``. Raises RuleError where it cannot be worked out; the message holds the rule, no personal data."""
    program = _compiled(rule)
    try:
        result: object = program.execute(_read_by(rule, context))
    except KeyError as error:
        raise RuleError(f"规则“{rule}”用到了没有的字段 {error.args[0]}") from None
    except (ArithmeticError, LookupError, TypeError, ValueError, RuntimeError) as error:
        raise RuleError(f"规则“{rule}”算不出来：{_reason(error)}") from None
    return result


@lru_cache(maxsize=4096)
def _names(rule: str) -> tuple[tuple[str, ...], dict[str, Callable[..., object]]]:
    """The roots ``rule`` reads, and which of our functions it calls."""
    program = _compiled(rule)
    return tuple(program.variables()), {name: _OWN[name] for name in program.functions() if name in _OWN}


def _read_by(rule: str, context: Mapping[str, object]) -> dict[str, object]:
    """As much of ``context`` as ``rule`` reads: the engine translates all it is given, every time."""
    roots, functions = _names(rule)
    given: dict[str, object] = {root: context[root] for root in roots if root in context}
    read = references(rule)
    for root, keys in (("form", read.form), ("card", read.card)):
        values = given.get(root)
        if isinstance(values, Mapping) and not read.dynamic:
            given[root] = {key: values[key] for key in keys if key in values}
    return given | functions


def holds(rule: str, context: Mapping[str, object]) -> bool:
    """Whether the condition ``rule`` holds. Raises RuleError also where its value is neither true nor false."""
    result = evaluate(rule, context)
    if not isinstance(result, bool):
        raise RuleError(f"规则“{rule}”的结果不是“是”或“否”")
    return result


def age_on(birth: date, today: date) -> int:
    """Whole years lived on ``today``. Who was born on 29 February becomes older on 1 March in other years."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def make_context(card: Mapping[str, object] | None, form: Mapping[str, object], today: date, *, agent: bool = False) -> dict[str, object]:
    """The context of every rule.

    ``card`` is None before reading (then all its keys are null); else name, sex, ethnicity, address, number as text and ``birth`` and
    ``valid_to`` as dates (``valid_to`` None = 长期). ``form`` maps every field id of the matter to its value, None while empty: money and
    number float, yes_no and declaration bool, several a list of values, address ``{region, detail}``, group a list of rows (field id ->
    value), everything else str. ``agent`` tells that somebody acts for another person, whose card this is.
    """
    facts: dict[str, object] = dict.fromkeys(CARD_FIELDS)
    if card is not None:
        birth, valid_to = card["birth"], card.get("valid_to")
        if not isinstance(birth, date):
            raise TypeError("card['birth'] must be a date")
        facts.update({key: card[key] for key in ("name", "sex", "ethnicity", "address", "number")})
        facts["birth"] = birth.isoformat()
        facts["age"] = age_on(birth, today)
        facts["valid_to"] = valid_to.isoformat() if isinstance(valid_to, date) else ""
    return {"card": facts, "form": dict(form), "agent": agent, "today": today.isoformat()}


def _first_line(error: Exception) -> str:
    return re.sub(r"^Failed to parse expression '.*?': (?:ERROR: )?(?:<input>:)?", "", str(error), flags=re.DOTALL).split("\n", 1)[0][:200]


def _reason(error: Exception) -> str:
    if isinstance(error, TypeError):
        return "值的类型对不上，或有一项还没填（没填是 null，先写 == null 的情况；整数和小数相乘写成小数）"
    if isinstance(error, ZeroDivisionError):
        return "除数是零"
    return "数值超出范围，或转换不了"
