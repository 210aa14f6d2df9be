"""What can be told of a rule from its text alone: what it reads, how deep it goes, and whether its cost is bounded.

The engine neither stops a comprehension within another nor gives its syntax tree away. So a comprehension may go over a list of the matter
only (a group's rows, the chosen options: both bounded by the form) or over what another one gives back, and stand at most one within another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from config.limits import limits

LITERAL = re.compile(r"""[rR]?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""")
_MACRO = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*(\w+)\s*,")
_MACRO_NAME = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(")
_LIST = re.compile(r"(?<![\w.])(form|\w+)\s*\.\s*(\w+)\s*$")
_REFERENCE = re.compile(r"(?<![\w.])(card|form)\s*(?:\.\s*(\w+)|(\[)|(?!\s*[.\[\w]))")
_PART = re.compile(r"(?<![\w.])form\s*\.\s*(\w+)\s*\.\s*(\w+)\b(?!\s*\()")
_SIZE = re.compile(r"\bsize\s*\(")
_FORM_FIELD = re.compile(r"\s*form\s*\.\s*(\w+)")
_FORM_FIELD_BEFORE = re.compile(r"(?<![\w.])form\s*\.\s*(\w+)\s*\.\s*$")


@dataclass(frozen=True, slots=True)
class Comprehension:
    """``range.all(name, …)``: the list field it goes over (of the form, else of the row ``owner``), empty behind another one; how deep it stands."""

    name: str
    owner: str
    over: str
    depth: int


@dataclass(frozen=True, slots=True)
class References:
    """What a rule reads.

    ``form`` and ``card``: ids and keys; ``dynamic``: one of them in a way lint cannot follow; ``agent`` and ``today``: whether it asks them.
    ``parts``: (field, part) of every ``form.address.region``; ``rows``: (field, key) of what is read of a group's rows; ``sized``: fields
    whose ``size`` is taken, ``?`` for what is no field.
    """

    form: frozenset[str]
    card: frozenset[str]
    dynamic: bool
    agent: bool = False
    today: bool = False
    parts: frozenset[tuple[str, str]] = frozenset()
    rows: frozenset[tuple[str, str]] = frozenset()
    sized: frozenset[str] = frozenset()


def bare(rule: str) -> str:
    """The rule with nothing between its quotes."""
    return LITERAL.sub("''", rule)


def beyond_bounds(rule: str) -> str:
    """Why a rule may cost more than a terminal has to spare, for officials; empty where it does not."""
    sizes, text = limits().sizes, bare(rule)
    if len(rule) > sizes.rule_characters:
        return f"规则太长：{len(rule)} 个字符，最多 {sizes.rule_characters} 个"
    if _depth(text) > sizes.rule_depth:
        return f"规则的括号套得太深，最多 {sizes.rule_depth} 层"
    found = comprehensions(text)
    if found is None:
        return "all、exists、exists_one、map、filter 只能用在 form.字段 这样的列表上，先写变量名再写条件"
    if len(found) > sizes.rule_comprehensions:
        return f"一条规则最多用 {sizes.rule_comprehensions} 次 all、exists、exists_one、map、filter"
    if any(each.depth > 1 for each in found):
        return "all、exists、exists_one、map、filter 里面最多再套一层"
    return ""


def comprehensions(text: str) -> tuple[Comprehension, ...] | None:
    """Every comprehension of a bare rule in order; None where one goes over something that is not bounded."""
    found: list[Comprehension] = []
    open_at: list[tuple[int, str]] = []
    ends: set[int] = set()
    starts = {match.end() - 1: name for match in _MACRO_NAME.finditer(text) for name in [_name_at(text, match.start())]}
    dots = {match.end() - 1: match.start() for match in _MACRO_NAME.finditer(text)}
    for at, character in enumerate(text):
        if character == "(":
            name = starts.get(at)
            if name is not None:
                before = text[: dots[at]]
                bound = [each for _place, each in open_at if each]
                over = _LIST.search(before)
                behind = before.rstrip()[-1:] == ")" and len(before.rstrip()) - 1 in ends
                if not name or not (behind or (over and over[1] in ("form", *bound))):
                    return None
                found.append(Comprehension(name, "" if behind or not over else over[1], "" if behind or not over else over[2], len(bound)))
            open_at.append((at, name or ""))
        elif character == ")" and open_at:
            _start, name = open_at.pop()
            if name:
                ends.add(at)
    return tuple(found)


@lru_cache(maxsize=4096)
def references(rule: str) -> References:
    """What ``rule`` reads. Text inside quotes does not count."""
    text = bare(rule)
    form, card, dynamic = set(), set(), False
    for root, key, _bracket in _REFERENCE.findall(text):
        if not key:
            dynamic = True
        elif root == "form":
            form.add(key)
        else:
            card.add(key)
    rows = {(each.over, key) for each in comprehensions(text) or () if each.owner == "form" for key in _keys_of(text, each.name)}
    return References(
        frozenset(form),
        frozenset(card),
        dynamic,
        agent=_reads(text, "agent"),
        today=_reads(text, "today"),
        parts=frozenset((field, part) for field, part in _PART.findall(text)),
        rows=frozenset(rows),
        sized=frozenset(_sized(text)),
    )


def bound_names(text: str) -> list[str]:
    """The names comprehensions give to an item."""
    return [match[1] for match in _MACRO.finditer(text)]


def _sized(text: str) -> list[str]:
    """What ``size`` is taken of: a field's id, nothing for what a comprehension gives back, a question mark for anything else."""
    found = []
    for match in _SIZE.finditer(text):
        before = text[: match.start()].rstrip()
        if before.endswith(".") and before[:-1].rstrip().endswith(")"):
            continue
        field = _FORM_FIELD_BEFORE.search(before) if before.endswith(".") else _FORM_FIELD.match(text, match.end())
        found.append(field[1] if field else "?")
    return found


def _reads(text: str, root: str) -> bool:
    return re.search(rf"(?<![\w.]){root}\b", text) is not None


def _keys_of(text: str, name: str) -> list[str]:
    return re.findall(rf"(?<![\w.]){re.escape(name)}\s*\.\s*(\w+)\b(?!\s*\()", text)


def _name_at(text: str, at: int) -> str:
    match = _MACRO.match(text, at)
    return match[1] if match else ""


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest
