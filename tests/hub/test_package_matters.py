"""一件事: one case, a case of its own number for each matter, decided each on its own; the whole stands where its matters stand together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hub import decisions
from kiosk.hub.cases import listing
from kiosk.hub.intake import open_case
from kiosk.hub.lifecycle import ENDED, PUBLIC, Action, CaseStatus, StepError, together
from kiosk.hub.models import Case
from kiosk.hub_live import HubLive, Unavailable
from tests.hub.support import NUMBER, Bench, ask, bench, serving

MATTERS: list[dict[str, Any]] = [
    {"id": "birth", "name": "出生医学证明", "code": "11330299MB000001X4442000000002", "authority": "合成卫健局", "after": []},
    {"id": "hukou", "name": "出生登记", "code": "11330299MB000001X4442000000003", "authority": "合成公安局", "after": ["birth"]},
    {
        "id": "card",
        "name": "社会保障卡",
        "code": "11330299MB000001X4442000000004",
        "authority": "合成人社局",
        "after": [],
        "due": "2026-12-11",
    },
]
PDF = b"%PDF-1.7 synthetic"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path) as made:
        yield made


def _package(desk: Bench, **record: Any) -> tuple[Case, list[Case]]:
    case = desk.arrive(package={"lead": "合成卫健局", "children": MATTERS, "left_out": []}, due="2026-12-01", **record)
    return case, _children(desk, case.case_no)


def _children(desk: Bench, number: str) -> list[Case]:
    with desk.hub.database.reading() as session:
        return decisions.children(session, number)


def test_every_matter_has_its_own_number_and_the_whole_the_latest_day(desk: Bench) -> None:
    case, parts = _package(desk)
    assert [part.case_no for part in parts] == [f"{case.case_no}-C0{place}" for place in (1, 2, 3)]
    assert [(part.title, part.matter_code) for part in parts] == [(each["name"], each["code"]) for each in MATTERS]
    assert [part.due_on for part in parts] == [date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 11)]
    assert case.due_on == date(2026, 12, 11)
    assert (case.decide_by, parts[0].decide_by) == (None, date(2026, 11, 27))
    assert [row["case_no"] for row in listing(desk.hub)] == [case.case_no]
    assert open_case(desk.hub, parts[1].submission_id).record["package"]["children"] == MATTERS


def test_matters_that_differ_leave_the_whole_partly_completed(desk: Bench) -> None:
    case, parts = _package(desk)
    for part in parts:
        decisions.accept(desk.hub, part.case_no, "li")
    assert desk.find(case.case_no).status == CaseStatus.ACCEPTED
    decisions.complete(desk.hub, parts[0].case_no, "li", PDF, stamped=True)
    assert desk.find(case.case_no).status == CaseStatus.PARTLY_COMPLETED
    decisions.decide(desk.hub, parts[1].case_no, Action.DENY, "li", ["条件不符"])
    decisions.complete(desk.hub, parts[2].case_no, "li", PDF, stamped=True)
    assert desk.find(case.case_no).status == CaseStatus.PARTLY_COMPLETED
    assert [part.status for part in _children(desk, case.case_no)] == ["completed", "denied", "completed"]


def test_the_whole_itself_is_not_decided_and_says_which_matters_are(desk: Bench) -> None:
    case, parts = _package(desk)
    for step in (
        lambda: decisions.accept(desk.hub, case.case_no, "li"),
        lambda: decisions.send_back(desk.hub, case.case_no, "li", ["x"], []),
        lambda: decisions.complete(desk.hub, case.case_no, "li", PDF, stamped=False),
    ):
        with pytest.raises(StepError, match=parts[2].case_no):
            step()
    assert desk.find(case.case_no).status == CaseStatus.RECEIVED


def test_silence_accepts_each_matter_by_itself(desk: Bench) -> None:
    case, parts = _package(desk)
    decisions.accept(desk.hub, parts[0].case_no, "li")
    desk.clock.forward(days=9)
    assert decisions.keep_time(desk.hub) == 2
    assert [part.status for part in _children(desk, case.case_no)] == ["accepted", "deemed_accepted", "deemed_accepted"]
    assert desk.find(case.case_no).status == CaseStatus.ACCEPTED


def test_what_is_owed_comes_once_for_all_matters(desk: Bench) -> None:
    owed = [{"material": "photo", "last_day": "2026-11-27", "consequence": "deemed_withdrawn"}]
    case, parts = _package(desk, owed=owed)
    for part in parts:
        assert decisions.accept(desk.hub, part.case_no, "li") is CaseStatus.PROVISIONALLY_ACCEPTED
    desk.arrive(parent_case_no=case.receipt_no, materials=[{"id": "photo", "pages": 1}])
    assert {part.status for part in _children(desk, case.case_no)} == {"accepted"}
    assert desk.find(case.case_no).status == CaseStatus.ACCEPTED


def test_citizen_sees_every_matter_and_collects_its_result_with_the_slip(desk: Bench) -> None:
    finished = desk.case()
    case = desk.arrive(finished, package={"children": MATTERS})
    parts = _children(desk, case.case_no)
    decisions.accept(desk.hub, parts[0].case_no, "li")
    decisions.complete(desk.hub, parts[0].case_no, "li", PDF, stamped=True)
    decisions.decide(desk.hub, parts[1].case_no, Action.REFUSE, "li", ["不属于本机关职权"])
    with serving(desk.hub) as url:
        live = HubLive(desk.at(url))
        shown = live.my_cases(NUMBER)
        live.close()
        found = ask(desk.terminal, url, "POST", "/v1/people/cases", {"id_number": NUMBER}).json()["cases"]
        slip = {"receipt_no": case.receipt_no, "code": finished.query_code}
        looked = ask(desk.terminal, url, "POST", "/v1/cases/look-up", slip).json()
        result = ask(desk.terminal, url, "POST", f"/v1/cases/{parts[0].case_no}/result", {"code": finished.query_code})
        gone = ask(desk.terminal, url, "POST", f"/v1/cases/{case.case_no}/withdraw", {"code": finished.query_code}).json()
    assert not isinstance(shown, Unavailable)
    assert [(child.case_no, child.matter_code, child.name, child.result_available) for child in shown[0].children] == [
        (part.case_no, part.matter_code, part.title, place == 0) for place, part in enumerate(parts)
    ]
    assert (shown[0].children[1].text, shown[0].children[1].reasons) == (PUBLIC[CaseStatus.NOT_ACCEPTED], ("不属于本机关职权",))
    assert len(found) == 1
    assert found[0]["children"] == looked["case"]["children"]
    assert [(each["name"], each["state"]) for each in found[0]["children"]] == [
        ("出生医学证明", "completed"),
        ("出生登记", "not_accepted"),
        ("社会保障卡", "received"),
    ]
    assert found[0]["children"][1]["reasons"] == ["不属于本机关职权"]
    assert (found[0]["state"], looked["state"]["text"]) == ("partly_completed", PUBLIC[CaseStatus.PARTLY_COMPLETED])
    assert result.content == PDF
    assert [each["state"] for each in gone["children"]] == ["delivered", "not_accepted", "withdrawn"]


def test_package_that_is_not_as_expected_is_one_case(desk: Bench) -> None:
    case = desk.arrive(package={"children": "none"})
    assert _children(desk, case.case_no) == []
    decisions.accept(desk.hub, case.case_no, "li")
    assert desk.find(case.case_no).status == CaseStatus.ACCEPTED


_IN_HUB = sorted(set(PUBLIC) - {CaseStatus.PARTLY_COMPLETED})


@given(st.lists(st.sampled_from(_IN_HUB), min_size=1, max_size=6))
def test_the_whole_is_what_all_are_else_partly_completed_once_one_has_ended(statuses: list[CaseStatus]) -> None:
    whole = together(statuses)
    if len(set(statuses)) == 1:
        assert whole == statuses[0]
    elif set(statuses) & ENDED:
        assert whole is CaseStatus.PARTLY_COMPLETED
    else:
        assert whole in statuses
