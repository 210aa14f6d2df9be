"""住房公积金租房提取: alone or married, by promise or proof, within the rent and the quota."""

from __future__ import annotations

import pytest

from kiosk.journey import Step
from tests.journey.branches import missed
from tests.journey.people import RENT, WORKER, matter
from tests.journey.walk import Scenario, walk

MONEY = {"monthly_rent": "2000", "months": "3", "amount": "6000"}
MARRIED = {**MONEY, "marriage": "married"}
DONE = [
    Scenario("single, by promise", answers=MONEY),
    Scenario("single, by proof", answers=MONEY, promises={"no_home": False}),
    Scenario(
        "single, land register is wrong",
        answers={**MONEY, "marriage": "divorced"},
        promises={"no_home": False},
        own=frozenset({"no_home_proof"}),
    ),
    Scenario("married", answers={**MARRIED, "monthly_rent": "3000", "amount": "9000", "cycle": "monthly"}),
    Scenario("married, certificate's data are wrong", answers=MARRIED, own=frozenset({"marriage_certificate"})),
    Scenario("married, papers at home", answers={**MARRIED, "cycle": "quarterly"}, defer=frozenset({"lease", "spouse_authorisation"})),
    Scenario("widowed", answers={**MONEY, "marriage": "widowed"}, defer=frozenset({"lease"})),
]
ELSEWHERE = [
    (Scenario("paid too short", precheck={"paid": False}), 1),
    (Scenario("has a home", precheck={"own_home": True}), 1),
    (Scenario("both", precheck={"paid": False, "own_home": True}), 2),
]
STOPPED = [
    (Scenario("more than the rent", answers={**MONEY, "monthly_rent": "1999"}), ["提取的钱不能超过每月租金乘以月数，请改少一点"]),
    (
        Scenario("more than the quota alone", answers={**MONEY, "monthly_rent": "5000", "amount": "6000.01"}),
        ["每月最多提 2000 元，夫妻一起 3000 元，请改少一点"],
    ),
    (
        Scenario("more than the quota together", answers={**MARRIED, "monthly_rent": "5000", "amount": "9000.01"}),
        ["每月最多提 2000 元，夫妻一起 3000 元，请改少一点"],
    ),
    (Scenario("thirteen months", answers={**MONEY, "months": "13"}), ["这次提取几个月的不能超过 12 个月"]),
    (Scenario("oneself as spouse", answers={**MARRIED, "spouse_id_number": WORKER.number}), ["这里填配偶的身份证号，不是您自己的"]),
    (
        Scenario("a card that does not add up", answers={**MONEY, "bank_card": "6222020000000000001"}),
        ["收款银行卡号对不上，请照着银行卡再核一遍"],
    ),
]


@pytest.mark.parametrize("scenario", DONE, ids=str)
def test_the_rent_is_withdrawn(scenario: Scenario) -> None:
    walked = walk(matter(RENT), scenario)
    assert walked.say == ()
    assert walked.owed == set(scenario.defer)
    assert walked.case["values"]["amount"] == int(float(scenario.answers["amount"]) * 100)


def test_a_promise_takes_the_place_of_the_land_registers_answer() -> None:
    promised, proved = walk(matter(RENT), DONE[0]), walk(matter(RENT), DONE[1])
    assert "no_home_proof" not in promised.materials
    assert [item["agreed"] for item in promised.case["commitments"]] == [True]
    made = {item["id"]: item for item in proved.case["materials"]}
    assert made["no_home_proof"]["exempt_via"] == "不动产登记"
    own = {item["id"]: item for item in walk(matter(RENT), DONE[2]).case["materials"]}
    assert (own["no_home_proof"]["own_prevails"], own["no_home_proof"]["pages"]) == (True, 1)


@pytest.mark.parametrize(("number", "married"), [(0, False), (2, False), (3, True), (6, False)])
def test_a_spouse_is_asked_for_and_agrees_only_where_there_is_one(number: int, married: bool) -> None:
    walked = walk(matter(RENT), DONE[number])
    assert ({"spouse_name", "spouse_id_number"} <= walked.shown) is married
    assert ({"marriage_certificate", "spouse_authorisation"} <= walked.materials) is married


def test_what_is_at_home_is_owed_within_five_working_days() -> None:
    walked = walk(matter(RENT), DONE[5])
    assert {item.deferrable.working_days for item in matter(RENT).materials if item.id in walked.owed and item.deferrable} == {5}
    assert Step.COMMITMENT in {place.step for place in walked.places}


@pytest.mark.parametrize(("number", "quota"), [(0, "6000"), (3, "9000")])
def test_the_quota_follows_the_household(number: int, quota: str) -> None:
    assert walk(matter(RENT), DONE[number]).computed["quota"] == quota


@pytest.mark.parametrize(("scenario", "reasons"), ELSEWHERE, ids=str)
def test_who_cannot_withdraw_is_told_everything_before_the_card(scenario: Scenario, reasons: int) -> None:
    walked = walk(matter(RENT), scenario)
    assert walked.end is Step.HAND_OFF
    assert walked.visit.present is None
    assert len(walked.say) == reasons


@pytest.mark.parametrize(("scenario", "say"), STOPPED, ids=str)
def test_what_is_wrong_is_told_with_what_to_do(scenario: Scenario, say: list[str]) -> None:
    assert list(walk(matter(RENT), scenario).say) == say


def test_every_branch_was_reached() -> None:
    assert missed(matter(RENT), [*DONE, *(scenario for scenario, _ in (*ELSEWHERE, *STOPPED))]) == []
