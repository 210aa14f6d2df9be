"""Whether rules can hold at all, decided over the answers a form allows. Sound: says no only where nothing whatever makes them hold.

Decided are rules made of comparisons of one field with written-out values (``form.x == 'a'``, ``card.age < 60``, ``form.x in ['a', 'b']``,
``agent``), joined by ``&&``, ``||``, ``!``, ``? :`` and brackets. Such a rule is equally true for all numbers between two of the values it
names, and for all texts it does not name, so trying one of each decides it. Everything else is left undecided (None).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

from config.matter import Field, FieldType
from config.rules import RuleError, holds

_MOST_COMBINATIONS = 4096
_OTHER = "\u4e59\u4e59 another text"
_VARIABLE = r"(?:(?:form|card)\s*\.\s*\w+|agent\b)(?!\s*[.(\[])"
_TEXT = r"'[^'\\]*'|\"[^\"\\]*\""
_NUMBER = r"-?\d+(?:\.\d+)?(?![\w.])"
_VALUE = rf"(?:{_TEXT}|{_NUMBER}|true\b|false\b|null\b)"
_ATOM = re.compile(
    rf"(?<![\w.])(?P<left>{_VARIABLE})\s*(?:(?P<operator>==|!=|<=|>=|<|>)\s*(?P<value>{_VALUE})|in\s*\[(?P<values>[^\[\]]*)\])"
    rf"|(?<![\w.])(?P<before>{_VALUE})\s*(?P<reversed>==|!=|<=|>=|<|>)\s*(?P<right>{_VARIABLE})"
    rf"|(?<![\w.])(?P<alone>{_VARIABLE})|(?<![\w.])(?P<constant>true|false)\b|(?P<text>{_TEXT})"
)
_JOINED = re.compile(r"(?:#|&&|\|\||[!?:()\s])*")
_NUMBERS = (FieldType.NUMBER, FieldType.MONEY)
_DIGITS = 10.0**12
"""What a citizen can type: amounts and numbers below this, never below zero."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is certain about the answers: the form's fields, those that never get a value, and whether somebody may act for another."""

    fields: Mapping[str, Field]
    never: frozenset[str] = frozenset()
    agent: bool = True


def can_hold(rules: Sequence[str], known: Known) -> bool | None:
    """Whether some answers make all ``rules`` true at once; None where that is undecided. Rules that cannot be decided do not count as false."""
    named: dict[str, set[object]] = {}
    decided: list[str] = []
    rules = [rule for rule in rules if rule != "true"]
    if not rules:
        return True
    for rule in rules:
        read = _named(rule)
        if read is not None:
            decided.append(rule)
            for name, values in read:
                named.setdefault(name, set()).update(values)
    if not decided:
        return None
    space = {name: _candidates(name, values, known) for name, values in named.items()}
    if prod(len(values) for values in space.values()) > _MOST_COMBINATIONS:
        return None
    possible = _possible(tuple(decided), tuple(sorted(space.items())))
    return possible if len(decided) == len(rules) or not possible else None


@lru_cache(maxsize=4096)
def _possible(rules: tuple[str, ...], space: tuple[tuple[str, tuple[object, ...]], ...]) -> bool:
    names = [name.split(".") for name, _values in space]
    for chosen in product(*(values for _name, values in space)):
        context: dict[str, object] = {"card": {}, "form": {}, "agent": False, "today": ""}
        for name, value in zip(names, chosen, strict=True):
            if len(name) == 1:
                context[name[0]] = value
            else:
                part = context[name[0]]
                assert isinstance(part, dict)
                part[name[1]] = list(value) if isinstance(value, tuple) else value
        if all(_true(rule, context) for rule in rules):
            return True
    return False


def _true(rule: str, context: Mapping[str, object]) -> bool:
    try:
        return holds(rule, context)
    except RuleError:
        return False


@lru_cache(maxsize=4096)
def _named(rule: str) -> tuple[tuple[str, frozenset[object]], ...] | None:
    """The variables of ``rule``, each with the values it is compared to; None where the rule is of another kind."""
    read: dict[str, set[object]] = {}
    fits = True

    def note(match: re.Match[str]) -> str:
        nonlocal fits
        if match["text"]:
            fits = False
        if match["constant"] or match["text"]:
            return "#"
        name = re.sub(r"\s", "", match["left"] or match["right"] or match["alone"])
        values = [_value(each) for each in _listed(match)]
        ordered = (match["operator"] or match["reversed"] or "==") not in ("==", "!=")
        if any(value is ... for value in values) or (ordered and not all(isinstance(value, float) for value in values)):
            fits = False
        read.setdefault(name, set()).update(values)
        return "#"

    rest = _ATOM.sub(note, rule)
    if not fits or not _JOINED.fullmatch(rest) or re.search(r"#\s*#", rest):
        return None
    return tuple((name, frozenset(values)) for name, values in sorted(read.items()))


def _listed(match: re.Match[str]) -> Iterable[str]:
    if match["values"] is not None:
        inside = match["values"]
        return re.findall(_VALUE, inside) if re.fullmatch(rf"\s*(?:{_VALUE}\s*(?:,\s*{_VALUE}\s*)*)?", inside) else ["?"]
    return [each for each in (match["value"], match["before"]) if each]


def _value(text: str) -> object:
    """The value a rule writes; ``...`` where it is none. Numbers become floats, so that 1 and true stay apart."""
    if text in ("true", "false", "null"):
        return {"true": "true", "false": "false", "null": "null"}[text]
    if text[0] in "'\"":
        return f"'{text[1:-1]}"
    return float(text) if re.fullmatch(_NUMBER, text) else ...


def _candidates(name: str, values: Iterable[object], known: Known) -> tuple[object, ...]:
    """One answer of every kind that the named values tell apart."""
    root, _, key = name.partition(".")
    numbers = sorted(value for value in values if isinstance(value, float))
    texts = [value[1:] for value in values if isinstance(value, str) and value.startswith("'")]
    if root == "agent":
        return (False, True) if known.agent else (False,)
    if root == "card":
        return (None, *_steps(numbers, 0, 150, 1)) if key == "age" else (None, "", *sorted(texts), _OTHER)
    field = known.fields.get(key)
    if field is None or key in known.never:
        return (None,)
    if field.type in _NUMBERS:
        step = 1 if field.type is FieldType.NUMBER else 0.01
        low, high = field.min if field.min is not None else 0.0, field.max if field.max is not None else _DIGITS
        return (None, *_steps(numbers, max(low, 0.0), high, step))
    if field.type is FieldType.CHOICE:
        return (None, *(option.value for option in field.options))
    if field.type in (FieldType.YES_NO, FieldType.DECLARATION):
        return (None, True, False)
    if field.type in (FieldType.SEVERAL, FieldType.GROUP, FieldType.ADDRESS):
        return (None, ())
    return (None, *sorted(texts), _OTHER)


def _steps(numbers: Sequence[float], low: float, high: float, step: float) -> list[float]:
    """Every named number, its neighbours, and the ends, as far as they can be answered."""
    found: set[float] = set()
    for number in (*numbers, low, high):
        for near in (math.floor(number / step) - 1, math.floor(number / step), math.ceil(number / step), math.ceil(number / step) + 1):
            value = round(near * step, 2)
            if low <= value <= high:
                found.add(value)
    return sorted(found)
