"""What changed between two versions of matters, in words an official can read. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct

from config.matter import Deferral, LegalBasis, Limit, LimitUnit, Matter
from kiosk.guide_view import limit_text
from kiosk.matter_words import LABELS, VALUES
from kiosk.money import yuan

_LONGEST = 60


def catalogue_differences(before: Sequence[Matter], after: Sequence[Matter]) -> dict[str, list[str]]:
    """Name of each matter that differs -> sentences; a matter keeps its identity by its 实施编码."""
    old, new = ({matter.code: matter for matter in matters} for matters in (before, after))
    found: dict[str, list[str]] = {}
    for code in [*old, *(code for code in new if code not in old)]:
        if code not in new:
            found[old[code].name] = [f"去掉了这个事项（{code}）"]
        elif code not in old:
            found[new[code].name] = [f"新增了这个事项（{code}）"]
        elif sentences := differences(old[code], new[code]):
            found[new[code].name] = sentences
    return found


def differences(before: Matter, after: Matter) -> list[str]:
    """Every change, a sentence each, in the order of the model; empty where nothing differs."""
    return [sentence.strip() for sentence in _struct(before, after, "")]


def _struct(before: Struct, after: Struct, where: str) -> Iterator[str]:
    for name in before.__struct_fields__:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield from _value(name, old, new, where)


def _value(name: str, old: Any, new: Any, where: str) -> Iterator[str]:
    label = f"{where}{LABELS[name]}"
    if isinstance(old, list):
        yield from _list(name, old, new, where)
    elif isinstance(old, dict):
        yield from _translations(old, new)
    elif _shown(name, old) is None and _shown(name, new) is None:
        yield from _struct(old, new, f"{label}的")
    elif _empty(old):
        yield f"{label}：加上了{_quoted(name, new)}"
    elif _empty(new):
        yield f"{label}：去掉了{_quoted(name, old)}"
    else:
        yield f"{label}从{_quoted(name, old).rstrip()}改为{_quoted(name, new)}"


def _list(name: str, old: list[Any], new: list[Any], where: str) -> Iterator[str]:
    label = LABELS[name]
    first, second = {_key(each): each for each in old}, {_key(each): each for each in new}
    if len(first) < len(old) or len(second) < len(new):
        yield f"{where}{label}改了"
        return
    for key, each in second.items():
        if key not in first:
            yield f"{where}加了{label}“{_named(each)}”"
    for key, each in first.items():
        if key not in second:
            yield f"{where}去掉了{label}“{_named(each)}”"
        elif each != second[key]:
            yield from _struct(each, second[key], f"{where}{label}“{_named(each)}”的")
    both = [key for key in first if key in second]
    if both != [key for key in second if key in first]:
        yield f"{where}{label}换了顺序"


def _translations(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for language in sorted({*old, *new}):
        before, after = old.get(language, {}), new.get(language, {})
        changed = sum(before.get(path) != after.get(path) for path in {*before, *after})
        if changed:
            yield f"{language} 译文改了 {changed} 处"


def _key(each: Any) -> object:
    """What a part of a list is the same by, though other things of it change."""
    if isinstance(each, LegalBasis):
        return each.law, each.article
    for name in ("id", "value", "question", "name", "rule"):
        if isinstance(each, Struct) and hasattr(each, name):
            return getattr(each, name)
    return each


def _named(each: Any) -> str:
    if isinstance(each, LegalBasis):
        return f"{each.law}{each.article}"
    for name in ("label", "name", "title", "ask", "question", "otherwise"):
        if isinstance(each, Struct) and hasattr(each, name):
            return _cut(str(getattr(each, name)))
    return _words(each)


def _shown(name: str, value: Any) -> str | None:
    """A value in words; None for a part that is told attribute by attribute."""
    if isinstance(value, Limit):
        return limit_text(value) + (f"（{value.note}）" if value.note else "")
    if isinstance(value, Deferral):
        return f"{value.working_days} 个工作日内补交，逾期{VALUES[value.consequence.value]}"
    if isinstance(value, Struct):
        return None
    if name == "amount":
        return f"{yuan(value)} 元"
    if value == "true" and name == "when":
        return "总是适用"
    return _words(value)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, StrEnum) and not isinstance(value, LimitUnit):
        return VALUES.get(value.value, value.value)
    if isinstance(value, float):
        return f"{value:g}"
    return _cut(str(value))


def _quoted(name: str, value: Any) -> str:
    shown = _shown(name, value)
    if shown is None:
        return "这一部分"
    plain = isinstance(value, bool | int | float | Limit | Deferral | StrEnum) or name == "amount" or shown == "总是适用"
    return f" {shown} " if plain else f"“{shown}”"


def _empty(value: Any) -> bool:
    return value is None or value == ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
