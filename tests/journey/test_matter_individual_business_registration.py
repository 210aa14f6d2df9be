"""个体工商户设立登记: alone or as a family, in a shop or online, by proof or by promise, and nothing licensed without its licence."""

from __future__ import annotations

from datetime import date

import pytest

from config.matter import Field
from kiosk.fields import several_entry
from kiosk.journey import Acting, Step
from tests.journey.branches import missed
from tests.journey.people import WORKER, matter, person
from tests.journey.walk import Scenario, walk

CODE = "11330299MB000005X84330131001000"
SEVENTEEN = person(date(2009, 6, 1), "330299200906010030")
FIFTEEN = person(date(2011, 6, 1), "330299201106010034")
GOODS = {"goods": "daily"}
NAMED = {
    **GOODS,
    "use_name": "yes",
    "name_region": "江北区",
    "name_brand": "样例",
    "name_industry": "小吃",
}
MEMBER = {"members.0.name": "测试甲", "members.0.number": "330299195801010025", "members.0.relation": "parent"}
FAMILY = {**GOODS, "composition": "family", **MEMBER}


def field_of(name: str) -> Field:
    return next(item for page in matter(CODE).form for item in page.fields if item.id == name)


def every(name: str, *, licensed: bool) -> str:
    """All answers that need a licence first, or all that need none."""
    return several_entry(option.value for option in field_of(name).options if option.value.startswith("licence_first_") is licensed)


NAMES = [
    Scenario(f"a name that ends in {option.value}", answers={**NAMED, "name_form": option.value})
    for option in field_of("name_form").options
]
PLAIN = Scenario("no name, a shop of one's own", answers=GOODS)
DONE = [
    *NAMES,
    PLAIN,
    Scenario("goods of every kind", answers={"goods": every("goods", licensed=False), "place_right": "rent"}),
    Scenario(
        "services of every kind",
        answers={"trades": every("trades", licensed=False), "place_right": "free", "delivery": "electronic", "licence_copies": "0"},
    ),
    Scenario(
        "a whole family",
        answers={
            **FAMILY,
            "members.1.name": "测试乙",
            "members.1.number": "330299199105080028",
            "members.1.relation": "spouse",
            "members.2.name": "测试丙",
            "members.2.number": "330299201206010037",
            "members.2.relation": "child",
            "members.3.name": "测试丁",
            "members.3.number": "330299199505050012",
            "members.3.relation": "sibling",
        },
    ),
    Scenario("a family, their cards at home", answers=FAMILY, defer=frozenset({"members_cards"})),
    Scenario("online", answers={**GOODS, "place_kind": "online", "online_shop": "样例平台：测试小店", "education": "junior"}),
    Scenario("promised", answers={**GOODS, "place_right": "declared", "education": "senior", "political_status": "masses"}),
    Scenario(
        "not promised after all",
        answers={**GOODS, "place_right": "declared", "education": "college", "political_status": "league"},
        promises={"place": False},
    ),
    Scenario("licensed goods", answers={"goods": every("goods", licensed=True), "approval_no": "JY-TEST-1", "political_status": "party"}),
    Scenario(
        "licensed services",
        answers={
            "trades": every("trades", licensed=True),
            "approval_no": "JY-TEST-2",
            "political_status": "other",
            "education": "university",
        },
    ),
    Scenario(
        "somebody else as liaison", answers={**GOODS, "liaison_self": "no", "capital": "50000", "staff_count": "2", "email": "a@b.test"}
    ),
    Scenario("liaison oneself", answers={**GOODS, "liaison_self": "yes", "delivery": "courier"}),
    Scenario("seventeen, on own work", SEVENTEEN, GOODS),
    Scenario("through an agent", WORKER, GOODS, acting=Acting.AGENT),
    *(
        Scenario(f"through the {relation}", WORKER, {**GOODS, "principal.relation": relation}, acting=Acting.AGENT)
        for relation in ("parent", "child", "employee", "agency")
    ),
]
REFUSED = [Scenario("fifteen", FIFTEEN)]
ELSEWHERE = [
    Scenario("an official", precheck={"official": True}),
    Scenario("seventeen, living on the parents", SEVENTEEN, precheck={"own_work": False}),
    Scenario("has a licence already", precheck={"already": True}),
]
STOPPED = [
    (Scenario("a company", answers={**NAMED, "name_industry": "贸易公司"}), "个体户的名称里不能有公司、企业、合作社，请改一改"),
    (Scenario("an enterprise", answers={**NAMED, "name_brand": "样例企业"}), "个体户的名称里不能有公司、企业、合作社，请改一改"),
    (Scenario("a cooperative", answers={**NAMED, "name_brand": "样例合作社"}), "个体户的名称里不能有公司、企业、合作社，请改一改"),
    (Scenario("the place again", answers={**NAMED, "name_brand": "江北区样例"}), "字号里不用再写地名，请只写店的名字"),
    (Scenario("one character", answers={**NAMED, "name_brand": "样"}), "字号至少写 2 个字"),
    (
        Scenario("the same person twice", answers={**FAMILY, "members.1.name": "测试乙", "members.1.number": "330299195801010025"}),
        "有两位家人的身份证号一样，请核对",
    ),
    (Scenario("oneself as family", answers={**FAMILY, "members.0.number": WORKER.number}), "这里填家人，不用填经营者自己"),
    (Scenario("nothing to do"), "请选择要做的服务"),
    (
        Scenario("licensed without a licence", answers={"trades": "licence_first_catering", "approval_no": ""}),
        "请填写许可证或批准文件的编号",
    ),
    (
        Scenario("oneself as another liaison", answers={**GOODS, "liaison_self": "no", "liaison_number": WORKER.number}),
        "联络员就是经营者本人的，上面选“是”就行",
    ),
    (Scenario("six copies", answers={**GOODS, "licence_copies": "6"}), "营业执照副本要几份不能超过 5 份"),
]


