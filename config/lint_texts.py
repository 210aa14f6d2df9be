"""Lint of the words: nothing empty, nothing longer than its place on the screen, one line each, no character that cannot be seen."""

from __future__ import annotations

import re
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
        "exclusion.ask",
        "exclusion.hand_off",
        "commitment.title",
        "commitment.text",
        "guardian.consent",
        "material.name",
        "page.title",
        "field.label",
        "option.label",
        "option.value",
        "check.otherwise",
        "authority.name",
        "authority.short_name",
        "authority.phone",
        "computed.label",
        "fee.name",
        "child.name",
        "child.authority",
        "package.partial",
        "faq.question",
        "faq.answer",
        "remedies.reconsideration",
        "remedies.litigation",
        "result.name",
        "legal_basis.law",
    ]
)
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ue000-\uf8ff]")
"""Control and formatting characters, those that turn the direction of writing, and private ones no font is sure to have."""
_LINES = frozenset(["commitment.text", "faq.answer", "guardian.consent", "remedies.reconsideration", "remedies.litigation"])
"""Places that take several lines."""
_KINDS = {
    "materials": "material",
    "form": "page",
    "fields": "field",
    "options": "option",
    "checks": "check",
    "computed": "computed",
    "exclusions": "exclusion",
    "commitments": "commitment",
    "fees": "fee",
    "results": "result",
    "children": "child",
}


def text_problems(matter: Matter, source: Source) -> Iterator[Problem]:
    """Texts that are empty, broken over lines, too long for their place (``limits.toml``), or hold what nobody sees."""
    budgets = limits().budgets
    for place, slot, text in texts(msgspec.to_builtins(matter), (), ""):
        if slot in _MUST_HAVE and not text.strip():
            yield source.problem(place, "empty-text", "这里不能空着")
        if hidden := _HIDDEN.search(text):
            yield source.problem(place, "hidden-character", f"有看不见的字符 U+{ord(hidden[0]):04X}，请删掉重打")
        if slot not in budgets:
            continue
        if slot not in _LINES and any(character in text for character in "\n\t"):
            yield source.problem(place, "one-line", "写成一行，不要换行")
        if len(text) > budgets[slot] and width(text) > budgets[slot]:
            message = f"太长：{width(text):g} 个字，屏幕上这里放得下 {budgets[slot]:g} 个（两个数字或字母算一个字）"
            yield source.problem(place, "too-long", message)


def texts(data: Any, place: Place, kind: str) -> Iterator[tuple[Place, str, str]]:
    """Every text of a matter (as builtins) with its place and the name of its place on the screen, such as ``material.note``."""
    if isinstance(data, str):
        yield place, kind, data
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from texts(item, (*place, index), kind)
    elif isinstance(data, dict):
        for key, item in data.items():
            if key == "translations":
                continue
            nested = isinstance(item, dict) or (isinstance(item, list) and bool(item) and isinstance(item[0], dict))
            own = _KINDS.get(key, str(key))
            yield from texts(item, (*place, key), own if nested else f"{kind}.{key}" if kind else key)
