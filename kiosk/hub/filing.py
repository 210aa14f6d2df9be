"""What the hub notes of a case's record beside the sealed package: who (as a keyed digest), which hall, what is owed, which consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from kiosk.hub.core import Hub
from kiosk.hub.models import Case
from kiosk.hub.models_work import Consent, OwedItem


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


class _Record(msgspec.Struct, frozen=True):
    applicant: _Applicant = _Applicant()
    accept_site: str = ""
    authority_code: str = ""
    due: str = ""
    parent_case_no: str = ""
    owed: tuple[_Owed, ...] = ()
    materials: tuple[_Material, ...] = ()
    consents: tuple[_Consent, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """``parent_no``: the case (by case or receipt number) that this one supplements; ``supplied``: ids of materials that came with it."""

    person_key: str
    hall: str
    authority_code: str
    due_on: date | None
    parent_no: str
    supplied: tuple[str, ...]
    owed: tuple[OwedItem, ...]
    consents: tuple[_Consent, ...]


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
            OwedItem(
                material=item.material[:60],
                name=names.get(item.material, item.material)[:200],
                last_day=item.last_day,
                consequence=item.consequence[:30],
            )
            for item in {each.material: each for each in clean.owed}.values()
        ),
        consents=clean.consents,
    )


def note(hub: Hub, session: Session, case: Case, facts: Facts) -> None:
    """Write owed materials and consents down with the case, in its transaction."""
    for item in facts.owed:
        session.merge(
            OwedItem(
                case_no=case.case_no,
                material=item.material,
                name=item.name,
                last_day=item.last_day,
                consequence=item.consequence,
                settled_at=None,
            )
        )
    for consent in facts.consents:
        session.merge(
            Consent(
                submission_id=case.submission_id,
                purpose=consent.purpose[:60],
                text_version=consent.text_version[:60],
                text_sha256=consent.text_sha256[:64],
                language=consent.language[:20],
                method=consent.method[:20],
                at=consent.at if consent.at is not None and consent.at.tzinfo is not None else hub.now(),
            )
        )


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
