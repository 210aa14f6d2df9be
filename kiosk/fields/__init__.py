"""What a citizen typed into a field: parsed, checked, and shown again. Pure.

An entry is kept as the text the citizen sees; a value is what rules and the case get (:mod:`kiosk.fields.values`). A group keeps how many
rows it has under its own id and each row's entries under ``members.0.name`` (:mod:`kiosk.fields.entries`).
"""

from __future__ import annotations

from kiosk.fields.entries import (
    add_row,
    problems,
    remove_row,
    row_entries,
    row_id,
    rows,
    rules_value,
    value,
)
from kiosk.fields.parsers import MOST_ROWS, NO, TEXT_LIMIT, YES, WrongEntry, parse
from kiosk.fields.shown import show
from kiosk.fields.values import Problem, Scalar, Value, address_entry, check, for_rules, several_entry

__all__ = [
    "MOST_ROWS",
    "NO",
    "TEXT_LIMIT",
    "YES",
    "Problem",
    "Scalar",
    "Value",
    "WrongEntry",
    "add_row",
    "address_entry",
    "check",
    "for_rules",
    "parse",
    "problems",
    "remove_row",
    "row_entries",
    "row_id",
    "rows",
    "rules_value",
    "several_entry",
    "show",
    "value",
]
