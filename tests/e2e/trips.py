"""Where the robot citizen goes so that every branch of every default matter is gone through: one list of visits for each matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from devices.simulators.cards import CARDS
from kiosk.errands import Errand
from tests.journey.errand_walk import DOWN, REFUSE, Trip

NOT_HERE, REFUSED, NOT_OFFERED = "hand_off", "refused", "not_offered"
WORKER, ELDERLY = CARDS["worker"].number, CARDS["elderly"].number


def month(day: date, ahead: int) -> str:
    """The month so many months ahead, as it is typed."""
    count = day.year * 12 + day.month - 1 + ahead
    return f"{count // 12:04d}{count % 12 + 1:02d}"


def number(birth: date) -> str:
    """The number of a synthetic person of that day."""
    body = f"330299{birth:%Y%m%d}008"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def years_ago(today: date, years: int) -> date:
    """A day in the middle of a month so many years ago, passed already this year."""
    return date(today.year - years, 1, 1)


def trip(name: str, matter: str, person: str, answers: dict[str, str] | None = None, *, fault: str = "", **more: Any) -> Trip:
    """One visit; a page of each paper is enough."""
    return Trip(name, Errand(matter, person=person, answers=answers or {}, pages=1, **more), fault)


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


def business(today: date) -> list[Trip]:
    matter = "individual_business_registration"
    old, young = number(years_ago(today, 40)), number(years_ago(today, 17))
    plain_goods = "daily,clothes,hardware,fruit,vegetables,packed_food,flowers,online_sales"
    licensed_goods = ",".join(f"licence_first_{name}" for name in ("tobacco", "medicine", "food", "fireworks"))
    plain_trades = "repair,laundry,hair,photo,housework,design,consult"
    licensed_trades = ",".join(f"licence_first_{name}" for name in ("catering", "lodging", "beauty", "bath", "internet"))
    for_other = {"principal.number": old, "licence_copies": "1"}
    family = {"composition": "family", "members.0.number": number(years_ago(today, 60)), "members.0.relation": "parent"}
    return [
        trip(
            "by a spouse for somebody of seventeen, all common goods",
            matter,
            "worker",
            {
                "principal.number": young,
                "name_form": "店",
                "name_brand": "b2",
                "goods": plain_goods,
                "delivery": "collect",
                "education": "junior",
                "political_status": "masses",
                "licence_copies": "1",
            },
            acting="agent",
        ),
        trip(
            "by a parent for a family, licensed goods, two members with one number at first",
            matter,
            "worker",
            {
                **for_other,
                **family,
                "principal.relation": "parent",
                "name_form": "馆",
                "name_brand": "b2",
                "members.1.number": number(years_ago(today, 38)),
                "members.1.relation": "spouse",
                "members.2.number": number(years_ago(today, 15)),
                "members.2.relation": "child",
                "members.3.number": number(years_ago(today, 36)),
                "members.3.relation": "sibling",
                "place_right": "rent",
                "goods": licensed_goods,
                "liaison_self": "no",
                "delivery": "courier",
                "education": "senior",
                "political_status": "league",
            },
            acting="agent",
            rows=4,
            defer=["members_cards"],
            mistakes={"members.1.number": number(years_ago(today, 60)), "liaison_number": old},
        ),
        trip(
            "by a child, online, promised, the place's name again at first",
            matter,
            "worker",
            {
                **for_other,
                "principal.relation": "child",
                "name_form": "部",
                "name_region": "a1",
                "name_brand": "b2",
                "place_kind": "online",
                "place_right": "declared",
                "trades": plain_trades,
                "delivery": "electronic",
                "education": "college",
                "political_status": "party",
            },
            acting="agent",
            mistakes={"name_brand": "a1b2"},
        ),
        trip(
            "by an employee, not promised after all, licensed services, a company at first",
            matter,
            "worker",
            {
                **for_other,
                "principal.relation": "employee",
                "name_form": "行",
                "name_region": "c3",
                "name_brand": "b2",
                "place_right": "declared",
                "promise.place": "no",
                "trades": licensed_trades,
                "education": "university",
                "political_status": "other",
            },
            acting="agent",
            phone=["approval"],
            mistakes={"name_brand": "公司"},
        ),
        trip(
            "by an agency for a family, the operator among its members at first",
            matter,
            "worker",
            {
                **for_other,
                **family,
                "principal.relation": "agency",
                "name_form": "中心",
                "name_brand": "b2",
                "place_right": "free",
                "goods": "daily",
            },
            acting="agent",
            mistakes={"members.0.number": old},
        ),
        trip("oneself", matter, "worker", {"name_form": "厂", "name_brand": "b2", "goods": "daily", "licence_copies": "1"}),
        trip("without a name", matter, "worker", {"use_name": "no", "goods": "daily", "licence_copies": "1"}),
        trip("fourteen", matter, "minor", end=REFUSED),
        trip("an official who has a licence already", matter, "worker", {"official": "yes", "already": "yes"}, end=NOT_HERE),
        trip(
            "for somebody of seventeen who lives on the parents",
            matter,
            "worker",
            {"principal.number": young, "own_work": "no"},
            acting="agent",
            end=NOT_HERE,
            book=True,
        ),
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
