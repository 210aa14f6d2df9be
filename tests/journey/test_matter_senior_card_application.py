"""老年人优待证申领: from sixty on, in person or through somebody who brings an authorisation; nobody is kept by a photo they do not have."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.journey import Acting, Step
from tests.journey.branches import missed
from tests.journey.people import SENIOR, WORKER, matter, person
from tests.journey.walk import OLD, PRINCIPAL, Scenario, walk

SIXTY = person(date(1966, 11, 21))
HERE = {"hukou_local": "yes"}
HEALTH = {**HERE, "print_health": "yes"}
DONE = [
    Scenario("seventy and over, from here", person(), HERE),
    Scenario("sixty today, from elsewhere", SIXTY, {"hukou_local": "no", "permit_since": "202605"}),
    Scenario("the card's photo", person(), {**HERE, "photo_from": "id_card", "print_health": "no"}),
    Scenario("photo later", person(), HERE, defer=frozenset({"portrait"})),
    Scenario("fetched from the hall", person(), {**HERE, "delivery": "collect"}),
    Scenario("fetched in the community", person(), {**HERE, "delivery": "collect", "collect_at": "community"}),
    Scenario("eighty, a child to call", OLD, {**HERE, "contact_phone": "13900000000"}),
    Scenario("eighty, a spouse to call", OLD, {**HERE, "contact_phone": "13900000000", "contact_relation": "spouse"}),
    Scenario("eighty, a relative to call", OLD, {**HERE, "contact_phone": "13900000000", "contact_relation": "relative"}),
    Scenario("eighty, a neighbour to call", OLD, {**HERE, "contact_phone": "13900000000", "contact_relation": "neighbour"}),
    Scenario("blood A", person(), {**HEALTH, "blood_type": "a", "conditions": "hypertension,heart,diabetes,stroke,asthma"}),
    Scenario("blood B", person(), {**HEALTH, "blood_type": "b"}),
    Scenario("blood AB", person(), {**HEALTH, "blood_type": "ab"}),
    Scenario("blood O", person(), {**HEALTH, "blood_type": "o"}),
    Scenario("nothing to print after all", person(), HEALTH),
    Scenario("permit's data are wrong", SIXTY, {"hukou_local": "no", "permit_since": "202601"}, own=frozenset({"residence_permit"})),
    Scenario("through a child", WORKER, HERE, acting=Acting.AGENT),
    Scenario("through the community", WORKER, {**HERE, "principal.relation": "community"}, acting=Acting.AGENT, principal=person()),
    Scenario("through a spouse", WORKER, {**HERE, "principal.relation": "spouse"}, acting=Acting.AGENT),
    Scenario("through a relative", WORKER, {**HERE, "principal.relation": "relative"}, acting=Acting.AGENT),
]
REFUSED = [
    Scenario("a day too young", person(date(1966, 11, 22))),
    Scenario("through a child, too young", WORKER, {"principal.number": "330299199105080028"}, acting=Acting.AGENT),
]
STOPPED = [
    (Scenario("elsewhere, permit too new", SIXTY, {"hukou_local": "no", "permit_since": "202606"}), "居住证满 6 个月才能办，请满了再来"),
    (Scenario("eighty, no one else to call", OLD, {**HERE, "contact_phone": "13800000000"}), "请填另一个人的手机号，不能和您的一样"),
    (Scenario("a number of nobody", person(), {"phone": "12345"}), "手机号是 1 开头的 11 位数字，请再看看"),
    (
        Scenario("for oneself as somebody else", WORKER, {"principal.number": WORKER.number}, acting=Acting.AGENT),
        "这里填被代办人的身份证号，不是您自己的",
    ),
]


@pytest.mark.parametrize("scenario", DONE, ids=str)
def test_an_elderly_person_gets_the_card(scenario: Scenario) -> None:
    walked = walk(matter(SENIOR), scenario)
    assert walked.say == ()
    assert walked.owed == set(scenario.defer)
    assert walked.case["delivery"] == scenario.answers.get("delivery", "courier")


@pytest.mark.parametrize("scenario", REFUSED, ids=str)
def test_who_is_too_young_is_told_before_any_form(scenario: Scenario) -> None:
    walked = walk(matter(SENIOR), scenario)
    assert walked.end is Step.REFUSED
    assert walked.say[0].startswith("满 60 周岁才能办")
    assert Step.FORM not in {place.step for place in walked.places}


@pytest.mark.parametrize(("scenario", "say"), STOPPED, ids=str)
def test_what_is_wrong_is_told_with_what_to_do(scenario: Scenario, say: str) -> None:
    assert walk(matter(SENIOR), scenario).say == (say,)


@pytest.mark.parametrize(("number", "asked"), [(0, False), (1, True), (15, True)])
def test_a_residence_permit_only_from_elsewhere_and_by_shared_data(number: int, asked: bool) -> None:
    walked = walk(matter(SENIOR), DONE[number])
    assert ("residence_permit" in walked.materials) is asked
    assert ("permit_since" in walked.shown) is asked


def test_the_cards_photo_spares_taking_one() -> None:
    assert "portrait" not in walk(matter(SENIOR), DONE[2]).materials
    assert "portrait" in walk(matter(SENIOR), DONE[0]).materials


def test_health_is_asked_only_of_who_wants_it_printed() -> None:
    assert not {"blood_type", "conditions"} & walk(matter(SENIOR), DONE[0]).shown
    assert walk(matter(SENIOR), DONE[10]).case["values"]["conditions"] == ["hypertension", "heart", "diabetes", "stroke", "asthma"]


def test_a_second_contact_from_eighty_on() -> None:
    asked = {"contact_name", "contact_relation", "contact_phone"}
    assert not asked & walk(matter(SENIOR), DONE[0]).shown
    assert asked <= walk(matter(SENIOR), DONE[6]).shown


def test_an_agent_shows_their_own_card_and_brings_an_authorisation() -> None:
    told, read = walk(matter(SENIOR), DONE[16]).case, walk(matter(SENIOR), DONE[17]).case
    assert told["agent"]["number"] == WORKER.number
    assert told["applicant"]["number"] == PRINCIPAL["principal.number"]
    assert (told["verify_later"], read["verify_later"]) == (True, False)
    assert (read["agent"]["relation"], read["agent"]["relation_label"]) == ("community", "社区或村干部")
    made = {item["id"]: item for item in told["materials"]}
    assert made["authorisation"]["pages"] == 1
    assert "agent_card" in made
    assert "authorisation" not in walk(matter(SENIOR), DONE[0]).materials


@pytest.mark.parametrize(("number", "grade"), [(0, "60 至 69 周岁"), (6, "70 周岁以上")])
def test_the_grade_follows_the_age(number: int, grade: str) -> None:
    assert walk(matter(SENIOR), DONE[number]).computed["card_grade"] == grade


def test_every_branch_was_reached() -> None:
    assert missed(matter(SENIOR), [*DONE, *REFUSED, *(scenario for scenario, _ in STOPPED)]) == []
