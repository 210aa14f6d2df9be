"""What devices, matters and screens must agree on without importing each other: ``limits.toml``, read once."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import msgspec


class Codes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Regular expressions a code must match as a whole."""

    basic: str
    implementation: str


class Sizes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds on what a matter may contain."""

    matter_bytes: int
    matter_depth: int
    rule_characters: int
    rule_depth: int
    rule_comprehensions: int
    group_rows: int
    matter_fields: int
    options: int
    streets: int
    page_fields: int


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``devices``, ``services``: capability -> what citizens call it. ``languages``: code -> its own name.

    ``budgets``: screen place -> width in full-width characters.
    """

    devices: dict[str, str]
    services: dict[str, str]
    languages: dict[str, str]
    codes: Codes
    sizes: Sizes
    budgets: dict[str, float]


@cache
def limits() -> Limits:
    """The limits that ship with this version of the product."""
    return msgspec.convert(tomllib.loads(Path(__file__).with_name("limits.toml").read_text("utf-8")), Limits)


def width(text: str) -> float:
    """How many full-width characters ``text`` takes on a line: Chinese counts one, Latin and digits a half."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in text)
