"""Lint of the rules: each is compiled, its names looked up, tried with every kind of answer its fields can have, and asked whether it can hold.

The trial is the type check: values are samples of each field's type, every choice in turn, and null for what may be empty when the rule
runs. A rule that fails on one of them would fail in front of a citizen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice, product

import msgspec

from config.answers import LISTS, PARTS, answers
from config.decide import Known, can_hold
from config.lint_form import DELIVERY_FIELD
from config.matter import Field, FieldType, Matter, Option
from config.problem import Problem
from config.rule_uses import ALWAYS, Use, When, uses
from config.rules import CARD_FIELDS, References, RuleError, compile_rule, evaluate, make_context, references
from config.yaml_source import Source

_MOST_TRIALS = 512
_TODAY = date(2026, 1, 15)
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
class _Form:
    """The form as rules see it: fields by id, the page of each, and those that always have a value at the end."""

    fields: Mapping[str, Field]
    pages: Mapping[str, int]
    always: frozenset[str]
    shown: frozenset[str]
    """fields that apply whatever was answered"""


def rule_problems(matter: Matter, source: Source) -> Iterator[Problem]:
    """Everything wrong with the rules of ``matter``."""
    form = _form(matter)
    found: list[Problem] = []
    for use in uses(matter):
        found += _problems_of(use, form, source)
    yield from found
    if not found:
        yield from _never(matter, form, source)


def _form(matter: Matter) -> _Form:
    fields = {field.id: field for page in matter.form for field in page.fields}
    if len(matter.delivery) > 1:
        asked = [Option(value=way.value, label=way.value) for way in matter.delivery]
        fields.setdefault(DELIVERY_FIELD, Field(id=DELIVERY_FIELD, label=DELIVERY_FIELD, type=FieldType.CHOICE, options=asked))
    shown = [field for page in matter.form if page.when == ALWAYS for field in page.fields if field.when == ALWAYS]
    return _Form(
        fields,
        {field.id: number for number, page in enumerate(matter.form) for field in page.fields},
        frozenset(field.id for field in shown if field.required and not field.required_when),
        frozenset(field.id for field in shown),
    )


def _problems_of(use: Use, form: _Form, source: Source) -> Iterator[Problem]:
    try:
        compile_rule(use.rule)
    except RuleError as error:
        yield source.problem(use.place, "rule", str(error))
        return
    read = references(use.rule)
    wrong = [*_unknown(read, form.fields), *_misplaced(use, read, form)]
    for rule, message in wrong:
        yield source.problem(use.place, rule, message)
    stopping = [rule for rule, _message in wrong if rule != "reads-later"]
    if not stopping and (failure := _trial(use, form, read)):
        yield source.problem(use.place, "rule", failure)


def _unknown(read: References, fields: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    """What the rule reads that is not there."""
    for name in sorted(read.form - fields.keys()):
        yield "unknown-field", f"规则用到 form.{name}，表单里没有这个字段"
    for name in sorted(read.card - set(CARD_FIELDS)):
        yield "unknown-field", f"身份证上没有 card.{name}，能用的是 {'、'.join(CARD_FIELDS)}"
    for name, part in sorted(read.parts):
        if name in fields and (fields[name].type is not FieldType.ADDRESS or part not in PARTS):
            yield "unknown-field", f"form.{name} 里没有 {part}；只有地址能写 .region 和 .detail"
    for name, key in sorted(read.rows):
        if name in fields and key not in {inner.id for inner in fields[name].fields}:
            yield "unknown-field", f"form.{name} 的每一行里没有 {key}"
    for name in sorted(read.sized):
        if name not in fields or fields[name].type not in LISTS:
            yield "rule", "size 只数 group 有几行、several 选了几项；文字有几个字用 length"
    if read.dynamic:
        yield "rule", "写成 form.字段 或 card.字段，不能用方括号或整个 form、card"


def _misplaced(use: Use, read: References, form: _Form) -> Iterator[tuple[str, str]]:
    """What the rule reads too early."""
    if use.when is When.BEFORE_FORM and read.form:
        yield "rule-too-early", "这里在读卡后、填表前判断，只能用 card、agent 和 today"
    if use.own and use.own in read.form:
        yield "self-reference", f"“{use.own}”显示不显示、必填不必填，不能看它自己填了什么"
    later = [name for name in sorted(read.form) if form.pages.get(name, -1) > use.page]
    if use.shows and later:
        yield "reads-later", f"这里要看后面才问的 {'、'.join(later)}，第一次走到这里还没有填"


def _trial(use: Use, form: _Form, read: References) -> str:
    """Why the rule fails on some answers, or nothing."""
    names = sorted(read.form)
    tried = {
        name: answers(
            form.fields[name],
            empty=not (use.when is When.AT_END and name in form.always),
            half_filled=use.when is not When.AT_END and name not in use.marked,
            hidden=name not in form.shown and name not in use.marked,
        )
        for name in names
    }
    return _tried(use.rule, use.condition, read.agent, msgspec.json.encode(tried))


@lru_cache(maxsize=4096)
def _tried(rule: str, condition: bool, asks_agent: bool, encoded: bytes) -> str:
    """Why ``rule`` fails on some of the answers (JSON: field -> values), or nothing. Matters of one department share most of their rules."""
    tried: dict[str, list[object]] = msgspec.json.decode(encoded)
    agents = (False, True) if asks_agent else (False,)
    for agent, card, *chosen in islice(product(agents, _CARDS, *tried.values()), _MOST_TRIALS):
        filled = dict(zip(tried, chosen, strict=True))
        try:
            result = evaluate(rule, {"card": card, "form": filled, "agent": agent, "today": _TODAY.isoformat()})
        except RuleError as error:
            blank = [name for name, value in filled.items() if value is None]
            return f"{error}；试算时没填的：{'、'.join(blank)}" if blank else str(error)
        if condition and not isinstance(result, bool):
            return f"规则“{rule}”的结果不是“是”或“否”"
        if not condition and (isinstance(result, bool) or not isinstance(result, str | int | float)):
            return f"“{rule}”算出来的不是文字或数字"
    return ""


def _never(matter: Matter, form: _Form, source: Source) -> Iterator[Problem]:
    """Rules that never hold, pages nobody reaches, fields nobody can fill. Only what is certain."""
    known = _known(matter, form)
    dead: set[tuple[int, str]] = set()
    for number, page in enumerate(matter.form):
        shown = [can_hold([page.when, field.when], known) for field in page.fields]
        if page.fields and all(each is False for each in shown):
            yield source.problem(("form", number, "when"), "unreachable-page", f"“{page.title}”这一页，怎么答都到不了")
            dead.add((number, ""))
            continue
        for index, (field, each) in enumerate(zip(page.fields, shown, strict=True)):
            if each is False:
                yield source.problem(
                    ("form", number, "fields", index, "when"), "nobody-fills", f"“{field.label}”怎么答都不会出现，没人能填"
                )
                dead.add((number, field.id))
    for use in uses(matter):
        if not use.condition or (use.shows and not use.in_row):
            continue
        if (use.page, "") in dead or (use.page, use.own) in dead:
            continue
        if can_hold([use.rule, *(rule for rule in use.with_also if rule != ALWAYS)], known) is False:
            yield source.problem(use.place, "rule-never-true", f"“{use.rule}”怎么答都不成立")
    together = [each.rule for each in matter.eligibility]
    if len(together) > 1 and all(can_hold([rule], known) is not False for rule in together) and can_hold(together, known) is False:
        yield source.problem(("eligibility",), "nobody-eligible", "这几个资格条件互相矛盾，没有人符合", key=True)


def _known(matter: Matter, form: _Form) -> Known:
    """What never gets a value: fields whose own condition cannot hold, then those that depend on them."""
    never: frozenset[str] = frozenset()
    while True:
        known = Known(form.fields, never, matter.agent.allowed)
        more = frozenset(
            field.id
            for page in matter.form
            for field in page.fields
            if not field.prefill and can_hold([page.when, field.when], known) is False
        )
        if more == never:
            return known
        never = more