@pytest.mark.parametrize("scenario", DONE, ids=str)
def test_a_business_is_registered(scenario: Scenario) -> None:
    walked = walk(matter(CODE), scenario)
    assert walked.say == ()
    assert walked.owed == set(scenario.defer)
    assert walked.case["matter" if "matter" in walked.case else "values"]


@pytest.mark.parametrize("scenario", NAMES, ids=str)
def test_the_name_is_put_together_as_the_law_orders_it(scenario: Scenario) -> None:
    assert walk(matter(CODE), scenario).computed["full_name"] == f"江北区样例小吃{scenario.answers['name_form']}"


def test_without_a_name_the_operators_own_stands_for_it() -> None:
    walked = walk(matter(CODE), PLAIN)
    assert walked.computed["full_name"] == WORKER.name
    assert not {"name_brand", "name_form"} & walked.shown


def named(name: str) -> Scenario:
    return next(scenario for scenario in DONE if scenario.name == name)


def test_every_family_member_is_sent_and_shows_a_card() -> None:
    walked = walk(matter(CODE), named("a whole family"))
    assert [row["relation"] for row in walked.case["values"]["members"]] == ["parent", "spouse", "child", "sibling"]
    assert "members_cards" in walked.materials
    assert "members_cards" not in walk(matter(CODE), PLAIN).materials


@pytest.mark.parametrize(
    ("name", "needed"),
    [("licensed goods", True), ("licensed services", True), ("goods of every kind", False), ("services of every kind", False)],
)
def test_what_is_licensed_needs_the_licence_first(name: str, needed: bool) -> None:
    walked = walk(matter(CODE), named(name))
    assert ("approval" in walked.materials) is needed
    assert ("approval_no" in walked.shown) is needed


def test_a_promise_takes_the_place_of_the_proof_only_where_it_is_chosen_and_made() -> None:
    assert "place_proof" not in walk(matter(CODE), named("promised")).materials
    assert "place_proof" in walk(matter(CODE), named("not promised after all")).materials
    own = walk(matter(CODE), PLAIN)
    assert "place_proof" in own.materials
    assert own.case["commitments"] == []


def test_a_shop_online_gives_its_address_there() -> None:
    walked = walk(matter(CODE), named("online"))
    assert "business_place" not in walked.shown
    assert walked.case["values"]["online_shop"] == "样例平台：测试小店"


def test_an_agent_brings_an_authorisation() -> None:
    walked = walk(matter(CODE), named("through an agent"))
    assert {"authorisation", "agent_card"} <= walked.materials
    assert walked.case["agent"]["number"] == WORKER.number


@pytest.mark.parametrize("scenario", REFUSED, ids=str)
def test_who_is_too_young_is_refused_before_the_form(scenario: Scenario) -> None:
    walked = walk(matter(CODE), scenario)
    assert walked.end is Step.REFUSED
    assert Step.FORM not in {place.step for place in walked.places}


@pytest.mark.parametrize("scenario", ELSEWHERE, ids=str)
def test_who_cannot_register_here_is_told_before_the_form(scenario: Scenario) -> None:
    walked = walk(matter(CODE), scenario)
    assert walked.end is Step.HAND_OFF
    assert len(walked.say) == 1
    assert Step.FORM not in {place.step for place in walked.places}


def test_only_minors_are_asked_whether_they_live_on_their_own_work() -> None:
    assert ("exclusion", "own_work") in walk(matter(CODE), named("seventeen, on own work")).reached
    assert ("exclusion", "own_work") not in walk(matter(CODE), PLAIN).reached


@pytest.mark.parametrize(("scenario", "say"), STOPPED, ids=str)
def test_what_is_wrong_is_told_with_what_to_do(scenario: Scenario, say: str) -> None:
    assert say in walk(matter(CODE), scenario).say


def test_every_branch_was_reached() -> None:
    assert missed(matter(CODE), [*DONE, *REFUSED, *ELSEWHERE, *(scenario for scenario, _ in STOPPED)]) == []
