"""Lint of the words: nothing empty, nothing longer than its place on the screen, one line each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from config.limits import limits, width
from config.matter import Matter
from config.problem import Problem
from config.yaml_source import Place, Source

_MUST_HAVE = frozenset(
    [
        "name",
        "short_name",
        "guide.who",
        "eligibility.otherwise",
        "material.name",
        "page.title",
        "field.label",
        "option.label",
        "check.otherwise",
        "authority.name",
        "authority.short_name",
        "authority.phone",
        "computed.label",
        "law",
    ]
)
_KINDS = {
    "materials": "material",
    "form": "page",
    "fields": "field",
    "options": "option",
    "checks": "check",
    "eligibility": "eligibility",
    "computed": "computed",
    "guide": "guide",
    "authority": "authority",
}


def text_problems(matter: Matter, source: Source) -> Iterator[Problem]:
    """Texts that are empty, broken over lines, or too long for their place (``limits.toml``)."""
    budgets = limits().budgets
    for place, slot, text in _texts(msgspec.to_builtins(matter), (), ""):
        if slot in _MUST_HAVE and not text.strip():
            yield source.problem(place, "empty-text", "这里不能空着")
        if slot not in budgets:
            continue
        if any(ord(character) < 32 for character in text):
            yield source.problem(place, "one-line", "写成一行，不要换行")
        if width(text) > budgets[slot]:
            message = f"太长：{width(text):g} 个字，屏幕上这里放得下 {budgets[slot]:g} 个（两个数字或字母算一个字）"
            yield source.problem(place, "too-long", message)


def _texts(data: Any, place: Place, kind: str) -> Iterator[tuple[Place, str, str]]:
    """Every text with its place and the name of its place on the screen, such as ``material.note``."""
    if isinstance(data, str):
        yield place, kind, data
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _texts(item, (*place, index), kind)
    elif isinstance(data, dict):
        for key, item in data.items():
            nested = isinstance(item, list | dict) and key in _KINDS
            yield from _texts(item, (*place, key), _KINDS[key] if nested else f"{kind}.{key}" if kind else key)
