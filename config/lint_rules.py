"""Lint of the rules: each is compiled, its names looked up, and tried with every kind of answer its fields can have, none included.

The trial is the type check: values are samples of each field's type, every choice in turn, and null for what may be empty when the rule
runs. A rule that fails on one of them would fail in front of a citizen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice, product

from config.matter import Field, FieldType, Matter
from config.problem import Problem
from config.rules import CARD_FIELDS, RuleError, compile_rule, evaluate, make_context, references
from config.yaml_source import Place, Source

ALWAYS = "true"
_MOST_TRIALS = 512
_TODAY = date(2026, 1, 15)
_SAMPLES: Mapping[FieldType, tuple[object, ...]] = {
    FieldType.TEXT: ("样例", "1"),
    FieldType.NUMBER: (2.0,),
    FieldType.MONEY: (2.5,),
    FieldType.DATE: ("2020-02-29",),
    FieldType.MONTH: ("2020-02",),
    FieldType.PHONE: ("13000000000",),
    FieldType.ID_NUMBER: ("330299199003072510",),
    FieldType.BANK_CARD: ("6200000000000005",),
    FieldType.YES_NO: (True, False),
    FieldType.DECLARATION: (True, False),
}
_CARDS = tuple(
    make_context(
        {
            "name": "样例",
            "sex": "男",
            "ethnicity": "汉",
            "birth": birth,
            "address": "样例地址",
            "number": "330299199003072510",
            "valid_to": valid_to,
        },
        {},
        _TODAY,
    )["card"]
    for birth, valid_to in ((date(2012, 6, 1), date(2030, 1, 1)), (date(1935, 6, 1), None))
)


@dataclass(frozen=True, slots=True)
class _Use:
    """Where a rule stands and when it runs: before the form is filled or at its end, for a condition or a value."""

    place: Place
    rule: str
    condition: bool = True
    before_form: bool = False
    after_form: bool = False
    of_field: str = ""


def rule_problems(matter: Matter, source: Source) -> Iterator[Problem]:
    """Everything wrong with the rules of ``matter``."""
    fields = {field.id: field for page in matter.form for field in page.fields}
    always = {field.id for page in matter.form if page.when == ALWAYS for field in page.fields if field.required and field.when == ALWAYS}
    for use in _uses(matter):
        if use.rule == ALWAYS:
            continue
        yield from _problems_of(use, fields, always, source)


def _uses(matter: Matter) -> Iterator[_Use]:
    for index, eligibility in enumerate(matter.eligibility):
        yield _Use(("eligibility", index, "rule"), eligibility.rule, before_form=True)
    for index, material in enumerate(matter.materials):
        yield _Use(("materials", index, "when"), material.when)
    for number, page in enumerate(matter.form):
        yield _Use(("form", number, "when"), page.when)
        for index, field in enumerate(page.fields):
            yield _Use(("form", number, "fields", index, "when"), field.when, of_field=field.id)
    for index, computed in enumerate(matter.computed):
        yield _Use(("computed", index, "value"), computed.value, condition=False, after_form=True)
    for index, check in enumerate(matter.checks):
        yield _Use(("checks", index, "rule"), check.rule)


def _problems_of(use: _Use, fields: Mapping[str, Field], always: set[str], source: Source) -> Iterator[Problem]:
    try:
        compile_rule(use.rule)
    except RuleError as error:
        yield source.problem(use.place, "rule", str(error))
        return
    read = references(use.rule)
    wrong = False
    for name in sorted(read.form - fields.keys()):
        wrong = True
        yield source.problem(use.place, "unknown-field", f"规则用到 form.{name}，表单里没有这个字段")
    for name in sorted(read.card - set(CARD_FIELDS)):
        wrong = True
        yield source.problem(use.place, "unknown-field", f"身份证上没有 card.{name}，能用的是 {'、'.join(CARD_FIELDS)}")
    if read.dynamic:
        wrong = True
        yield source.problem(use.place, "rule", "写成 form.字段 或 card.字段，不能用方括号或整个 form、card")
    if use.before_form and read.form:
        wrong = True
        yield source.problem(use.place, "eligibility-form", "资格条件在读卡后、填表前判断，只能用 card 和 today")
    if use.of_field in read.form:
        wrong = True
        yield source.problem(use.place, "self-reference", f"“{use.of_field}”显示不显示，不能看它自己填了什么")
    if not wrong and (failure := _trial(use, fields, always, sorted(read.form))):
        yield source.problem(use.place, "rule", failure)


def _trial(use: _Use, fields: Mapping[str, Field], always: set[str], read: list[str]) -> str:
    """Why the rule fails on some answers, or nothing."""
    answers = [_answers(fields[name], empty=not (use.after_form and name in always)) for name in read]
    empty = dict.fromkeys(fields)
    for card, *chosen in islice(product(_CARDS, *answers), _MOST_TRIALS):
        filled = {**empty, **dict(zip(read, chosen, strict=True))}
        try:
            result = evaluate(use.rule, {"card": card, "form": filled, "today": _TODAY.isoformat()})
        except RuleError as error:
            blank = [name for name in read if filled[name] is None]
            return f"{error}；试算时没填的：{'、'.join(blank)}" if blank else str(error)
        if use.condition and not isinstance(result, bool):
            return f"规则“{use.rule}”的结果不是“是”或“否”"
        if not use.condition and not isinstance(result, str | int | float):
            return f"“{use.rule}”算出来的不是文字或数字"
    return ""


def _answers(field: Field, *, empty: bool) -> tuple[object, ...]:
    values = tuple(option.value for option in field.options) if field.type is FieldType.CHOICE else _SAMPLES[field.type]
    return (None, *values) if empty else values
