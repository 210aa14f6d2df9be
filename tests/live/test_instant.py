"""Instant matters: from the card to the sealed paper, and everything that can keep it from coming."""

from __future__ import annotations

import subprocess
import time
from dataclasses import replace

import pypdfium2
import pytest

from kiosk.hand_off import DEPARTMENT
from kiosk.hub_live import ServiceState, Unavailable
from kiosk.journey import Step
from kiosk.live.instant import GIVE_UP_AFTER, TOO_LONG, WAY_OUT_AFTER, Instant, Phase, ticked
from kiosk.live.services import NO_NETWORK, Services
from kiosk.session import Screen
from tests.live.visitor import ALLOWANCE, CERTIFICATE, Visitor


def test_from_the_card_to_the_sealed_paper_in_the_copies_asked_for(visitor: Visitor) -> None:
    before = len(visitor.papers)
    visitor.to_the_question(copies="2")
    visitor.until_phase(Phase.PRINTED)
    state = visitor.session.live.instant.state
    assert state is not None
    assert (state.pages, state.copies) == (1, 2)
    printed = visitor.papers[before:]
    assert printed
    words = pypdfium2.PdfDocument(printed[0])[0].get_textpage().get_text_range()
    assert "社会保险参保缴费证明" in words
    visitor.session.live.instant.print_again()
    visitor.until_phase(Phase.PRINTING)
    visitor.until_phase(Phase.PRINTED)
    assert visitor.instant.copies == 3
    visitor.session.leave()
    assert visitor.session.screen is Screen.ATTRACT, "what is in hand needs no question"
    assert visitor.session.live.instant.state is None


def test_who_has_the_paper_goes_on_with_another_matter_without_the_card(visitor: Visitor) -> None:
    visitor.to_the_question(copies="1")
    visitor.until_phase(Phase.PRINTED)
    session = visitor.session
    session.another()
    assert visitor.screen() is Screen.HOME
    assert session.live.instant.state is None, "the paper of the first is forgotten"
    session.choose(ALLOWANCE)
    session.begin()
    assert visitor.screen() is Screen.FORM, "who stands there is known"
    session.wipe()


def test_taking_the_card_is_news_so_that_the_last_button_comes_alive(visitor: Visitor) -> None:
    visitor.to_the_question(copies="1")
    visitor.until_phase(Phase.PRINTED)
    session, told = visitor.session, list[bool]()
    visitor.thread.until(lambda: session.presence.card_inside)
    session.listen(lambda: told.append(session.presence.card_inside))
    visitor.rig.tell("id_reader take")
    visitor.thread.until(lambda: False in told)


