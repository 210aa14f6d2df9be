"""What happens to a case after it arrived: reviewers, citizens, and the passing of days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hub import decisions, trail
from kiosk.hub.decisions import Owes
from kiosk.hub.lifecycle import PUBLIC, STEPS, Action, CaseStatus, StepError, after
from kiosk.hub.models_work import Decision, OwedItem
from kiosk.hub.problems import Problem
from tests.hub.support import Bench
from tests.queue.support import NAME

PDF = b"%PDF-1.7\n%synthetic\n"
PHOTO = {"material": "photo", "last_day": "2026-11-27", "consequence": "deemed_withdrawn"}
MATERIALS = [{"id": "photo", "name": "近期照片", "pages": 0}]


def _history(desk: Bench, case_no: str) -> list[Decision]:
    with desk.hub.database.reading() as session:
        return list(session.query(Decision).filter(Decision.case_no == case_no).order_by(Decision.id))


def _owed(desk: Bench, case_no: str) -> list[OwedItem]:
    with desk.hub.database.reading() as session:
        return decisions.open_items(session, case_no)


def test_complete_case_is_accepted_decided_and_collected(desk: Bench) -> None:
    number = desk.arrive().case_no
    assert decisions.accept(desk.hub, number, "li") is CaseStatus.ACCEPTED
    assert decisions.decide(desk.hub, number, Action.REVIEW, "li") is CaseStatus.IN_REVIEW
    with pytest.raises(StepError):
        decisions.collect(desk.hub, number)
    assert decisions.complete(desk.hub, number, "li", PDF, stamped=True) is CaseStatus.COMPLETED
    for _ in range(2):
        pdf, result = decisions.collect(desk.hub, number)
        assert (pdf, result.stamped) == (PDF, True)
    assert desk.find(number).status == CaseStatus.DELIVERED
    assert [step.action for step in _history(desk, number)] == ["accept", "review", "complete", "collect"]
    assert trail.verify(desk.hub).broken_at is None


def test_result_lies_sealed(desk: Bench) -> None:
    number = desk.arrive().case_no
    decisions.accept(desk.hub, number, "li")
    decisions.complete(desk.hub, number, "li", PDF + NAME.encode(), stamped=False)
    stored = [path.read_bytes() for path in desk.home.rglob("*.age")]
    assert len(stored) == 2
    assert not any(NAME.encode() in data or b"%PDF" in data for data in stored)


def test_owed_material_makes_acceptance_provisional_and_no_result_comes_before_it(desk: Bench) -> None:
    case = desk.arrive(owed=[PHOTO], materials=MATERIALS)
    assert decisions.accept(desk.hub, case.case_no, "li") is CaseStatus.PROVISIONALLY_ACCEPTED
    (item,) = _owed(desk, case.case_no)
    assert (item.name, item.last_day) == ("近期照片", date(2026, 11, 27))
    with pytest.raises(StepError, match="photo"):
        decisions.accept(desk.hub, case.case_no, "li")
    with pytest.raises(StepError):
        decisions.complete(desk.hub, case.case_no, "li", PDF, stamped=False)
    more = desk.arrive(parent_case_no=case.case_no, materials=[{"id": "photo", "name": "近期照片", "pages": 1}])
    assert more.case_no == f"{case.case_no}-01"
    assert _owed(desk, case.case_no) == []
    assert desk.find(case.case_no).status == CaseStatus.ACCEPTED


@pytest.mark.parametrize(
    ("consequence", "ends"), [("deemed_withdrawn", CaseStatus.DEEMED_WITHDRAWN), ("acceptance_revoked", CaseStatus.ACCEPTANCE_REVOKED)]
)
def test_owed_and_late_has_the_matters_own_consequence(desk: Bench, consequence: str, ends: CaseStatus) -> None:
    case = desk.arrive(owed=[{**PHOTO, "consequence": consequence}], materials=MATERIALS)
    decisions.accept(desk.hub, case.case_no, "li")
    desk.clock.moment = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)
    assert decisions.keep_time(desk.hub) == 0, "the last day counts to its end in the hall"
    desk.clock.forward(minutes=2)
    assert decisions.keep_time(desk.hub) == 1
    assert desk.find(case.case_no).status == ends
    assert _history(desk, case.case_no)[-1].reasons == ["近期照片"]
    assert decisions.keep_time(desk.hub) == 0


def test_silence_for_five_working_days_means_accepted(desk: Bench) -> None:
    number = desk.arrive().case_no
    assert desk.find(number).decide_by == date(2026, 11, 27), "Saturday's case starts counting on Monday"
    desk.clock.moment = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)
    assert decisions.keep_time(desk.hub) == 0
    desk.clock.forward(minutes=2)
    assert decisions.keep_time(desk.hub) == 1
    assert desk.find(number).status == CaseStatus.DEEMED_ACCEPTED
    assert _history(desk, number)[0].actor == decisions.CLOCK


def test_legal_period_runs_from_submission_however_late_the_case_arrives(desk: Bench) -> None:
    case = desk.case()
    desk.clock.forward(days=9)
    assert desk.arrive(case).decide_by == date(2026, 11, 27)


def test_holidays_lengthen_the_period(desk: Bench) -> None:
    desk.clock.moment = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
    assert desk.arrive().decide_by == date(2026, 10, 13), "the National Day holiday and its worked weekend"


def test_return_names_everything_at_once_and_a_second_one_is_flagged(desk: Bench) -> None:
    number = desk.arrive().case_no
    with pytest.raises(StepError):
        decisions.send_back(desk.hub, number, "li", [], [])
    owes = [Owes("photo", "近期照片", date(2026, 12, 4)), Owes("lease", "租赁合同", date(2026, 12, 4))]
    assert decisions.send_back(desk.hub, number, "li", ["照片不清楚", "缺租赁合同"], owes) is False
    assert _history(desk, number)[-1].reasons == ["照片不清楚", "缺租赁合同"]
    desk.clock.forward(days=10)
    assert decisions.keep_time(desk.hub) == 0, "while the citizen brings things the authority's clock stands still"
    desk.arrive(parent_case_no=number)
    again = desk.find(number)
    assert (again.status, again.decide_by) == (CaseStatus.RECEIVED, date(2026, 12, 8))
    assert decisions.send_back(desk.hub, number, "li", ["还是不清楚"], []) is True
    assert desk.find(number).excess_return


def test_part_of_what_was_asked_for_is_not_all_of_it(desk: Bench) -> None:
    number = desk.arrive().case_no
    owes = [Owes("photo", "近期照片", date(2026, 12, 4)), Owes("lease", "租赁合同", date(2026, 12, 4))]
    decisions.send_back(desk.hub, number, "li", ["两样都缺"], owes)
    desk.arrive(parent_case_no=number, materials=[{"id": "photo", "name": "近期照片", "pages": 1}])
    assert [item.material for item in _owed(desk, number)] == ["lease"]
    assert desk.find(number).status == CaseStatus.CORRECTION_REQUIRED


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"parent_case_no": "11330299MB000001X44420000000012026112199"}, "unknown-parent"),
        ({"parent_case_no": "", "applicant": {"number": "330299199003072510"}}, "not-this-person"),
    ],
)
def test_supplement_of_nothing_or_of_another_persons_case_is_refused(desk: Bench, record: dict[str, Any], kind: str) -> None:
    parent = desk.arrive()
    with pytest.raises(Problem) as refused:
        desk.arrive(**{**record, "parent_case_no": record["parent_case_no"] or parent.receipt_no})
    assert refused.value.kind == kind
    assert desk.find(parent.case_no).status == CaseStatus.RECEIVED


def test_supplement_cannot_be_decided_by_itself(desk: Bench) -> None:
    more = desk.arrive(parent_case_no=desk.arrive().case_no)
    with pytest.raises(StepError, match="supplement"):
        decisions.accept(desk.hub, more.case_no, "li")


def test_record_that_is_not_as_expected_is_taken_in_all_the_same(desk: Bench) -> None:
    case = desk.arrive(owed="nonsense", consents=[{"purpose": 7}], due="soon", accept_site=3, materials=[{}])
    assert case.status == CaseStatus.RECEIVED
    assert (case.due_on, case.hall) == (None, "")


def test_refusal_says_why(desk: Bench) -> None:
    number = desk.arrive().case_no
    with pytest.raises(StepError, match="reasons"):
        decisions.decide(desk.hub, number, Action.REFUSE, "li")
    assert decisions.decide(desk.hub, number, Action.REFUSE, "li", ["不属于本机关职权"]) is CaseStatus.NOT_ACCEPTED


@pytest.mark.parametrize("pdf", [b"", b"no pdf", b"\x00" * 100])
def test_result_that_is_no_pdf_is_refused(desk: Bench, pdf: bytes) -> None:
    number = desk.arrive().case_no
    decisions.accept(desk.hub, number, "li")
    with pytest.raises(StepError, match="PDF"):
        decisions.complete(desk.hub, number, "li", pdf, stamped=False)


@given(st.lists(st.sampled_from(Action), max_size=12))
def test_no_way_leads_out_of_an_end_or_past_the_law(steps: list[Action]) -> None:
    status, path = CaseStatus.RECEIVED, [CaseStatus.RECEIVED]
    for action in steps:
        try:
            status = after(status, action)
        except StepError:
            assert status not in STEPS[action][0]
            continue
        path.append(status)
    assert all(step in PUBLIC for step in path)
    if CaseStatus.COMPLETED in path:
        before = path[: path.index(CaseStatus.COMPLETED)]
        accepted = {CaseStatus.ACCEPTED, CaseStatus.DEEMED_ACCEPTED}
        assert accepted & set(before), "nothing is completed that was never accepted"
    if CaseStatus.ARCHIVED in path:
        assert path[-1] is CaseStatus.ARCHIVED
