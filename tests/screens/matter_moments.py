"""Moments of visits to the built-in matters: a page of each kind that no other moment shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from config.matter import Matter
from kiosk import journey
from kiosk.fields import address_entry
from kiosk.journey import Place, Step, Visit
from tests.journey.people import TODAY, WORKER, catalogue

PAGES: Mapping[str, tuple[tuple[str, Mapping[str, str]], ...]] = {
    "social_insurance_certificate_print": (
        ("certificate", {"cert_type": "payments", "insurance_types": "pension,medical"}),
        ("period", {"period_from": "202612", "period_to": "202611"}),
        ("use", {"delivery": "print_here", "copies": "2"}),
    ),
    "property_record_query": (("query", {"query_kind": "place"}), ("use", {"purpose": "school"})),
    "residence_permit_endorsement": (("permit", {"valid_to": "20261101"}), ("reason", {"live_reason": "work"}), ("place", {})),
    "individual_business_registration": (
        ("name", {"use_name": "yes"}),
        ("people", {"composition": "family"}),
        ("place", {"place_kind": "shop", "business_place": address_entry("330299001", ""), "place_right": "declared"}),
        ("goods", {"goods": "daily,licence_first_food"}),
        ("trades", {"trades": "licence_first_catering"}),
        ("operator", {"phone": "13800000000"}),
    ),
    "newborn_one_thing": (
        ("child", {"child_sex": "female", "born_on": "20261101"}),
        ("birth", {"weight": "3200"}),
        ("wishes", {"reimburse": "yes"}),
    ),
}
"""Pages by the name of the matter's file, each with what was answered."""
CODES = {
    "social_insurance_certificate_print": "332014001000",
    "property_record_query": "332015002000",
    "residence_permit_endorsement": "330709001001",
    "individual_business_registration": "330131001000",
    "newborn_one_thing": "332023001000",
}


def moments(snapshot: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    """Every page with the picture's name, and a few other places of the same visits."""
    for name, pages in PAGES.items():
        matter = catalogue().by_code(CODES[name])
        assert matter is not None
        yield f"guide-{name}", snapshot(visit=journey.begin(matter))
        for page, answers in pages:
            visit = _at(matter, Place(Step.FORM, page), answers)
            wrong = journey.problems(visit, visit.place, TODAY) if page == "period" else ()
            yield f"matter-{name}-{page}", snapshot(visit=visit, problems=wrong)
        if matter.package:
            yield f"matter-{name}-package", snapshot(visit=_at(matter, Place(Step.PACKAGE), {"has_certificate": "no", "wants_card": "yes"}))
        if matter.commitments:
            yield f"matter-{name}-promise", snapshot(visit=_at(matter, Place(Step.PROMISE, matter.commitments[0].id), {}))


def _at(matter: Matter, place: Place, answers: Mapping[str, str]) -> Visit:
    visit = journey.identified(replace(journey.begin(matter), place=Place(Step.IDENTIFY)), WORKER, TODAY)
    for field, entry in answers.items():
        visit = journey.enter(visit, field, entry)
    return replace(visit, place=place)