def test_result_is_nowhere_on_the_disk_of_the_terminal(visitor: Visitor) -> None:
    visitor.to_the_question()
    visitor.until_phase(Phase.PRINTED)
    # A process of its own: closing a file that SQLite has open in this one would take SQLite's locks with it.
    found = subprocess.run(["grep", "-rlaF", "%PDF-", str(visitor.rig.home)], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (1, ""), "grep ends with 1 where it finds nothing"


def test_department_that_refuses_is_told_in_its_words_and_nothing_is_printed(visitor: Visitor) -> None:
    before = len(visitor.papers)
    visitor.far.faults["departments"] = "refuse"
    visitor.to_the_question()
    visitor.until_phase(Phase.REFUSED)
    assert visitor.instant.sentence == "部门现在不办理这一项"
    assert len(visitor.papers) == before
    visitor.session.answers.hand_off(DEPARTMENT)
    assert "问过部门" in visitor.session.answers.parting.reasons[0], "the window learns why"
    visitor.session.back()
    assert visitor.session.screen is Screen.REVIEW
    assert visitor.session.live.instant.state is None


def test_department_that_goes_down_meanwhile_can_be_asked_again(visitor: Visitor) -> None:
    visitor.far.faults["departments"] = "down"
    visitor.to_the_question()
    visitor.until_phase(Phase.FAILED)
    visitor.far.faults["departments"] = "none"
    visitor.session.live.instant.ask()
    visitor.until_phase(Phase.PRINTED)


def test_without_paper_the_document_stays_and_is_printed_when_there_is_some(visitor: Visitor) -> None:
    visitor.to_the_question(copies="1")
    visitor.rig.tell("a4_printer paper out")
    visitor.until_phase(Phase.UNPRINTED)
    assert "没纸" in visitor.instant.sentence
    visitor.rig.tell("a4_printer paper full")
    visitor.thread.until(lambda: visitor.session.terminal.usable("a4_printer"))
    visitor.session.live.instant.print_again()
    visitor.until_phase(Phase.PRINTED)
    assert visitor.instant.copies == 1


def test_slow_department_shows_progress_then_a_way_out_and_never_asks_whether_one_is_there(visitor: Visitor) -> None:
    visitor.far.worlds["departments"].delay = 600
    visitor.to_the_question()
    session, thread = visitor.session, visitor.thread
    state = session.live.instant.state
    assert state is not None
    assert state.progress(thread.monotonic()) is None
    thread.let_pass(WAY_OUT_AFTER)
    session.tick()
    assert state.progress(thread.monotonic()) is not None
    assert state.way_out(thread.monotonic())
    session.answers.hand_off("asked")
    assert session.screen is Screen.HAND_OFF
    assert session.live.instant.state is None
    session.back()
    assert visitor.screen() is Screen.REVIEW, "nothing entered is lost"


def test_wait_has_an_end_and_a_late_answer_prints_nothing(visitor: Visitor) -> None:
    before = len(visitor.papers)
    visitor.to_the_question()
    visitor.thread.let_pass(GIVE_UP_AFTER)
    visitor.session.tick()
    state = visitor.session.live.instant.state
    assert state is not None
    assert (state.phase, state.sentence) == (Phase.FAILED, TOO_LONG)
    visitor.thread.let_pass(5)
    visitor.thread.drain()
    assert visitor.session.live.instant.state == state
    assert len(visitor.papers) == before


def test_citizen_who_leaves_is_printed_nothing(visitor: Visitor) -> None:
    before = len(visitor.papers)
    visitor.to_the_question()
    visitor.session.wipe()
    visitor.thread.let_pass(5)
    visitor.thread.drain()
    assert len(visitor.papers) == before


def test_service_that_is_down_is_said_on_the_list_and_the_guide_before_a_card_is_read(visitor: Visitor) -> None:
    session = visitor.session
    session.wake()
    session.choose(CERTIFICATE)
    assert session.cannot_start == ("", "")
    visitor.far.faults["departments"] = "down"

    def down() -> bool:
        session.touched()
        visitor.thread.let_pass(5)
        session.tick()
        return bool(session.terminal.services.obstacle(["social_insurance"]))

    visitor.thread.until(down)
    assert session.cannot_start[0] == "service"
    assert "社保数据" in session.cannot_start[1]
    session.begin()
    assert session.visit is not None and session.visit.place.step is Step.HAND_OFF, "to a window, without a card"
    session.leave()
    offer = next(offer for offer in session.popular if offer.matter.code == CERTIFICATE)
    assert not offer.possible and "社保数据" in offer.reason


def test_matter_without_services_is_not_touched_by_a_lost_network() -> None:
    services = Services()
    assert services.obstacle(["courier"]) == "", "nobody was asked yet"
    assert services.told(Unavailable("x", offline=True))
    assert services.obstacle(["courier"]) == NO_NETWORK
    assert services.obstacle([]) == ""
    assert services.told((ServiceState("courier", True, True),))
    assert services.obstacle(["courier"]) == ""
    assert "短信" in services.obstacle(["courier", "sms"])


def test_only_a_wait_ends_by_the_clock() -> None:
    waiting = Instant(0.0)
    for phase in Phase:
        state = replace(waiting, phase=phase)
        assert (ticked(state, 1e6) != state) is (phase is Phase.ASKING)


@pytest.mark.soak
def test_five_second_department_takes_no_more_than_fifteen_from_the_card_to_the_paper(visitor: Visitor) -> None:
    visitor.far.worlds["departments"].delay = 5.0
    before, started = len(visitor.papers), time.monotonic()
    visitor.to_the_question(copies="1")
    visitor.thread.until(lambda: len(visitor.papers) > before)
    seconds = time.monotonic() - started
    print(f"card to paper: {seconds:.1f} s")
    assert seconds <= 15
