"""新生儿出生“一件事”: one form for up to six matters, what is wanted and no more, each behind what must be decided first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from kiosk import journey
from kiosk.journey import Step
from tests.journey.branches import missed
from tests.journey.people import TODAY, WORKER, matter, person
from tests.journey.walk import Scenario, walk

CODE = "11330299MB000002X54332023001000"
FATHER = replace(WORKER, sex="男")
YOUNG = person(date(2009, 6, 1), "330299200906010030")
CHILD = {"surname": "测", "child_name": "测小样", "other_name": "测试丁"}
ALL = {**CHILD, "wants_card": "yes", "reimburse": "yes"}
DONE = [
    Scenario("everything, by the mother", answers=ALL),
    Scenario("as little as may be", answers=CHILD, left_out=frozenset({"insurance", "vaccination"})),
    Scenario(
        "by the father",
        FATHER,
        {**ALL, "role": "father", "other_phone": "13900000000", "child_sex": "female", "settle_with": "father", "blood_type": "a"},
    ),
    Scenario(
        "certificate in hand",
        answers={**CHILD, "has_certificate": "yes", "certificate_no": "Z330000001", "blood_type": "b", "multiple": "yes"},
    ),
    Scenario(
        "papers at home",
        answers={**ALL, "delivery": "collect", "blood_type": "ab"},
        defer=frozenset({"other_consent", "baby_photo", "bank_card_copy"}),
    ),
    Scenario(
        "all shared data wrong",
        answers={**CHILD, "blood_type": "o"},
        own=frozenset({"other_card", "household_book", "marriage_certificate"}),
    ),
    Scenario("born today", answers={**CHILD, "born_on": "20261121"}),
    Scenario("a year tomorrow", answers={**CHILD, "born_on": "20251122"}),
]
REFUSED = [Scenario("a parent of seventeen", YOUNG)]
ELSEWHERE = [
    Scenario("not married", precheck={"married": False}),
    Scenario("born at home", precheck={"in_hospital": False}),
    Scenario("registered already", precheck={"registered": True}),
]
STOPPED = [
    (Scenario("another surname in front", answers={**CHILD, "child_name": "小样"}), "姓名要从姓开始写，姓后面至少还有一个字"),
    (Scenario("a surname alone", answers={"surname": "测试", "child_name": "测试"}), "姓名要从姓开始写，姓后面至少还有一个字"),
    (Scenario("seven characters", answers={"surname": "测", "child_name": "测一二三四五六"}), "宝宝的姓名最多写 6 个字，现在是 7 个"),
    (Scenario("born tomorrow", answers={**CHILD, "born_on": "20261122"}), "出生日期在今天以后，请再看看"),
    (Scenario("a year old today", answers={**CHILD, "born_on": "20251121"}), "满一周岁的，请到公安户籍窗口补办出生登记"),
    (Scenario("a mother as father", answers={**CHILD, "role": "father"}), "和身份证上的性别对不上，请再选一次"),
    (Scenario("a father as mother", FATHER, CHILD), "和身份证上的性别对不上，请再选一次"),
    (Scenario("oneself as the other", answers={**CHILD, "other_number": WORKER.number}), "这里填另一方家长的，不是您自己的"),
    (
        Scenario("the surname of neither", answers={"surname": "样", "child_name": "样小测", "other_name": "合成丁"}),
        "宝宝的姓和父母都不一样。随别的姓，请到户籍窗口办",
    ),
    (Scenario("a father without the mother's phone", FATHER, {**CHILD, "role": "father"}), "请填写手机号"),
    (Scenario("too light", answers={**CHILD, "weight": "299"}), "体重不能少于 300 克"),
    (Scenario("too heavy", answers={**CHILD, "weight": "7001"}), "体重不能超过 7000 克"),
    (Scenario("hour twenty-four", answers={**CHILD, "born_hour": "24"}), "几点（24 小时）不能超过 23 点"),
    (
        Scenario("no consent to the child's data", answers=CHILD, promises={"child_data": False}),
        "不同意承诺，这件事在这里办不了；可以到窗口问一问",
    ),
]
BODY = {"weight": "3200", "height": "50", "birth_order": "1"}


@cache
def born(scenario: Scenario) -> Scenario:
    """With what every child has."""
    return replace(scenario, answers={**BODY, **scenario.answers})


@pytest.mark.parametrize("scenario", DONE, ids=str)
def test_a_child_is_registered_once_for_all(scenario: Scenario) -> None:
    walked = walk(matter(CODE), born(scenario))
    assert walked.say == ()
    assert walked.owed == set(scenario.defer)
    case = walked.case
    assert case["package"]["lead"] == "区卫健局"
    assert [item["id"] for item in case["package"]["children"]] == walked.children
    assert [item["agreed"] for item in case["commitments"]] == [True]


@pytest.mark.parametrize(
    ("number", "children"),
    [
        (0, ["birth_certificate", "hukou", "insurance", "social_card", "vaccination", "reimbursement"]),
        (1, ["birth_certificate", "hukou"]),
        (3, ["hukou", "insurance", "vaccination"]),
    ],
)
def test_only_what_is_wanted_and_still_missing_is_applied_for(number: int, children: list[str]) -> None:
    assert walk(matter(CODE), born(DONE[number])).children == children


def test_each_child_comes_behind_what_must_be_decided_first() -> None:
    walked = walk(matter(CODE), born(DONE[0]))
    before = {item["id"]: item["after"] for item in walked.case["package"]["children"]}
    for position, name in enumerate(walked.children):
        assert set(before[name]) <= set(walked.children[:position]), name


@pytest.mark.parametrize(
    ("number", "papers"),
    [(0, {"baby_photo", "bank_card_copy"}), (1, set()), (3, {"birth_certificate"})],
)
def test_each_child_brings_its_own_papers(number: int, papers: set[str]) -> None:
    walked = walk(matter(CODE), born(DONE[number]))
    assert walked.materials & {"birth_certificate", "baby_photo", "bank_card_copy"} == papers


def test_a_photo_or_an_account_is_not_asked_of_who_needs_none() -> None:
    assert "bank_card" not in walk(matter(CODE), born(DONE[1])).shown
    assert walk(matter(CODE), born(DONE[0])).case["values"]["bank_card"]


def test_one_parent_comes_and_the_other_is_looked_up() -> None:
    made = {item["id"]: item for item in walk(matter(CODE), born(DONE[0])).case["materials"]}
    assert {name for name, item in made.items() if item["exempt_via"]} == {"other_card", "household_book", "marriage_certificate"}
    own = {item["id"]: item for item in walk(matter(CODE), born(DONE[5])).case["materials"]}
    assert {name for name, item in own.items() if item["own_prevails"]} == {"other_card", "household_book", "marriage_certificate"}


def test_twins_are_two_visits_and_the_second_asks_little() -> None:
    first = walk(matter(CODE), born(DONE[0])).visit
    carried = journey.carry(first, TODAY)
    assert carried is not None
    second = journey.begin(matter(CODE), carried)
    for _ in range(4):
        asked = second.place.item
        second = journey.answer(second, asked, asked != "registered") if second.place.step is Step.PRECHECK else second
        second = journey.forward(second, TODAY)
    assert second.place.step is Step.FORM, "no card is read again"
    assert (second.entries["phone"], second.entries["home"]) == (first.entries["phone"], first.entries["home"])


@pytest.mark.parametrize("scenario", REFUSED, ids=str)
def test_a_parent_under_age_is_sent_to_a_window_before_the_form(scenario: Scenario) -> None:
    assert walk(matter(CODE), scenario).end is Step.REFUSED


@pytest.mark.parametrize("scenario", ELSEWHERE, ids=str)
def test_what_a_window_must_look_at_is_handed_off_before_the_card(scenario: Scenario) -> None:
    walked = walk(matter(CODE), scenario)
    assert walked.end is Step.HAND_OFF
    assert len(walked.say) == 1
    assert walked.visit.present is None


@pytest.mark.parametrize(("scenario", "say"), STOPPED, ids=str)
def test_what_is_wrong_is_told_with_what_to_do(scenario: Scenario, say: str) -> None:
    assert say in walk(matter(CODE), born(scenario)).say


def test_every_branch_was_reached() -> None:
    scenarios = [*DONE, *REFUSED, *ELSEWHERE, *(scenario for scenario, _ in STOPPED)]
    assert missed(matter(CODE), map(born, scenarios)) == []
