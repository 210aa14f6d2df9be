"""My cases against a real hub: by card, by the slip's code, by a number; supplement, withdraw, results; and what is known without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer.text import Labelled
from kiosk import receipt_number
from kiosk.hub_live import SENTENCES
from kiosk.live import cases, supplement
from kiosk.live.cases import BY_CARD_OFFLINE, MOST_TRIES, TOO_MANY_TRIES, WRONG_NUMBER
from kiosk.receipt import slip_data
from kiosk.screen import Overlay, Screen
from kiosk.slip_text import slip_text
from kiosk.submission import Identity
from tests.devices.documents import pdf
from tests.live.visitor import ALLOWANCE, Visitor


def wait(visitor: Visitor) -> None:
    """Until the answer is there."""
    visitor.thread.until(lambda: not visitor.session.live.cases.working)


def show_card(visitor: Visitor, person: str = "worker") -> None:
    session = visitor.session
    session.wake()
    session.live.cases.open()
    visitor.rig.tell("id_reader take")
    visitor.thread.until(lambda: not session.presence.card_inside)
    visitor.rig.tell(f"id_reader put {person}")
    visitor.thread.until(lambda: session.screen is not Screen.CASES or bool(session.notice))


def choose(visitor: Visitor, receipt_no: str) -> None:
    desk = visitor.session.live.cases
    case = next(case for case in desk.state.cases if case.receipt_no == receipt_no)
    desk.choose(case.case_no)


def type_number(visitor: Visitor, number: str) -> None:
    session = visitor.session
    session.wake()
    session.live.cases.open()
    session.live.cases.enter(number)
    session.live.cases.find()
    wait(visitor)


@pytest.fixture
def submitted(visitor: Visitor) -> str:
    """The number of a case of the worker that the hub has."""
    receipt_no = visitor.submit().receipt_no
    visitor.upload()
    return receipt_no


def test_by_card_what_is_owed_until_when_then_supplemented_here(visitor: Visitor, submitted: str) -> None:
    session, desk = visitor.session, visitor.session.live.cases
    show_card(visitor)
    choose(visitor, submitted)
    case = desk.state.case
    assert case is not None
    assert [item.name for item in case.owed] == ["租房合同"]
    visitor.hub_case("return", submitted, "--by", "reviewer", "--reason", "合同缺页", "--owes", "contract=租房合同")
    show_card(visitor)
    choose(visitor, submitted)
    case = desk.state.case
    assert case is not None
    assert case.reasons == ("合同缺页",)
    desk.supplement()
    assert session.screen is Screen.MATERIALS
    session.back()
    assert visitor.screen() is Screen.CASE
    desk.supplement()
    session.next()
    assert session.screen is Screen.MATERIALS, "nothing was scanned yet"
    visitor.scan()
    session.next()
    receipt = visitor.received()
    assert receipt.receipt_no != submitted
    visitor.upload()
    show_card(visitor)
    choose(visitor, submitted)
    case = desk.state.case
    assert case is not None
    assert not case.owed, "the supplement is bound to its case"
    assert case.state == "received"


def test_who_brings_one_of_two_is_told_what_is_still_owed_and_until_when(visitor: Visitor, submitted: str) -> None:
    session, desk = visitor.session, visitor.session.live.cases
    owes = ("--owes", "contract=租房合同", "--owes", "proof=付款记录")
    visitor.hub_case("return", submitted, "--by", "reviewer", "--reason", "还差两样", *owes)
    show_card(visitor)
    choose(visitor, submitted)
    case = desk.state.case
    assert case is not None
    last_day = {item.material: item.last_day for item in case.owed}["proof"]
    desk.supplement()
    visitor.scan()
    session.next()
    visit = session.visit
    assert visit is not None
    receipt = visitor.received(stay=True)
    assert [(item.name, item.last_day) for item in receipt.owed] == [("付款记录", last_day)]
    slip = slip_data(session.terminal, visit, Identity("s", receipt.receipt_no, "K7PM2QXW"), receipt.owed, receipt.received_at)
    assert [item.name for item in slip.materials] == ["租房合同"], "what is still owed is not among what was handed in"
    assert slip.matter_name.endswith("（补交材料）")
    visitor.leave()
    visitor.upload()
    show_card(visitor)
    choose(visitor, submitted)
    assert desk.state.case is not None
    assert [item.name for item in desk.state.case.owed] == ["付款记录"], "and the hub says the same"


def test_supplement_by_the_slip_alone_has_no_line_for_a_name_nobody_told(visitor: Visitor, submitted: str) -> None:
    desk = visitor.session.live.cases
    show_card(visitor)
    choose(visitor, submitted)
    assert desk.state.case is not None
    matter = visitor.session.terminal.catalogue.by_code(ALLOWANCE)
    assert matter is not None
    visit = supplement.begin(matter, desk.state.case, None)
    slip = slip_data(visitor.session.terminal, visit, Identity("s", submitted, "K7PM2QXW"), (), visitor.thread.now())
    assert not any(isinstance(part, Labelled) and part.label == "申请人" for part in slip_text(slip))


def test_by_the_code_of_the_slip_from_the_barcode_reader(visitor: Visitor) -> None:
    payload = visitor.submit().qr_payload
    visitor.upload()
    session, desk = visitor.session, visitor.session.live.cases
    session.wake()
    desk.open()
    visitor.rig.tell(f"barcode scan {payload}")

    def found() -> bool:
        session.tick()
        return session.screen is Screen.CASE

    visitor.thread.until(found)
    assert desk.state.case is not None
    assert session.visiting
    session.leave()
    assert session.screen is Screen.ATTRACT, "nothing would be lost, so nobody is asked"
    assert not desk.personal


def test_number_alone_tells_one_plain_state_and_nothing_else(visitor: Visitor, submitted: str) -> None:
    type_number(visitor, submitted.replace("-", "").lower())
    desk = visitor.session.live.cases
    assert desk.state.plain == "材料已收到，部门还没有受理"
    assert visitor.session.screen is Screen.CASES
    assert not desk.state.cases


def test_number_and_code_typed_from_the_slip_show_everything(visitor: Visitor) -> None:
    number, _, code = visitor.submit().qr_payload.partition("/")
    visitor.upload()
    session, desk = visitor.session, visitor.session.live.cases
    type_number(visitor, number)
    assert desk.state.asks_code and not desk.state.cases
    desk.enter("2222222")
    desk.find()
    wait(visitor)
    assert session.notice == SENTENCES["wrong-code"]
    assert desk.state.plain and not desk.state.code, "the plain state stays, the wrong code goes"
    desk.enter(code)
    desk.find()
    wait(visitor)
    assert session.screen is Screen.CASE
    assert desk.state.case is not None and [item.name for item in desk.state.case.owed] == ["租房合同"]
    session.back()
    assert visitor.screen() is Screen.CASES
    assert not desk.personal, "the way back begins anew"


def test_from_the_plain_state_the_way_back_leads_to_another_number(visitor: Visitor, submitted: str) -> None:
    type_number(visitor, submitted)
    session, desk = visitor.session, visitor.session.live.cases
    session.back()
    assert session.screen is Screen.CASES
    assert not desk.state.plain and not desk.number


def test_withdrawn_only_after_it_was_asked_once_more(visitor: Visitor, submitted: str) -> None:
    session, desk = visitor.session, visitor.session.live.cases
    show_card(visitor)
    choose(visitor, submitted)
    desk.ask_withdraw()
    assert session.overlay is Overlay.WITHDRAW
    session.close_overlay()
    assert desk.state.case is not None and desk.state.case.may_withdraw
    desk.ask_withdraw()
    desk.withdraw()
    wait(visitor)
    assert desk.state.case is not None
    assert desk.state.case.state == "withdrawn"
    assert "已经撤回" in session.notice


def test_result_is_printed_and_the_progress_slip_too(visitor: Visitor, tmp_path: Path) -> None:
    submitted = visitor.submit(whole=True).receipt_no
    visitor.upload()
    document = tmp_path / "result.pdf"
    document.write_bytes(pdf(2))
    visitor.hub_case("accept", submitted, "--by", "reviewer")
    visitor.hub_case("complete", submitted, str(document), "--by", "reviewer", "--stamped")
    before = len(visitor.papers)
    desk, session = visitor.session.live.cases, visitor.session
    show_card(visitor)
    choose(visitor, submitted)
    desk.print_result()
    wait(visitor)
    visitor.thread.until(lambda: "打印好了" in session.notice)
    assert len(visitor.papers) == before + 1
    assert "电子印章" in session.notice
    slips = len(list((visitor.rig.out).rglob("*.png")))
    desk.print_progress()
    wait(visitor)
    assert "单子打印好了" in session.notice
    visitor.thread.until(lambda: len(list(visitor.rig.out.rglob("*.png"))) > slips)


def test_tries_are_limited_on_the_terminal_too(visitor: Visitor) -> None:
    for _ in range(MOST_TRIES):
        type_number(visitor, "JB0147-261121-0047-X")
        visitor.session.live.cases.enter("JB0147-261121-0047-X")
        assert visitor.session.notice in ("", WRONG_NUMBER)
        visitor.session.live.cases.find()
    desk = visitor.session.live.cases
    for _ in range(MOST_TRIES):
        desk.find()
    assert visitor.session.notice == TOO_MANY_TRIES


def test_without_a_network_this_terminal_tells_what_it_still_holds(visitor: Visitor) -> None:
    receipt_no = visitor.submit().receipt_no
    where = visitor.rig.stop_hub()
    try:
        type_number(visitor, receipt_no)
        desk = visitor.session.live.cases
        assert desk.state.plain.startswith(f"{receipt_no} 已经收下，加密存在本机")
        show_card(visitor)
        assert visitor.session.notice == BY_CARD_OFFLINE, "and how to find what was just handed in here"
        assert visitor.session.screen is Screen.CASES
    finally:
        visitor.rig.start_hub(where)
        visitor.upload()


def test_what_waits_here_is_not_said_to_wait_for_a_network_that_is_there(visitor: Visitor) -> None:
    receipt_no = visitor.submit().receipt_no
    type_number(visitor, receipt_no)
    said = visitor.session.live.cases.state.plain
    assert said.startswith(f"{receipt_no} 已经收下，加密存在本机")
    assert "网络不通" not in said
    visitor.upload()


def test_another_persons_card_shows_nothing_of_the_first(visitor: Visitor, submitted: str) -> None:
    show_card(visitor)
    assert visitor.session.live.cases.personal
    visitor.rig.tell("id_reader take")
    visitor.thread.until(lambda: not visitor.session.presence.card_inside)
    visitor.rig.tell("id_reader put elderly")
    visitor.thread.until(lambda: visitor.session.screen is Screen.HOME)
    assert not visitor.session.live.cases.personal


@given(st.from_regex(r"[A-Z0-9]{2,12}", fullmatch=True), st.integers(0, 99999))
def test_number_is_understood_with_or_without_its_dashes(terminal: str, sequence: int) -> None:
    number = receipt_number.number(terminal, "261121", sequence)
    read = cases.slip(f" {number.lower()}/kx7p2m ")
    assert read is not None
    assert (read.receipt_no, read.code) == (number, "KX7P2M")


@given(st.text(max_size=60))
def test_nothing_a_code_can_say_is_taken_for_a_number_by_mistake(text: str) -> None:
    read = cases.slip(text)
    assert read is None or receipt_number.verify(read.receipt_no)
