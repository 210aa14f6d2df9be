"""Every branch of opening a shop, which has the most of them."""

from __future__ import annotations

from datetime import date

from tests.e2e.trip_parts import NOT_HERE, REFUSED, number, trip, years_ago
from tests.journey.errand_walk import Trip


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
