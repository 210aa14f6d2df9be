"""``case.json``: what a citizen submits, as data. Keys are only ever added, so that every hub can read every case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

import msgspec

from config.matter import Capture, FieldType, LateConsequence, Material
from kiosk import asks, fields, journey, own_pages, privacy
from kiosk.applicant import Applicant
from kiosk.journey import Acting, Place, Step, Visit
from kiosk.review import material_state

PRIVACY_TEXT_VERSION = "2026-11"


class OwedItem(Protocol):
    """What is handed in later."""

    @property
    def material_id(self) -> str: ...
    @property
    def last_day(self) -> date: ...
    @property
    def consequence(self) -> LateConsequence: ...


def record(visit: Visit, owed: Sequence[OwedItem], now: datetime) -> dict[str, Any]:
    """Everything the citizen gave and was told, without what the terminal adds and without the signature."""
    today = now.date()
    person = visit.applicant
    assert person is not None
    return {
        "applicant": _person(person),
        "identified_by": str(person.way),
        "verify_later": _verify_later(visit, person),
        "identity_proof": identity_proof(visit),
        "acting": str(visit.acting or Acting.SELF),
        "agent": _agent(visit),
        "guardian": _guardian(visit, today),
        "exclusions": [{"id": item.id, "ask": item.ask, "answer": visit.answers.get(item.id)} for item in _asked(visit, today)],
        "values": values(visit, today),
        "computed": {name: text for name, _, text in journey.computed(visit, today)},
        "delivery": str(journey.delivery(visit) or ""),
        "delivery_to": _delivery_to(visit, today),
        "materials": [_material(visit, item, today) for item in journey.materials(visit, today)],
        "owed": [
            {"material": item.material_id, "last_day": item.last_day.isoformat(), "consequence": str(item.consequence)} for item in owed
        ],
        "commitments": [
            {
                "id": item.id,
                "title": item.title,
                "agreed": bool(visit.promises.get(item.id)),
                "text_sha256": privacy.sha256(privacy.promise_text(item)),
                "replaces": [proof.id for proof in asks.replaces(visit.matter, item)],
            }
            for item in journey.commitments(visit, today)
        ],
        "package": _package(visit, today),
        "consents": _consents(visit),
        "photos": {name: f"photos/{name}.jpg" for name in photos(visit, today)},
    }


def identity_proof(visit: Visit) -> dict[str, Any] | None:
    """How it was shown that the applicant stands there, in an earlier matter of this visit too; None where nobody asked."""
    return visit.face.proof.record() if visit.face.proof else None


def values(visit: Visit, today: date) -> dict[str, fields.Value]:
    """Field id -> value of every field that applies: what is hidden is not sent."""
    known = asks.facts(visit, today)
    return {
        item.id: fields.value(item, visit.entries, lambda rule: asks.applies(rule, visit, known))
        for page in journey.pages(visit, today)
        for item in journey.visible(page, visit, today)
    }


def photos(visit: Visit, today: date) -> dict[str, bytes]:
    """Field id -> JPEG of the photos the form asks for."""
    return {
        item.id: visit.supplies[f"field.{item.id}"].sheets[0].jpeg
        for page in journey.pages(visit, today)
        for item in journey.visible(page, visit, today)
        if item.type is FieldType.PHOTO and f"field.{item.id}" in visit.supplies
    }


def material_file(visit: Visit, item: Material) -> str:
    """The part that holds a material's pages; empty where there are none."""
    sheets = journey.supply(visit, item).sheets
    return "" if not sheets else f"materials/{item.id}.jpg" if item.capture is Capture.PORTRAIT else f"materials/{item.id}.pdf"


def _person(person: Applicant) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(person)
    return found


def _agent(visit: Visit) -> dict[str, Any] | None:
    """Who acts for the applicant; their relation by its code, and in words for who reads the case without its matter."""
    if visit.agent is None:
        return None
    relation = visit.entries.get("principal.relation", "")
    return {**_person(visit.agent), "relation": relation, "relation_label": visit.matter.agent.relation(relation)}


def _verify_later(visit: Visit, person: Applicant) -> bool:
    """Whether staff have to look at somebody or at their document before the department decides."""
    seen_later = visit.face.proof is not None and not visit.face.proof.settled
    return seen_later or any(not who.verified for who in (person, visit.agent, journey.guardian(visit)) if who)


def _guardian(visit: Visit, today: date) -> dict[str, Any] | None:
    who = journey.guardian(visit)
    return _person(who) if who is not None and journey.minor(visit, today) else None


def _asked(visit: Visit, today: date) -> list[Any]:
    return [*asks.exclusions(visit, today, needs_card=False), *asks.exclusions(visit, today, needs_card=True)]


def _delivery_to(visit: Visit, today: date) -> dict[str, fields.Value]:
    page = journey.page_at(visit, Place(Step.DELIVERY))
    shown = journey.visible(page, visit, today) if page else ()
    return {item.id.removeprefix("delivery."): fields.value(item, visit.entries) for item in shown if item.id != own_pages.DELIVERY}


def _package(visit: Visit, today: date) -> dict[str, Any] | None:
    package = visit.matter.package
    if package is None:
        return None
    wanted = journey.children(visit, today)
    return {
        "lead": package.lead,
        "children": [
            {"id": item.id, "name": item.name, "code": item.code, "authority": item.authority, "after": list(item.after)} for item in wanted
        ],
        "left_out": sorted(visit.left_out),
    }


def _consents(visit: Visit) -> list[dict[str, Any]]:
    """Each consent with the digest of its text; ``text_version`` names the same for readers of older cases."""
    return [
        {
            "purpose": item.purpose,
            "text_version": PRIVACY_TEXT_VERSION if item.purpose == privacy.HANDLE_MATTER else visit.matter.version,
            "text_sha256": item.text_sha256,
            "language": item.language,
            "at": item.at.isoformat(),
            "method": item.method,
        }
        for item in visit.consents
    ]


def _material(visit: Visit, item: Material, today: date) -> dict[str, Any]:
    supply = journey.supply(visit, item)
    exempt = journey.exempt(visit, item)
    trust = "A" if (item.capture is Capture.CARD and visit.applicant and visit.applicant.verified) or exempt else "C"
    return {
        "id": item.id,
        "name": item.name,
        "role": str(item.role),
        "capture": str(item.capture),
        "state": material_state(visit, item.id, today),
        "pages": len(supply.sheets),
        "deferred": supply.deferred,
        "trust_level": "D" if item.capture is Capture.FORM else trust,
        "file": material_file(visit, item),
        "exempt_via": item.shared_by if exempt else "",
        "own_prevails": item.id in visit.own,
        "reused": supply.reused,
    }
