"""不动产登记信息查询: one's own records only, with a purpose, and for that purpose only."""

from __future__ import annotations

import pytest

from kiosk import journey, proving
from kiosk.face.proof import ProofWay
from kiosk.journey import Acting, Step
from tests.journey.branches import missed
from tests.journey.people import matter
from tests.journey.walk import Scenario, walk

CODE = "12330299MB000008X84332015002000"
FOUND = [
    Scenario("all that is mine"),
    Scenario("one by its address", answers={"query_kind": "place", "purpose": "loan", "address": "测试路 1 号 2 幢", "copies": "3"}),
    Scenario(
        "one by its certificate",
        answers={
            "query_kind": "place",
            "find_by": "certificate",
            "certificate_no": "0012345",
            "purpose": "school",
            "delivery": "electronic",
        },
    ),
    Scenario("that there is none", answers={"query_kind": "no_home", "purpose": "fund"}, prove=ProofWay.SMS_CODE),
    Scenario("for a court, a photo nobody can open", answers={"purpose": "court"}, photo=False),
    Scenario("for something else", answers={"purpose": "other", "purpose_text": "办居住证"}),
]
ELSEWHERE = [
    (Scenario("somebody else's home", precheck={"interested": True}), "查别人的房子"),
    (Scenario("for somebody else", acting=Acting.AGENT), "替别人查"),
]
NOT_SEEN = [
    Scenario("neither face nor phone", prove=ProofWay.WINDOW),
    Scenario("neither a photo that opens nor a phone", prove=ProofWay.WINDOW, photo=False),
]
STOPPED = [
    (Scenario("a purpose without words", answers={"purpose": "other", "purpose_text": ""}), ("请填写其他用途是什么",)),
    (Scenario("another use is not excluded", answers={"use_only": "no"}), ("读完后，请点一下“查到的结果只用在这件事上”前面的方框",)),
    (Scenario("four copies", answers={"copies": "4"}), ("打印几份不能超过 3 份",)),
    (Scenario("a province only", answers={"area": "330000"}), ("查哪个区县还没选完，请选到最后一级",)),
]


@pytest.mark.parametrize("scenario", FOUND, ids=str)
def test_ones_own_records_are_asked_for(scenario: Scenario) -> None:
    walked = walk(matter(CODE), scenario)
    assert walked.say == ()
    assert walked.case["values"]["use_only"] is True
    assert walked.materials == {"id_card"}


@pytest.mark.parametrize(("number", "way"), [(0, "face"), (3, "sms_code"), (4, "sms_code")])
def test_it_is_shown_who_stands_there_before_anything_is_asked(number: int, way: str) -> None:
    walked = walk(matter(CODE), FOUND[number])
    assert ("proof", way) in walked.reached
    assert walked.case["identity_proof"]["way"] == way
    steps = [place.step for place in walked.places]
    assert (
        steps.index(Step.IDENTIFY) < max(steps.index(step) for step in steps if step in (Step.FACE, Step.SMS_CODE)) < steps.index(Step.FORM)
    )


@pytest.mark.parametrize("scenario", NOT_SEEN, ids=str)
def test_who_shows_neither_face_nor_code_is_handed_off_and_gets_no_paper_here(scenario: Scenario) -> None:
    walked = walk(matter(CODE), scenario)
    assert walked.end is Step.HAND_OFF
    assert walked.say == ("这件事当场就拿结果，要先看到您本人，请到窗口办",)
    assert not {Step.FORM, Step.SLOT} & {place.step for place in walked.places}
    back = journey.back(walked.visit, walked.today)
    assert back is not None
    assert back.place.step is Step.PROVE, "the phone may be found yet"
    assert journey.forward(proving.choose(back, ProofWay.SMS_CODE), walked.today).place.step is Step.SMS_CODE


def test_the_place_is_asked_for_only_where_one_place_is_looked_for() -> None:
    assert {"address"} == walk(matter(CODE), FOUND[1]).shown & {"address", "certificate_no"}
    assert {"certificate_no"} == walk(matter(CODE), FOUND[2]).shown & {"address", "certificate_no"}
    assert not {"find_by", "address", "certificate_no"} & walk(matter(CODE), FOUND[3]).shown


@pytest.mark.parametrize(("scenario", "say"), ELSEWHERE, ids=str)
def test_what_a_window_has_to_look_at_is_handed_off_before_the_card(scenario: Scenario, say: str) -> None:
    walked = walk(matter(CODE), scenario)
    assert walked.end is Step.HAND_OFF
    assert walked.visit.present is None
    assert all(sentence.startswith(say) for sentence in walked.say)


@pytest.mark.parametrize(("scenario", "say"), STOPPED, ids=str)
def test_what_is_not_whole_is_told(scenario: Scenario, say: tuple[str, ...]) -> None:
    assert walk(matter(CODE), scenario).say == say


def test_every_branch_was_reached() -> None:
    assert missed(matter(CODE), [*FOUND, *NOT_SEEN, *(scenario for scenario, _ in (*ELSEWHERE, *STOPPED))]) == []
