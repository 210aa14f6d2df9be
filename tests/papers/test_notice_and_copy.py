"""一次性告知单 and 承诺书副本: what stands on them as a picture and as text, from real matters, and that they name nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from config.holidays import load_holidays
from kiosk import asks, hand_off, journey
from kiosk.commitment_copy import CommitmentCopyData, commitment_copy
from kiosk.guide_paper import GuideData
from kiosk.journey import Step, Visit
from kiosk.one_time_notice import NoticeData, Told, notice
from kiosk.paper_data import OwedMaterial
from kiosk.papers import Papers
from kiosk.redact import mask_name
from kiosk.settings import Settings
from kiosk.submission import owed
from kiosk.working_days import day_text
from tests.journey.people import RENT, TODAY, WORKER, matter, to_card
from tests.journey.rich import RICH, go_to
from tests.papers.reading import assert_it_fits, set_words, spoken, squeezed
from tests.papers.samples import AT, receipt

OWN = Settings().terminal
SlipData = NoticeData | CommitmentCopyData | GuideData


@pytest.fixture(scope="module")
def papers() -> Papers:
    return Papers()


def stopped() -> NoticeData:
    """Two wrong answers of the pre-check."""
    first = journey.forward(journey.begin(RICH), TODAY)
    there = journey.forward(journey.answer(journey.answer(first, "abroad", True), "rented", False), TODAY)
    return told(journey.forward(there, TODAY) if there.place.step is not Step.HAND_OFF else there)


def told(visit: Visit) -> NoticeData:
    made = notice(visit, hand_off.hand_off(visit, TODAY, OWN), TODAY, AT)
    assert made is not None
    return made


def renting() -> Visit:
    visit = journey.identified(to_card(RENT), WORKER, TODAY)
    return journey.defer(journey.promise(visit, "no_home", True), "lease")


def promised() -> CommitmentCopyData:
    """The rent withdrawal with its promise made and the lease to come later."""
    visit = renting()
    missing = tuple(OwedMaterial(item.name, item.last_day_text, item.consequence_text) for item in owed(visit, TODAY, load_holidays()))
    made = commitment_copy(replace(visit, committed=True), receipt(owed=missing), TODAY)
    assert made is not None
    return made


def longest() -> tuple[SlipData, ...]:
    what = hand_off.HandOff(
        "名" * 24, (), ("材" * 40,) * 6, "部" * 10, "0574-12345678", "厅" * 30, "0574-12345678", "12345", "ABCDEFGHIJ12"
    )
    problems = tuple(Told("问" * 60, "办" * 120) for _ in range(8))
    lines = tuple("诺" * 300 for _ in range(4))
    copy = promised()
    return NoticeData(what, problems, ("复" * 80, "诉" * 80), AT), replace(copy, promises=(replace(copy.promises[0], lines=lines),) * 3)


def test_the_notice_tells_every_wrong_answer_at_once_each_with_its_remedy(papers: Papers) -> None:
    data = stopped()
    assert len(data.problems) == 2
    for said in (set_words(papers, data), spoken(data.parts())):
        for question in RICH.exclusions[:2]:
            assert squeezed(question.ask) in said
            assert squeezed(question.hand_off) in said
        for text in (
            "一次性告知单",
            "不是不予受理决定书",
            "一共2条",
            "您答：是",
            "您答：不是",
            "可以到窗口提出申请",
            OWN.hotline,
            OWN.hall,
        ):
            assert squeezed(text) in said, text
        assert "已受理" not in said


def test_the_notice_of_who_is_refused_lists_every_reason_and_what_can_be_done_against_a_decision(papers: Papers) -> None:
    expired = replace(WORKER, valid_to=date(2026, 11, 20))
    visit = journey.identified(to_card(RENT), expired, TODAY)
    assert visit.place.step is Step.REFUSED
    data = told(journey.hand_off(visit, hand_off.REFUSED))
    remedies = visit.matter.remedies
    assert remedies is not None
    for said in (set_words(papers, data), spoken(data.parts())):
        for reason in asks.refusals(visit, TODAY):
            assert squeezed(reason) in said
        assert squeezed(remedies.reconsideration) in said
        assert squeezed(remedies.litigation) in said
        assert expired.name not in said
        assert expired.number not in said


@pytest.mark.parametrize("cause", [hand_off.NO_DOCUMENT, hand_off.ASKED, hand_off.SERVICE, hand_off.SIGNATURE])
def test_who_goes_to_a_window_for_another_reason_gets_no_notice(cause: str) -> None:
    visit = journey.hand_off(go_to(Step.IDENTIFY), cause)
    assert notice(visit, hand_off.hand_off(visit, TODAY, OWN), TODAY, AT) is None


def test_the_copy_repeats_every_promise_word_for_word_with_the_last_day_and_names_nobody(papers: Papers) -> None:
    data, rent = promised(), matter(RENT)
    for said in (set_words(papers, data), spoken(data.parts())):
        for commitment in rent.commitments:
            assert squeezed(commitment.title) in said
            assert squeezed(commitment.text) in said
        for text in (
            "承诺书副本",
            "本人承诺：填写的内容真实",
            data.receipt.receipt_no,
            "租赁合同",
            day_text(date(2026, 11, 27)),
            "视为撤回",
        ):
            assert squeezed(text) in said, text
        assert WORKER.name not in said
        assert WORKER.number not in said
        assert mask_name(WORKER.name) in said


def test_a_promise_that_was_declined_and_a_visit_without_any_give_no_copy() -> None:
    bare = replace(renting(), promises={"no_home": False})
    assert commitment_copy(bare, receipt(), TODAY) is None


def test_who_confirmed_by_a_key_is_not_said_to_have_signed() -> None:
    assert "签名" not in replace(promised(), by_keys=True).signed


@pytest.mark.parametrize("which", range(4), ids=["notice", "copy", "longest notice", "longest copy"])
def test_nothing_reaches_the_edge_and_no_text_line_is_wider_than_the_paper(papers: Papers, which: int) -> None:
    data: SlipData = (stopped(), promised(), *longest())[which]
    assert_it_fits(papers, data)
