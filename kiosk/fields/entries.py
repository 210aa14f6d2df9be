"""Fields among the entries of a whole form: groups with their rows, and everything wrong at once. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from config.matter import Field, FieldType
from kiosk.fields.parsers import MOST_ROWS, WrongEntry, parse
from kiosk.fields.values import Problem, Value, check, for_rules
from kiosk.words import words

Entries = Mapping[str, str]
Applies = Callable[[str], bool]
"""Tells whether a rule (``when`` or ``required_when``) holds now."""


def row_id(group: str, index: int, field: str) -> str:
    """The id under which a row's entry is kept: ``members.0.name``."""
    return f"{group}.{index}.{field}"


def rows(group: Field, entries: Entries) -> int:
    """How many rows the group shows: those that were added, and at least those it needs."""
    try:
        kept = parse(group, entries.get(group.id, ""))
    except WrongEntry:
        text = entries.get(group.id, "").strip()
        kept = min(int(text), int(group.max or MOST_ROWS)) if text.isascii() and text.isdigit() else None
    return max(int(group.min or (1 if group.required else 0)), kept if isinstance(kept, int) else 0)


def row_entries(group: Field, index: int, entries: Entries) -> dict[str, str]:
    """The entries of one row under the ids of the group's own fields."""
    return {field.id: entries.get(row_id(group.id, index, field.id), "") for field in group.fields}


def add_row(group: Field, entries: Entries) -> dict[str, str]:
    """The entries with one more row, unless there are as many as may be."""
    there = rows(group, entries)
    return {**entries, group.id: str(min(there + 1, int(group.max or MOST_ROWS)))}


def remove_row(group: Field, index: int, entries: Entries) -> dict[str, str]:
    """The entries without the row ``index``; those behind it move up. The last row a group needs is emptied instead."""
    there = rows(group, entries)
    if not 0 <= index < there:
        return dict(entries)
    kept = [row_entries(group, number, entries) for number in range(there) if number != index]
    found = {name: text for name, text in entries.items() if not name.startswith(f"{group.id}.")}
    for number, row in enumerate(kept):
        found.update({row_id(group.id, number, name): text for name, text in row.items() if text})
    found[group.id] = str(max(len(kept), int(group.min or (1 if group.required else 0))))
    return found


def value(field: Field, entries: Entries, applies: Applies = lambda _: True) -> Value:
    """The value of a field; a group's is the list of its rows. Raises WrongEntry."""
    if field.type is FieldType.GROUP:
        return [
            {inner.id: parse(inner, row[inner.id]) for inner in field.fields if applies(inner.when)}
            for row in (row_entries(field, index, entries) for index in range(rows(field, entries)))
        ]
    return parse(field, entries.get(field.id, ""))


def rules_value(field: Field, entries: Entries) -> Value:
    """The value as rules see it; what cannot be parsed yet is null."""
    if field.type is not FieldType.GROUP:
        return _rules_scalar(field, entries.get(field.id, ""))
    found: list[dict[str, Any]] = []
    for index in range(rows(field, entries)):
        row = row_entries(field, index, entries)
        found.append({inner.id: _rules_scalar(inner, row[inner.id]) for inner in field.fields})
    return found


def problems(field: Field, entries: Entries, applies: Applies = lambda _: True) -> tuple[Problem, ...]:
    """Everything wrong with a field, each row of a group included, under the id where the entry is kept."""
    required = applies(field.required_when) if field.required_when else field.required
    if field.type is not FieldType.GROUP:
        found = check(field, entries.get(field.id, ""), required)
        return (found,) if found else ()
    wrong: list[Problem] = []
    if entries.get(field.id, "") and (own := check(field, entries[field.id], required)):
        wrong.append(own)
    for index in range(rows(field, entries)):
        row = row_entries(field, index, entries)
        for inner in field.fields:
            if not applies(inner.when):
                continue
            needed = applies(inner.required_when) if inner.required_when else inner.required
            if problem := check(inner, row[inner.id], needed):
                wrong.append(Problem(row_id(field.id, index, inner.id), words("{} {}：{}", field.label, index + 1, problem.say)))
    return tuple(wrong)


def _rules_scalar(field: Field, entry: str) -> Value:
    try:
        return for_rules(field, parse(field, entry))
    except WrongEntry:
        return None
