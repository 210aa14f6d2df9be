"""Around a case: payment, ratings, complaints, calls for help, appointments and photographs from a phone, against the real hub."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hub.core import open_hub
from kiosk.hub.messages import read
from kiosk.hub.models_work import Message
from kiosk.languages import TRADITIONAL
from kiosk.live import payment
from kiosk.live.messages import LONGEST, REASONS, WHAT
from kiosk.live.payment import FOLLOWS, Paid, Payment
from kiosk.live.phone import Stage, page
from kiosk.queue.store import Queue
from kiosk.screen import Overlay, Screen
from tests.live.visitor import ALLOWANCE, Visitor
from tests.screens.visits import page_jpeg


def to_done(visitor: Visitor) -> None:
    """On the last screen with a slip in hand."""
    visitor.submit(stay=True)
    assert visitor.session.screen is Screen.DONE


def paying(visitor: Visitor) -> Payment:
    """The payment under way."""
    state = visitor.session.live.payment.state
    assert state is not None
    return state


def stage(visitor: Visitor) -> Stage | None:
    """How far the phone is."""
    state = visitor.session.live.phone.state
    return state.stage if state else None


def until(visitor: Visitor, holds: Any, seconds: float = 60.0) -> None:
    """Until it holds, the clock ticking."""

    def there() -> bool:
        visitor.session.tick()
        return bool(holds())

    visitor.thread.until(there, seconds)


def test_fee_is_paid_by_scanning_and_the_screen_stays_meanwhile(visitor: Visitor) -> None:
    to_done(visitor)
    desk, session = visitor.session.live.payment, visitor.session
    assert desk.due == 500
    visitor.far.worlds["payment"].delay = 3.0
    desk.open()
    until(visitor, lambda: desk.state is not None and desk.state.scannable)
    visitor.thread.let_pass(60)
    session.tick()
    assert session.screen is Screen.DONE, "nobody is sent away while paying"
    until(visitor, lambda: desk.state is not None and desk.state.state is Paid.PAID)
    assert paying(visitor).voucher_no
    session.close_overlay()
    desk.open()
    assert paying(visitor).state is Paid.PAID, "what is paid is not asked for again"


def test_the_platform_is_told_what_is_paid_in_chinese_whatever_the_citizen_reads(visitor: Visitor) -> None:
    to_done(visitor)
    session = visitor.session
    session.set_display(language=TRADITIONAL)
    assert session.visit is not None and session.visit.matter.short_name == "合成補貼"
    session.live.payment.open()
    assert paying(visitor).what == "合成补贴"


@pytest.mark.parametrize("fault", ["down", "garbage"])
def test_unknown_payment_never_loses_the_case(visitor: Visitor, fault: Any) -> None:
    to_done(visitor)
    desk, receipt = visitor.session.live.payment, visitor.session.receipt
    assert receipt is not None
    visitor.far.worlds["payment"].delay = 600.0
    desk.open()
    until(visitor, lambda: desk.state is not None and desk.state.scannable)
    visitor.far.faults["payment"] = fault
    visitor.thread.let_pass(5)
    until(visitor, lambda: desk.state is not None and desk.state.state is Paid.UNKNOWN)
    assert not paying(visitor).scannable, "nobody is asked to pay twice"
    queue = Queue(visitor.rig.home)
    assert queue.find(receipt.receipt_no) is not None
    queue.close()
    visitor.far.faults["payment"] = "none"
    visitor.far.worlds["payment"].delay = 0.1
    desk.again()
    until(visitor, lambda: desk.state is not None and desk.state.state is Paid.PAID)


def test_who_comes_back_to_a_payment_after_its_wait_was_over_finds_it_as_it_stands(visitor: Visitor) -> None:
    to_done(visitor)
    desk, session = visitor.session.live.payment, visitor.session
    visitor.far.worlds["payment"].delay = 6000.0
    desk.open()
    until(visitor, lambda: desk.state is not None and desk.state.scannable)
    visitor.thread.let_pass(payment.GIVE_UP_AFTER)
    session.tick()
    assert session.overlay is None, "the wait has an end"
    assert session.screen is Screen.DONE
    desk.open()
    session.tick()
    assert session.overlay is Overlay.PAY
    visitor.far.worlds["payment"].delay = 0.1
    until(visitor, lambda: paying(visitor).state is Paid.PAID)


@given(st.lists(st.one_of(st.sampled_from(list(Paid)), st.none()), max_size=12))
def test_whatever_the_platform_says_what_was_paid_stays_paid(said: list[Paid | None]) -> None:
    state, paid = Payment("o", "x", 500, 0.0), False
    for word in said:
        before = state
        state = payment.silent(state, "没有答复") if word is None else payment.told(state, word, qr="q")
        assert state.state in FOLLOWS[before.state] | {before.state}
        paid = paid or state.state is Paid.PAID
        assert not (paid and state.state not in (Paid.PAID, Paid.REFUNDED))
        assert not state.scannable or state.state is Paid.UNPAID
        assert not payment.over(state, 1e6) or not state.settled


def test_bad_rating_is_asked_for_reasons_and_sent_with_them(visitor: Visitor) -> None:
    to_done(visitor)
    session, messages = visitor.session, visitor.session.live.messages
    session.rate(1)
    assert session.overlay is Overlay.REASONS
    messages.toggle(REASONS[2])
    messages.send_rating()
    assert session.overlay is None
    visitor.thread.until(lambda: messages.rating.good)


def test_good_rating_is_sent_without_a_question(visitor: Visitor) -> None:
    to_done(visitor)
    visitor.session.rate(5)
    assert visitor.session.overlay is None
    visitor.thread.until(lambda: visitor.session.live.messages.rating.good)


def ratings(visitor: Visitor, receipt_no: str) -> list[dict[str, Any]]:
    """What the hub was told of how satisfied somebody was."""
    hub = open_hub(visitor.rig.hub_home)
    try:
        with hub.database.reading() as rows:
            said = [read(hub, row) for row in rows.query(Message).all() if row.kind == "rating"]
    finally:
        hub.close()
    return [one for one in said if one["receipt_no"] == receipt_no]


@pytest.mark.parametrize("leaving", ["walks away", "complains"])
def test_bad_rating_arrives_also_from_who_gives_no_reasons(visitor: Visitor, leaving: str) -> None:
    to_done(visitor)
    session, messages, receipt = visitor.session, visitor.session.live.messages, visitor.session.receipt
    assert receipt is not None
    session.rate(1)
    messages.toggle(REASONS[0])
    if leaving == "complains":
        messages.open_complaint()
        visitor.thread.until(lambda: messages.rating.good)
    visitor.leave()
    visitor.thread.until(lambda: bool(ratings(visitor, receipt.receipt_no)))
    assert [(one["stars"], one["tags"]) for one in ratings(visitor, receipt.receipt_no)] == [(1, [REASONS[0]])]


def test_last_screen_stays_under_the_hands_of_who_writes_a_complaint(visitor: Visitor) -> None:
    to_done(visitor)
    visitor.rig.tell("id_reader take")
    session, messages = visitor.session, visitor.session.live.messages
    visitor.thread.until(lambda: session.receipt is not None and not session.receipt.card_inside)
    messages.open_complaint()
    for text in ("灯", "灯坏", "灯坏了"):
        visitor.thread.let_pass(session.settings.timing.done - 5)
        session.touched()
        messages.write(text)
        session.tick()
    assert messages.written == "灯坏了"
    assert session.overlay is Overlay.COMPLAINT
    visitor.thread.let_pass(session.settings.timing.done + 1)
    until(visitor, lambda: session.screen is Screen.ATTRACT)
    assert not messages.written


def lies_over(visitor: Visitor) -> Overlay | None:
    """What lies over the screen now."""
    return visitor.session.overlay


def test_who_looks_aside_from_a_complaint_finds_it_as_it_was(visitor: Visitor) -> None:
    session, messages = visitor.session, visitor.session.live.messages
    session.wake()
    messages.open_complaint()
    messages.choose_about("hall")
    messages.write("灯坏了")
    session.help()
    session.show_overlay(Overlay.LANGUAGE)
    session.close_overlay()
    assert lies_over(visitor) is Overlay.COMPLAINT
    visitor.thread.let_pass(session.settings.timing.idle_public + 1)
    session.tick()
    assert lies_over(visitor) is Overlay.IDLE
    session.stay()
    assert lies_over(visitor) is Overlay.COMPLAINT
    session.close_overlay()
    assert lies_over(visitor) is None
    session.help()
    session.close_overlay()
    assert lies_over(visitor) is None, "what was closed stays closed"
    session.help()
    messages.open_complaint()
    assert (messages.about, messages.written) == ("hall", "灯坏了"), "what was begun goes on"


def test_reasons_of_a_rating_are_no_complaint(visitor: Visitor) -> None:
    to_done(visitor)
    session, messages = visitor.session, visitor.session.live.messages
    session.rate(2)
    messages.toggle(REASONS[1])
    messages.open_complaint()
    messages.choose_about("hall")
    assert not messages.says_something


def test_words_of_a_complaint_are_somebodys_own_without_any_visit(visitor: Visitor) -> None:
    session, messages = visitor.session, visitor.session.live.messages
    session.wake()
    messages.open_complaint()
    assert not session.visiting
    messages.write("我叫什么不说")
    assert session.visiting, "who leaves now leaves nothing"
    session.close_overlay()
    session.leave()
    assert not session.visiting
    assert not messages.written


def test_complaint_gets_a_number_and_a_call_for_help_a_ticket(visitor: Visitor) -> None:
    session, messages = visitor.session, visitor.session.live.messages
    session.wake()
    session.help()
    messages.call()
    visitor.thread.until(lambda: messages.help.good)
    assert "QZ-" in messages.help.sentence
    messages.open_complaint()
    messages.complain()
    assert not messages.complaint.busy, "nothing was chosen yet"
    messages.choose_about("terminal")
    messages.toggle(WHAT[4])
    messages.complain()
    visitor.thread.until(lambda: messages.complaint.good)
    assert "TS-" in messages.complaint.sentence
    session.wipe()
    assert not messages.about and not messages.complaint.sentence


def test_complaint_in_ones_own_words_is_sent_as_it_was_written(visitor: Visitor) -> None:
    session, messages = visitor.session, visitor.session.live.messages
    session.wake()
    messages.open_complaint()
    messages.choose_about("hall")
    messages.write("  ")
    assert not messages.says_something, "nothing was said yet"
    messages.toggle(WHAT[1])
    messages.write("夜里𠮷没有灯" + "长" * LONGEST)
    messages.complain()
    visitor.thread.until(lambda: messages.complaint.good, 20)
    hub = open_hub(visitor.rig.hub_home)
    try:
        with hub.database.reading() as rows:
            said = [read(hub, row) for row in rows.query(Message).all() if row.kind == "complaint"][-1]
    finally:
        hub.close()
    assert said["text"] == f"{WHAT[1]}；夜里𠮷没有灯" + "长" * (LONGEST - 6)
    session.wipe()
    assert not messages.written


def test_without_a_network_a_complaint_says_whom_to_call(visitor: Visitor) -> None:
    session, messages = visitor.session, visitor.session.live.messages
    where = visitor.rig.stop_hub()
    try:
        session.wake()
        messages.open_complaint()
        messages.choose_about("other")
        messages.toggle(WHAT[0])
        messages.complain()
        visitor.thread.until(lambda: not messages.complaint.busy)
        assert not messages.complaint.good
        assert "12345" in messages.complaint.sentence
    finally:
        visitor.rig.start_hub(where)


def test_slot_at_the_window_is_booked_and_its_slip_printed(visitor: Visitor) -> None:
    session, desk = visitor.session, visitor.session.live.appointment
    session.wake()
    session.choose(ALLOWANCE)
    session.answers.hand_off()
    assert not desk.possible, "a slot belongs to a person"
    session.back()
    session.begin()
    visitor.rig.tell("id_reader put worker")
    visitor.thread.until(lambda: session.screen is Screen.FORM)
    session.answers.hand_off()
    desk.open()
    visitor.thread.until(lambda: not desk.state.busy)
    assert [day.isoformat() for day, _ in desk.state.free] == ["2026-11-23", "2026-11-24", "2026-11-25"], "no weekend"
    day, slots = desk.state.free[0]
    desk.book(day, next(slot for slot, left in slots if left))
    visitor.thread.until(lambda: "单子打印好了" in desk.state.sentence)
    assert desk.state.booked is not None and desk.state.booked.queue_no.startswith("Y")


def to_the_camera(visitor: Visitor) -> None:
    """Where the contract is scanned."""
    session = visitor.session
    session.wake()
    session.choose(ALLOWANCE)
    session.begin()
    visitor.rig.tell("id_reader put worker")
    visitor.thread.until(lambda: session.screen is Screen.FORM)
    session.enter("phone", "13800000000")
    session.next()
    session.materials.open("contract")


def test_photographs_from_a_phone_count_only_after_they_were_looked_at(visitor: Visitor) -> None:
    to_the_camera(visitor)
    session, desk = visitor.session, visitor.session.live.phone
    desk.open()
    visitor.thread.until(lambda: desk.state is not None and desk.state.stage is Stage.WAITING)
    assert desk.state is not None
    url = desk.state.url
    with requests.Session() as phone:
        assert phone.get(url, timeout=120).status_code == 200
        for number in range(2):
            assert (
                phone.post(f"{url}/photos", data=page_jpeg(str(number)), headers={"Content-Type": "image/jpeg"}, timeout=120).status_code
                == 201
            )
        assert requests.get(url, timeout=120).status_code == 410, "one phone only"
        assert phone.post(f"{url}/done", timeout=120).status_code == 204
    until(visitor, lambda: stage(visitor) is Stage.PREVIEW)
    assert session.visit is not None
    assert "contract" not in session.visit.supplies, "not before somebody has looked"
    desk.accept()
    assert session.overlay is None
    assert len(session.visit.supplies["contract"].sheets) == 2
    assert desk.state is None


def test_phone_upload_that_is_given_up_leaves_nothing_at_the_hub(visitor: Visitor) -> None:
    to_the_camera(visitor)
    desk = visitor.session.live.phone
    desk.open()
    visitor.thread.until(lambda: desk.state is not None and desk.state.stage is Stage.WAITING)
    assert desk.state is not None
    url = desk.state.url
    desk.cancel()
    assert visitor.session.overlay is None
    until(visitor, lambda: requests.get(url, timeout=120).status_code == 410)


def test_phone_upload_ends_with_its_time_also_where_the_network_went_meanwhile(visitor: Visitor) -> None:
    to_the_camera(visitor)
    desk, session = visitor.session.live.phone, visitor.session
    desk.open()
    visitor.thread.until(lambda: desk.state is not None and desk.state.stage is Stage.WAITING)
    where = visitor.rig.stop_hub()
    try:
        session.help()
        session.close_overlay()
        assert session.overlay is Overlay.PHONE, "the code is there again"
        assert session.live.working
        visitor.thread.let_pass(5 * 60)
        until(visitor, lambda: stage(visitor) is Stage.FAILED)
        assert not session.live.working, "nobody's pages stay on the screen for ever"
    finally:
        visitor.rig.start_hub(where)


def test_what_a_phone_sends_that_is_no_picture_is_no_page() -> None:
    assert page(b"not a picture") is None
    assert page(page_jpeg("1")) is not None
