"""办件进度单, 预约单 and 去窗口办理单: what stands on them as a picture and as text, and that it fits the paper."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from devices.printer.text import Line
from kiosk import hand_off, journey
from kiosk.hand_off import HandOffData
from kiosk.hub_live import CaseView, ChildView, OwedMaterial
from kiosk.journey import Step
from kiosk.live.papers import AppointmentData, ProgressData
from kiosk.paper_data import HAND_IN_LATER
from kiosk.papers import Papers
from kiosk.scheduler import HALL_ZONE
from kiosk.settings import Terminal
from tests.journey.people import RENT, TODAY, matter
from tests.journey.rich import go_to
from tests.papers.reading import Slip, assert_it_fits, set_words, spoken, squeezed
from tests.papers.samples import AT

OWN = Terminal(window_hours="周一到周五 9:00–17:00")
WHERE = (OWN.hall, OWN.hall_phone, OWN.hotline, OWN.id)


@pytest.fixture(scope="module")
def papers() -> Papers:
    return Papers()


def case(*, long: bool = False) -> CaseView:
    """A case that was sent back, with a matter of a package; every text as long as may be."""
    times = 12 if long else 1
    reason, name = "合同缺最后一页" * times, "租赁合同" * min(times, 6)
    child = ChildView("330299-1-C01", "", "出生登记" * min(times, 6), "correction_required", "需要补正材料", (reason,), None, False)
    return CaseView(
        case_no="330299-1",
        receipt_no="JB0147-261118-0012-K",
        matter_code=RENT,
        matter_name="住房公积金租房提取",
        state="correction_required",
        text="需要补正材料",
        received_at=datetime(2026, 11, 18, 9, 5, tzinfo=HALL_ZONE),
        due_on=date(2026, 11, 27),
        owed=(OwedMaterial("lease", name, date(2026, 11, 27), "deemed_withdrawn"),),
        reasons=(reason,),
        may_withdraw=True,
        may_supplement=True,
        result_available=False,
        result_stamped=False,
        children=(child,),
    )


def progress(*, long: bool = False) -> ProgressData:
    return ProgressData(case(long=long), AT, OWN, matter(RENT).authority)


def appointment(*bring: str) -> AppointmentData:
    return AppointmentData("Y003", "A0003", "住房公积金租房提取", date(2026, 11, 23), "09:00-10:00", AT, OWN, bring)


def parting() -> HandOffData:
    visit = journey.hand_off(go_to(Step.IDENTIFY), hand_off.NO_DOCUMENT)
    return HandOffData(hand_off.hand_off(visit, TODAY, OWN), AT)


SLIPS: dict[str, Slip] = {
    "progress": progress(),
    "longest progress": progress(long=True),
    "appointment": appointment("居民身份证原件", "租赁合同"),
    "hand-off": parting(),
}


@pytest.mark.parametrize("which", SLIPS)
def test_nothing_reaches_the_edge_and_no_text_line_is_wider_than_the_paper(papers: Papers, which: str) -> None:
    assert_it_fits(papers, SLIPS[which])


def test_the_progress_slip_says_how_it_stands_what_is_owed_where_to_and_whom_to_ask(papers: Papers) -> None:
    data, whom = progress(), matter(RENT).authority
    for said in (set_words(papers, data), spoken(data.parts())):
        for text in (
            "办件进度单",
            "未盖章，只供自己查看",
            "JB0147-261118-0012-K",
            "2026年11月18日 09:05",
            "2026年11月21日 22:47",
            "需要补正材料",
            "部门说：合同缺最后一页",
            "租赁合同",
            "11月27日（周五）",
            "视为撤回",
            HAND_IN_LATER,
            whom.short_name,
            whom.phone,
            OWN.window_hours,
            *WHERE,
        ):
            assert squeezed(text) in said, text


def test_the_appointment_slip_says_when_where_and_with_what(papers: Papers) -> None:
    data = appointment("居民身份证原件", "租赁合同")
    for said in (set_words(papers, data), spoken(data.parts())):
        for text in ("预约单", "Y003", "A0003", "11月23日（周一）", "09:00-10:00", "请带上", "居民身份证原件", "租赁合同", *WHERE):
            assert squeezed(text) in said, text


def test_an_appointment_that_needs_nothing_asks_for_nothing(papers: Papers) -> None:
    data = appointment()
    assert "请带上" not in set_words(papers, data).replace("请带上这张单子", "")
    assert Line("请带上", bold=True) not in data.parts()


def test_who_is_sent_to_a_window_at_night_reads_when_it_opens(papers: Papers) -> None:
    data = parting()
    for said in (set_words(papers, data), spoken(data.parts())):
        for text in ("去窗口办理单", "这张单子不是收件凭条", "窗口时间", OWN.window_hours, *data.what.reasons, *data.what.bring, *WHERE):
            assert squeezed(text) in said, text
    silent = HandOffData(hand_off.hand_off(journey.hand_off(go_to(Step.IDENTIFY), hand_off.ASKED), TODAY, Terminal()), AT)
    assert "窗口时间" not in set_words(papers, silent), "a hall that does not say when it opens is not made to"
