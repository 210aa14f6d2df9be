"""居住证签注: once a year, in the month before it ends, later with its consequence; who moved is looked up, or goes to a window."""

from __future__ import annotations

import pytest

from kiosk.journey import Acting, Step
from tests.journey.branches import missed
from tests.journey.people import WORKER, matter
from tests.journey.rich import CHILD
from tests.journey.walk import Scenario, walk

CODE = "11330299MB000001X44330709001001"
IN_TIME = {"valid_to": "20261215"}
DONE = [
    Scenario("in time", answers=IN_TIME),
    Scenario("on its last day", answers={"valid_to": "20261121", "live_proof_type": "owned", "tel": "0574-12345"}),
    Scenario("a month before, to the day", answers={"valid_to": "20261221", "live_proof_type": "bought"}),
    Scenario("late", answers={"valid_to": "20261120", "live_proof_type": "dormitory"}),
    Scenario("moved, with work", answers={**IN_TIME, "address_changed": "yes", "live_reason": "work"}),
    Scenario("moved, to live", answers={**IN_TIME, "address_changed": "yes", "live_reason": "living"}),
    Scenario("moved, to study", answers={**IN_TIME, "address_changed": "yes", "live_reason": "study"}),
    Scenario(
        "moved, employer's data are wrong",
        answers={**IN_TIME, "address_changed": "yes", "live_reason": "work"},
        own=frozenset({"work_proof"}),
    ),
    Scenario(
        "moved, lease's data are wrong",
        answers={**IN_TIME, "address_changed": "yes", "live_reason": "living"},
        own=frozenset({"housing_proof"}),
    ),
    Scenario(
        "moved, school's data are wrong",
        answers={**IN_TIME, "address_changed": "yes", "live_reason": "study"},
        own=frozenset({"study_proof"}),
    ),
    Scenario("a child", who=CHILD, answers=IN_TIME),
]
ELSEWHERE = [
    (Scenario("none yet", precheck={"no_permit": False}), ["没有居住证的要先申领"]),
    (Scenario("unreadable", precheck={"unreadable": True}), ["证坏了要换领"]),
    (Scenario("moved without any data", precheck={"unproved": True}), ["这种情况要看纸质证明"]),
    (Scenario("two reasons", precheck={"unreadable": True, "unproved": True}), ["证坏了要换领", "这种情况要看纸质证明"]),
    (Scenario("for somebody else", acting=Acting.AGENT), ["这里只给本人签注"]),
]
STOPPED = [
    (Scenario("too early by a day", answers={"valid_to": "20261222"}), "还没到签注的时候：有效期前一个月内再来，现在不用办"),
    (
        Scenario("another's permit", answers={**IN_TIME, "permit_no": "330299199105080028"}),
        "居住证号和刚读的身份证号不一样，请照着居住证再核一遍",
    ),
    (
        Scenario("late and not aware of it", answers={"valid_to": "20261120", "late_known": "no"}),
        "读完后，请点一下“我知道：逾期补签，居住年限重新算”前面的方框",
    ),
    (Scenario("a child's own card as guardian's", who=CHILD, guardian=CHILD, answers=IN_TIME), "这是孩子自己的证件，请放监护人的身份证"),
]


@pytest.mark.parametrize("scenario", DONE, ids=str)
def test_a_permit_is_endorsed(scenario: Scenario) -> None:
    walked = walk(matter(CODE), scenario)
    assert walked.say == ()
    assert walked.case["values"]["permit_no"] == scenario.who.number
    assert walked.owed == set(), "an instant matter owes nothing"


@pytest.mark.parametrize(("number", "how"), [(0, "按时签注"), (1, "按时签注"), (2, "按时签注"), (3, "逾期补办")])
def test_late_is_late_from_the_day_after_and_warned_of(number: int, how: str) -> None:
    walked = walk(matter(CODE), DONE[number])
    assert walked.computed == {"endorsement": how}
    assert ("late_known" in walked.shown) is (how == "逾期补办")


@pytest.mark.parametrize(("number", "proofs"), [(0, set()), (4, {"work_proof"}), (5, {"housing_proof"}), (6, {"study_proof"})])
def test_only_who_moved_proves_where_and_by_shared_data(number: int, proofs: set[str]) -> None:
    walked = walk(matter(CODE), DONE[number])
    assert walked.materials - {"id_card", "permit"} == proofs
    made = {item["id"]: item for item in walked.case["materials"]}
    assert all(made[name]["exempt_via"] and not made[name]["pages"] for name in proofs)


def test_wrong_shared_data_are_replaced_by_ones_own_paper() -> None:
    made = {item["id"]: item for item in walk(matter(CODE), DONE[7]).case["materials"]}
    assert (made["work_proof"]["own_prevails"], made["work_proof"]["pages"]) == (True, 1)


def test_a_child_comes_with_a_guardian() -> None:
    case = walk(matter(CODE), DONE[10]).case
    assert case["guardian"]["number"] == WORKER.number
    assert [item["purpose"] for item in case["consents"]] == ["guardian_consent"]


@pytest.mark.parametrize(("scenario", "say"), ELSEWHERE, ids=str)
def test_who_cannot_have_it_here_is_told_everything_before_the_card(scenario: Scenario, say: list[str]) -> None:
    walked = walk(matter(CODE), scenario)
    assert walked.end is Step.HAND_OFF
    assert walked.visit.present is None
    assert [sentence.startswith(begin) for sentence, begin in zip(walked.say, say, strict=True)] == [True] * len(say)


@pytest.mark.parametrize(("scenario", "say"), STOPPED, ids=str)
def test_what_is_wrong_is_told_with_what_to_do(scenario: Scenario, say: str) -> None:
    assert say in walk(matter(CODE), scenario).say


def test_every_branch_was_reached() -> None:
    assert missed(matter(CODE), [*DONE, *(scenario for scenario, _ in (*ELSEWHERE, *STOPPED))]) == []
