"""What the hub notes of a case's record beside the sealed package: who (as a keyed digest), which hall, what is owed, which consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from kiosk.hub.core import Hub


class _Applicant(msgspec.Struct, frozen=True):
    number: str = ""


class _Owed(msgspec.Struct, frozen=True):
    material: str
    last_day: date
    consequence: str = "deemed_withdrawn"


class _Material(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    pages: int = 0


class _Consent(msgspec.Struct, frozen=True):
    purpose: str
    text_version: str = ""
    text_sha256: str = ""
    language: str = ""
    at: datetime | None = None
    method: str = ""


class _Child(msgspec.Struct, frozen=True):
    id: str
    name: str
    code: str
    due: str = ""


class _Package(msgspec.Struct, frozen=True):
    children: tuple[_Child, ...] = ()


class _Record(msgspec.Struct, frozen=True):
    applicant: _Applicant = _Applicant()
    accept_site: str = ""
    authority_code: str = ""
    due: str = ""
    parent_case_no: str = ""
    package: _Package | None = None
    owed: tuple[_Owed, ...] = ()
    materials: tuple[_Material, ...] = ()
    consents: tuple[_Consent, ...] = ()


MOST_CHILDREN = 50


@dataclass(frozen=True, slots=True)
class Child:
    """A matter of a package (一件事): its 实施编码 and name; ``due_on`` where it has a day of its own."""

    id: str
    code: str
    name: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """``parent_no``: the case (by case or receipt number) that this one supplements; ``supplied``: ids of materials that came with it;
    ``owed`` and ``consents``: rows of those tables without the number of the case."""

    person_key: str
    hall: str
    authority_code: str
    due_on: date | None
    parent_no: str
    supplied: tuple[str, ...]
    owed: tuple[dict[str, Any], ...]
    consents: tuple[dict[str, Any], ...]
    children: tuple[Child, ...]


def read(hub: Hub, record: dict[str, Any]) -> Facts:
    """The facts of a record. A part of it that is not as expected is left out: the case counts all the same and its package has everything."""
    clean = msgspec.convert({name: value for name, value in record.items() if _fits(name, value)}, _Record)
    names = {item.id: item.name for item in clean.materials}
    return Facts(
        person_key=hub.keys.person_key(clean.applicant.number) if clean.applicant.number else "",
        hall=clean.accept_site[:100],
        authority_code=clean.authority_code[:18],
        due_on=_day(clean.due),
        parent_no=clean.parent_case_no[:64],
        supplied=tuple(item.id for item in clean.materials if item.pages),
        owed=tuple(
            {
                "material": material,
                "name": names.get(item.material, item.material)[:200],
                "last_day": item.last_day,
                "consequence": item.consequence[:30],
            }
            for material, item in {each.material[:60]: each for each in clean.owed}.items()
        ),
        consents=tuple(_consent(hub, item) for item in {each.purpose[:60]: each for each in clean.consents}.values()),
        children=_children(clean.package),
    )


def _children(package: _Package | None) -> tuple[Child, ...]:
    """One each id, in the citizen's order."""
    found = {each.id: Child(each.id, each.code[:40], each.name[:200], _day(each.due)) for each in (package.children if package else ())}
    return tuple(found.values())[:MOST_CHILDREN]


def _consent(hub: Hub, item: _Consent) -> dict[str, Any]:
    return {
        "purpose": item.purpose[:60],
        "text_version": item.text_version[:60],
        "text_sha256": item.text_sha256[:64],
        "language": item.language[:20],
        "method": item.method[:20],
        "at": item.at if item.at is not None and item.at.tzinfo is not None else hub.now(),
    }


def _fits(name: str, value: object) -> bool:
    try:
        msgspec.convert({name: value}, _Record)
    except msgspec.ValidationError:
        return False
    return True


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
