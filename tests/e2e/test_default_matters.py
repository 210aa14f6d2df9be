"""The robot citizen through the built-in matters on the real screens, from the card to the receipt; two of them are walked by the demo's test."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kiosk.errands import Errand
from tests.e2e import conftest
from tests.e2e.conftest import Hall

TODAY = datetime.now().astimezone().date()
MONTH = f"{TODAY:%Y%m}"
SOCIAL_INSURANCE = Errand("social_insurance_certificate_print", "worker", {"period_from": MONTH, "period_to": MONTH, "copies": "1"})
PROPERTY = Errand("property_record_query", "worker", {"copies": "1"})
RESIDENCE = Errand(
    "residence_permit_endorsement",
    "worker",
    {"valid_to": f"{TODAY + timedelta(days=10):%Y%m%d}", "address_changed": "no"},
)
LATE = Errand("residence_permit_endorsement", "worker", {"valid_to": f"{TODAY - timedelta(days=10):%Y%m%d}", "address_changed": "yes"})
BUSINESS = Errand(
    "individual_business_registration",
    "worker",
    {"use_name": "no", "goods": "daily,flowers", "licence_copies": "1", "place_right": "declared"},
)
FAMILY = Errand(
    "individual_business_registration",
    "worker",
    {
        "name_region": "a1",
        "name_brand": "b2",
        "name_industry": "c3",
        "composition": "family",
        "goods": "licence_first_food",
        "approval_no": "a1b2c3",
        "liaison_self": "no",
        "licence_copies": "1",
    },
    ["members_cards"],
    pages=1,
)
NEWBORN = Errand(
    "newborn_one_thing",
    "worker",
    {
        "surname": "a",
        "child_name": "a1",
        "born_on": f"{TODAY - timedelta(days=30):%Y%m%d}",
        "hospital": "a1b2",
        "weight": "3200",
        "height": "50",
        "birth_order": "1",
        "has_certificate": "no",
        "role": "father",
        "other_name": "a1",
        "other_nation": "a",
        "other_hukou": "a1b2c",
        "other_phone": "13900000000",
        "marriage_no": "a1b2c3",
        "household_no": "a1b2",
    },
    ["other_consent", "baby_photo", "bank_card_copy"],
)


def send(hall: Hall, *errands: Errand) -> list[set[str]]:
    """Send the robot with each, wait until all arrived, and tell which screens each went through."""
    hall.rig.start_agent()
    visits = hall.visit(*(hall.errand(errand.matter, **_given(errand)) for errand in errands))
    assert hall.arrived(*(visit["receipt_no"] for visit in visits if visit["receipt_no"]))
    return [set(visit["steps"]) for visit in visits]


def _given(errand: Errand) -> dict[str, object]:
    return {"person": errand.person, "answers": errand.answers, "defer": errand.defer, "pages": errand.pages}


def test_a_matter_of_three_pages_from_card_to_the_sealed_paper(hall: Hall) -> None:
    [steps] = send(hall, SOCIAL_INSURANCE)
    assert {"identify", "form", "review", "instant"} <= steps
    assert not {"materials", "precheck", "sign"} & steps, "who needs nothing is asked for nothing"


@pytest.mark.soak
def test_instant_matters_from_card_to_receipt(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conftest, "VISIT_SECONDS", 180)
    own, residence, late = send(hall, PROPERTY, RESIDENCE, LATE)
    assert {"precheck", "agent", "form", "instant"} <= own
    assert {"precheck", "agent", "materials", "capture", "done"} <= residence & late


@pytest.mark.soak
def test_a_business_and_a_family_business_from_card_to_receipt(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conftest, "VISIT_SECONDS", 300)
    alone, family = send(hall, BUSINESS, FAMILY)
    assert {"precheck", "agent", "promise", "done"} <= alone
    assert {"materials", "capture", "commitment", "done"} <= family


@pytest.mark.soak
def test_a_newborn_child_from_card_to_receipt(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conftest, "VISIT_SECONDS", 300)
    [steps] = send(hall, NEWBORN)
    assert {"precheck", "package", "delivery", "promise", "materials", "commitment", "done"} <= steps
