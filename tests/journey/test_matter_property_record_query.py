"""不动产登记信息查询: one's own records only, with a purpose, and for that purpose only."""

from __future__ import annotations

import pytest

from kiosk.journey import Acting, Step
from tests.journey.people import matter
from tests.journey.walk import Scenario, missed, walk

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
    Scenario("that there is none", answers={"query_kind": "no_home", "purpose": "fund"}),
    Scenario("for a court", answers={"purpose": "court"}),
    Scenario("for something else", answers={"purpose": "other", "purpose_text": "办居住证"}),
]
ELSEWHERE = [
    (Scenario("somebody else's home", precheck={"interested": True}), "查别人的房子"),
    (Scenario("for somebody else", acting=Acting.AGENT), "替别人查"),
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
    assert missed(matter(CODE), [*FOUND, *(scenario for scenario, _ in (*ELSEWHERE, *STOPPED))]) == []
