"""Every rule of a matter: where it stands, when it is asked, and what it may read then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from config.matter import Field, Matter

if TYPE_CHECKING:
    from config.yaml_source import Place

ALWAYS = "true"


class When(Enum):
    """When a rule is asked."""

    BEFORE_FORM = auto()
    """after the card was read, before anything is filled"""
    ANYTIME = auto()
    """again after every change, the form still half filled"""
    AT_END = auto()
    """once everything required is there"""


@dataclass(frozen=True, slots=True)
class Use:
    """One rule.

    ``page`` is the number of the form's page it stands on, -1 for none. ``own`` is the field it decides about. ``marked`` are the fields a
    check speaks of: their rows are whole when it is asked. ``shows`` tells that it decides whether something is asked; ``in_row`` that it
    stands on a field of a group; ``with_also`` are rules that hold wherever this one counts.
    """

    place: Place
    rule: str
    when: When = When.ANYTIME
    condition: bool = True
    page: int = -1
    own: str = ""
    marked: frozenset[str] = frozenset()
    shows: bool = False
    in_row: bool = False
    with_also: tuple[str, ...] = ()


def uses(matter: Matter) -> Iterator[Use]:
    """Every rule that was written, in the order of the model; ``true`` is none."""
    return (use for use in _all(matter) if use.rule not in (ALWAYS, ""))


def _all(matter: Matter) -> Iterator[Use]:
    for index, fee in enumerate(matter.fees):
        yield Use(("fees", index, "when"), fee.when)
    for index, eligibility in enumerate(matter.eligibility):
        yield Use(("eligibility", index, "rule"), eligibility.rule, When.BEFORE_FORM)
    for index, exclusion in enumerate(matter.exclusions):
        yield Use(("exclusions", index, "when"), exclusion.when, When.BEFORE_FORM)
    for index, material in enumerate(matter.materials):
        yield Use(("materials", index, "when"), material.when)
    for index, material in enumerate(matter.agent.materials):
        yield Use(("agent", "materials", index, "when"), material.when)
    for number, page in enumerate(matter.form):
        yield Use(("form", number, "when"), page.when, page=number, shows=True)
        for index, field in enumerate(page.fields):
            yield from _of_field(field, ("form", number, "fields", index), number, (page.when,))
    for index, computed in enumerate(matter.computed):
        yield Use(("computed", index, "value"), computed.value, When.AT_END, condition=False)
    for index, check in enumerate(matter.checks):
        yield Use(("checks", index, "rule"), check.rule, marked=frozenset(check.fields))
    for index, commitment in enumerate(matter.commitments):
        yield Use(("commitments", index, "when"), commitment.when)
    for index, child in enumerate(matter.package.children if matter.package else ()):
        yield Use(("package", "children", index, "when"), child.when)


def _of_field(field: Field, here: Place, page: int, also: tuple[str, ...], owner: str = "") -> Iterator[Use]:
    """The rules of a field and, where it is a group, of a row's fields; what decides about a row belongs to the group."""
    own = owner or field.id
    yield Use((*here, "when"), field.when, page=page, own=own, shows=True, in_row=bool(owner), with_also=also)
    within = (*also, field.when)
    yield Use((*here, "required_when"), field.required_when, page=page, own=own, with_also=within)
    for index, option in enumerate(field.options):
        yield Use((*here, "options", index, "when"), option.when, page=page, own=own, with_also=within)
    for index, inner in enumerate(field.fields):
        yield from _of_field(inner, (*here, "fields", index), page, within, own)
