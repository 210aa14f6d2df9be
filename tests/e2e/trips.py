"""Where the robot citizen goes so that every branch of every default matter is gone through: one list of visits for each matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.e2e.business_trips import business
from tests.e2e.trip_parts import ELDERLY, NOT_HERE, NOT_OFFERED, REFUSED, WORKER, month, number, trip, years_ago
from tests.journey.errand_walk import DOWN, REFUSE, Trip


def social_insurance(today: date) -> list[Trip]:
    matter = "social_insurance_certificate_print"
    now, next_month = month(today, 0), month(today, 1)
    span = {"period_from": now, "period_to": now, "copies": "1"}
    every = "pension,unemployment,injury,medical,maternity"
    return [
        trip(
            "all kinds, the months the wrong way round",
            matter,
            "worker",
            {**span, "insurance_types": every, "purpose": "house", "mask_id": "yes"},
            mistakes={"period_from": month(today, 2), "period_to": next_month},
        ),
        trip(
            "payments for a school, too long a time",
            matter,
            "worker",
            {**span, "cert_type": "payments", "purpose": "school", "mask_id": "no"},
            mistakes={"period_from": month(today, -60)},
        ),
        trip("rights, on the phone", matter, "worker", {**span, "cert_type": "rights", "purpose": "settle", "delivery": "electronic"}),
        trip("by the social-security card", matter, "worker", {**span, "purpose": "loan"}, way="social_security_card"),
        trip("the department refuses", matter, "worker", {**span, "purpose": "other"}, fault=REFUSE),
        trip("the department is away", matter, "worker", fault=DOWN, end=NOT_OFFERED),
    ]


def property_record(_today: date) -> list[Trip]:
    matter, one = "property_record_query", {"copies": "1"}
    place = {"query_kind": "place"}
    return [
        trip("all that is mine, face compared", matter, "worker", one),
        trip(
            "one by its address, rather a code",
            matter,
            "worker",
            {**place, "purpose": "loan", "delivery": "electronic"},
            prove="sms_code",
        ),
        trip(
            "one by its certificate, a photo nobody can open",
            matter,
            "sealed-photo",
            {**one, **place, "find_by": "certificate", "purpose": "school"},
            prove="sms_code",
        ),
        trip("that there is none", matter, "elderly", {**one, "query_kind": "no_home", "purpose": "fund"}),
        trip("for a court", matter, "worker", {**one, "purpose": "court"}, prove="sms_code"),
        trip("for something else, refused", matter, "worker", {**one, "purpose": "other"}, prove="sms_code", fault=REFUSE),
        trip("neither face nor phone", matter, "worker", prove="window", end=NOT_HERE, book=True),
        trip("neither a photo nor a phone", matter, "sealed-photo", prove="window", end=NOT_HERE),
        trip("somebody else's home", matter, "worker", {"interested": "yes"}, end=NOT_HERE),
        trip("for somebody else", matter, "worker", acting="agent", end=NOT_HERE),
        trip("the department is away", matter, "worker", fault=DOWN, end=NOT_OFFERED),
    ]


def residence_permit(today: date) -> list[Trip]:
    matter = "residence_permit_endorsement"
    soon, late, early = (f"{today + timedelta(days=days):%Y%m%d}" for days in (10, -10, 60))
    stayed = {"valid_to": soon, "address_changed": "no"}
    moved = {"valid_to": soon, "address_changed": "yes"}
    return [
        trip("in time, the permit from the phone", matter, "worker", {**stayed, "tel": "057412345"}, phone=["permit"]),
        trip("late", matter, "worker", {"valid_to": late, "address_changed": "no", "live_proof_type": "owned"}),
        trip(
            "moved, with work, too early at first",
            matter,
            "worker",
            {**moved, "live_reason": "work", "live_proof_type": "bought"},
            mistakes={"valid_to": early},
        ),
        trip(
            "moved, to live, another's number at first",
            matter,
            "worker",
            {**moved, "live_reason": "living", "live_proof_type": "dormitory", "permit_no": WORKER},
            mistakes={"permit_no": ELDERLY},
        ),
        trip("a child who moved to study", matter, "minor", {**moved, "live_reason": "study"}),
        trip("employer's data are wrong", matter, "worker", {**moved, "live_reason": "work"}, own=["work_proof"]),
        trip("lease's data are wrong", matter, "worker", {**moved, "live_reason": "living"}, own=["housing_proof"]),
        trip("school's data are wrong", matter, "worker", {**moved, "live_reason": "study"}, own=["study_proof"]),
        trip("three reasons", matter, "worker", {"no_permit": "no", "unreadable": "yes", "unproved": "yes"}, end=NOT_HERE),
        trip("for somebody else", matter, "worker", acting="agent", end=NOT_HERE),
        trip("the service is away", matter, "worker", fault=DOWN, end=NOT_OFFERED),
    ]


def senior_card(today: date) -> list[Trip]:
    matter = "senior_card_application"
    old = {"principal.number": number(years_ago(today, 86)), "hukou_local": "yes", "contact_phone": "13900000000", "print_health": "yes"}
    new = month(today, -5)
    return [
        trip(
            "by a child, a child to call",
            matter,
            "worker",
            {**old, "blood_type": "a", "conditions": "hypertension,heart,diabetes,stroke,asthma"},
            acting="agent",
            mistakes={"contact_phone": "13800000000"},
        ),
        trip(
            "by a spouse, photo later",
            matter,
            "worker",
            {**old, "principal.relation": "spouse", "contact_relation": "spouse", "blood_type": "b", "delivery": "collect"},
            acting="agent",
            defer=["portrait"],
        ),
        trip(
            "by a relative, the card's photo",
            matter,
            "worker",
            {
                **old,
                "principal.relation": "relative",
                "contact_relation": "relative",
                "blood_type": "ab",
                "photo_from": "id_card",
                "delivery": "collect",
                "collect_at": "community",
            },
            acting="agent",
        ),
        trip(
            "by the community, the authorisation from the phone",
            matter,
            "worker",
            {**old, "principal.relation": "community", "contact_relation": "neighbour", "blood_type": "o"},
            acting="agent",
            phone=["authorisation"],
            defer=["portrait"],
        ),
        trip(
            "from elsewhere, the permit too new at first",
            matter,
            "elderly",
            {"hukou_local": "no", "permit_since": month(today, -12), "print_health": "no"},
            mistakes={"permit_since": new},
        ),
        trip(
            "from elsewhere, the permit's data are wrong",
            matter,
            "elderly",
            {"hukou_local": "no", "permit_since": month(today, -12)},
            own=["residence_permit"],
            defer=["portrait"],
        ),
        trip("too young", matter, "worker", end=REFUSED, book=True),
    ]


def newborn(today: date) -> list[Trip]:
    matter = "newborn_one_thing"
    born, tomorrow, long_ago = (f"{today - timedelta(days=days):%Y%m%d}" for days in (30, -1, 400))
    child = {"surname": "a", "child_name": "a1", "born_on": born, "wants_card": "yes", "reimburse": "yes", "blood_type": "a"}
    small = {**child, "wants_card": "no", "reimburse": "no"}
    return [
        trip("everything, by the mother", matter, "rare-name", {**child, "has_certificate": "no"}, phone=["other_consent"]),
        trip(
            "as little as may be, by the father",
            matter,
            "worker",
            {
                **small,
                "child_sex": "female",
                "blood_type": "b",
                "has_certificate": "yes",
                "role": "father",
                "settle_with": "father",
                "other_phone": "13900000000",
                "delivery": "collect",
            },
            left_out=["insurance", "vaccination"],
            own=["other_card", "household_book", "marriage_certificate"],
            defer=["other_consent"],
            mistakes={"role": "mother", "other_number": WORKER},
        ),
        trip(
            "papers at home, born tomorrow at first",
            matter,
            "rare-name",
            {**child, "blood_type": "ab", "multiple": "no", "other_name": "a1"},
            defer=["baby_photo", "bank_card_copy", "other_consent"],
            mistakes={"born_on": tomorrow, "other_name": "b1"},
        ),
        trip(
            "a name without its surname and a year too old at first",
            matter,
            "rare-name",
            {**small, "blood_type": "o"},
            defer=["other_consent"],
            mistakes={"child_name": "b1", "born_on": long_ago},
        ),
        trip("a parent of fourteen", matter, "minor", end=REFUSED, book=True),
        trip("three reasons", matter, "worker", {"married": "no", "in_hospital": "no", "registered": "yes"}, end=NOT_HERE),
    ]


def rent(_today: date) -> list[Trip]:
    matter, married = "housing_fund_rent_withdrawal", {"marriage": "married"}
    return [
        trip("single, too much at first", matter, "worker", answers={"amount": "1200"}, mistakes={"amount": "500000"}),
        trip(
            "married, by proof, oneself as spouse at first",
            matter,
            "worker",
            {**married, "cycle": "monthly", "promise.no_home": "no"},
            mistakes={"spouse_id_number": WORKER},
        ),
        trip(
            "married, papers at home",
            matter,
            "worker",
            {**married, "cycle": "quarterly"},
            own=["marriage_certificate"],
            defer=["lease", "spouse_authorisation"],
        ),
        trip(
            "divorced, the land register is wrong, the lease from the phone",
            matter,
            "worker",
            {"marriage": "divorced", "promise.no_home": "no"},
            own=["no_home_proof"],
            phone=["lease"],
        ),
        trip("widowed", matter, "worker", {"marriage": "widowed"}, defer=["lease"]),
        trip("paid too short and has a home", matter, "worker", {"paid": "no", "own_home": "yes"}, end=NOT_HERE),
    ]


TRIPS: dict[str, Callable[[date], list[Trip]]] = {
    "social_insurance_certificate_print": social_insurance,
    "property_record_query": property_record,
    "residence_permit_endorsement": residence_permit,
    "senior_card_application": senior_card,
    "individual_business_registration": business,
    "newborn_one_thing": newborn,
    "housing_fund_rent_withdrawal": rent,
}
"""By the name of the matter's file."""
