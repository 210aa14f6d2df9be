"""社会保险参保缴费证明打印: every answer, and every period that cannot be printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.journey import Step
from tests.journey.branches import missed
from tests.journey.people import WORKER, matter
from tests.journey.walk import Scenario, walk

CODE = "12330299MB000006X64332014001000"
SPAN = {"period_from": "202201", "period_to": "202611"}

PRINTED = [
    Scenario("insured", answers={**SPAN, "insurance_types": "pension,unemployment,injury,medical,maternity", "copies": "5"}),
    Scenario("payments for a house", answers={**SPAN, "cert_type": "payments", "purpose": "house", "mask_id": "yes", "copies": "1"}),
    Scenario("rights for a school", answers={**SPAN, "cert_type": "rights", "purpose": "school", "mask_id": "no"}),
    Scenario("settling", answers={**SPAN, "purpose": "settle"}),
    Scenario("a loan, on the phone", answers={**SPAN, "purpose": "loan", "delivery": "electronic"}),
    Scenario("something else", answers={**SPAN, "purpose": "other"}),
    Scenario("sixty months exactly", answers={"period_from": "202112", "period_to": "202611"}),
    Scenario("by the social-security card", who=replace(WORKER, document_kind="social_security_card"), answers=SPAN),
    Scenario("one month", answers={"period_from": "202611", "period_to": "202611"}),
]
STOPPED = [
    (Scenario("the wrong way round", answers={"period_from": "202611", "period_to": "202610"}), "开始的月份在结束的后面，请把两个月份对调"),
    (Scenario("next month", answers={"period_from": "202611", "period_to": "202612"}), "最晚只能到这个月，请改早一点"),
    (
        Scenario("sixty-one months", answers={"period_from": "202111", "period_to": "202611"}),
        "一次最多打 5 年（60 个月）的，请分几次打",
    ),
    (Scenario("no copies", answers={**SPAN, "copies": "0"}), "打印几份不能少于 1 份"),
    (Scenario("six copies", answers={**SPAN, "copies": "6"}), "打印几份不能超过 5 份"),
    (Scenario("no month", answers={"period_from": "202613", "period_to": "202611"}), "从哪个月起请填 6 位数字，例如 202603"),
]


@pytest.mark.parametrize("scenario", PRINTED, ids=str)
def test_what_can_be_printed_is_asked_for(scenario: Scenario) -> None:
    walked = walk(matter(CODE), scenario)
    assert walked.say == ()
    assert walked.case["values"]["cert_type"] == scenario.answers.get("cert_type", "insured")
    assert walked.materials == {"id_card"}
    assert Step.MATERIALS not in {place.step for place in walked.places}, "nothing is handed in"


def test_copies_are_asked_for_only_on_paper() -> None:
    assert "copies" in walk(matter(CODE), PRINTED[0]).shown
    walked = walk(matter(CODE), PRINTED[4])
    assert "copies" not in walked.shown
    assert walked.case["delivery"] == "electronic"


@pytest.mark.parametrize(("scenario", "say"), STOPPED, ids=str)
def test_what_cannot_be_printed_is_told_with_what_to_do(scenario: Scenario, say: str) -> None:
    assert walk(matter(CODE), scenario).say == (say,)


def test_every_branch_was_reached() -> None:
    assert missed(matter(CODE), [*PRINTED, *(scenario for scenario, _ in STOPPED)]) == []
