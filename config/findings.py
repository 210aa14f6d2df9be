"""The rules of lint, each with its severity and where it comes from: ``findings.toml``, read once."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec


class Severity(StrEnum):
    """An error keeps the matter out; a warning asks for a second look."""

    ERROR = "error"
    WARNING = "warning"


class Scope(StrEnum):
    """Which kind of file breaks a rule."""

    MATTER = "matter"
    CATALOGUE = "catalogue"
    """a matter, seen beside the others"""
    THEMES = "themes"
    HOLIDAYS = "holidays"


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule. ``demands`` says what must hold, for officials; ``source`` the law, standard or policy document, empty where we set it."""

    demands: str
    source: str = ""
    severity: Severity = Severity.ERROR
    scope: Scope = Scope.MATTER


@cache
def findings() -> dict[str, Finding]:
    """Rule name -> rule, in the order people read them."""
    return msgspec.convert(tomllib.loads(Path(__file__).with_name("findings.toml").read_text("utf-8")), dict[str, Finding])
