"""A visit while a device does not do what it should: it is told, nothing is lost, and the citizen can go on."""

from __future__ import annotations

import pytest

from kiosk.journey import Place, Step
from kiosk.receipt import Printing
from kiosk.session import Screen
from tests.journey.people import RENT, SENIOR
from tests.journey.visitor import STROKES, Visitor


def test_without_paper_the_copy_is_told_as_not_printed_too(visitor: Visitor) -> None:
    visitor.rig.tell("receipt_printer paper out")
    visitor.go_to(RENT, Screen.SIGN, "worker")
    assert visitor.sign().copy is Printing.FAILED


def test_a_card_pulled_during_the_read_is_asked_for_again_and_then_read(visitor: Visitor) -> None:
    visitor.go_to(SENIOR, Screen.IDENTIFY, "elderly")
    visitor.rig.tell("id_reader pull-mid-read")
    visitor.rig.tell("id_reader put elderly")
    visitor.thread.until(lambda: bool(visitor.session.notice))
    assert visitor.session.notice.startswith("卡拿得太快了")
    visitor.rig.tell("id_reader put elderly")
    visitor.thread.until(lambda: visitor.session.screen is Screen.FORM)
    assert visitor.session.notice == ""


@pytest.mark.parametrize("fault", ["garbage", "checksum"])
def test_a_reader_that_talks_nonsense_is_told_and_works_again_afterwards(visitor: Visitor, fault: str) -> None:
    visitor.go_to(SENIOR, Screen.IDENTIFY, "elderly")
    visitor.rig.tell(f"id_reader {fault} on")
    visitor.rig.tell("id_reader put elderly")
    visitor.thread.until(lambda: bool(visitor.session.notice))
    assert visitor.session.screen is Screen.IDENTIFY
    visitor.rig.tell(f"id_reader {fault} off")
    visitor.thread.until(lambda: visitor.session.screen is Screen.FORM)


def test_without_paper_the_case_is_kept_and_the_number_shown(visitor: Visitor) -> None:
    visitor.rig.tell("receipt_printer paper out")
    visitor.go_to(SENIOR, Screen.SIGN, "elderly")
    receipt = visitor.sign()
    assert receipt.printing is Printing.FAILED
    assert "没纸" in receipt.print_sentence
    assert receipt.qr_payload.startswith(receipt.receipt_no)
    assert receipt.receipt_no in {row.receipt_no for row in visitor.rows()}


def test_paper_that_ends_during_the_slip_is_told_and_nothing_is_lost(visitor: Visitor) -> None:
    visitor.rig.tell("receipt_printer out-after 2000")
    visitor.go_to(SENIOR, Screen.SIGN, "elderly")
    receipt = visitor.sign()
    assert receipt.printing is Printing.FAILED
    assert receipt.receipt_no in {row.receipt_no for row in visitor.rows()}


def test_the_last_screen_stays_while_the_card_is_still_on_the_reader(visitor: Visitor) -> None:
    visitor.go_to(SENIOR, Screen.SIGN, "elderly")
    visitor.sign()
    session, thread = visitor.session, visitor.thread
    thread.until(lambda: session.receipt is not None and session.receipt.card_inside)
    thread.let_pass(2 * session.settings.timing.done + 1)  # this matter shows itself in large text, which leaves twice the time
    session.tick()
    assert session.screen is Screen.DONE
    session.finish()
    assert session.screen is Screen.DONE
    visitor.rig.tell("id_reader take")
    thread.until(lambda: session.receipt is not None and not session.receipt.card_inside)
    session.tick()
    assert (session.screen, session.visit) == (Screen.ATTRACT, None)


def test_a_page_is_taken_at_full_resolution_and_a_dark_one_is_refused_with_what_to_do(visitor: Visitor) -> None:
    visitor.go_to(RENT, Screen.MATERIALS, "worker")
    session, thread = visitor.session, visitor.thread
    visitor.before_the_camera("lease")
    thread.until(lambda: bool(session.visit and session.visit.supplies.get("lease")))
    assert session.visit is not None
    assert len(session.visit.supplies["lease"].sheets[0].jpeg) > 20_000
    visitor.rig.tell("document_camera page dark")
    thread.until(lambda: session.materials.preview is not None and not session.materials.preview.ok)
    session.materials.capture()
    thread.until(lambda: bool(session.notice))
    assert session.notice.startswith("这张没拍成")
    assert len(session.visit.supplies["lease"].sheets) == 1


def test_a_page_that_is_ready_after_the_citizen_went_on_is_dropped(visitor: Visitor) -> None:
    visitor.go_to(RENT, Screen.MATERIALS, "worker")
    session, thread = visitor.session, visitor.thread
    visitor.before_the_camera("lease")
    session.materials.wait()
    session.materials.finish()
    thread.let_pass(1)
    thread.drain()
    assert session.visit is not None
    assert session.visit.place == Place(Step.MATERIALS)
    assert "lease" not in session.visit.supplies
    assert session.busy == ""


def test_an_unplugged_camera_is_told_and_pages_already_taken_stay(visitor: Visitor) -> None:
    visitor.go_to(RENT, Screen.MATERIALS, "worker")
    session, thread = visitor.session, visitor.thread
    visitor.before_the_camera("lease")
    thread.until(lambda: bool(session.visit and session.visit.supplies.get("lease")))
    visitor.rig.tell("document_camera unplug")
    try:
        thread.until(lambda: session.materials.preview is None)
        session.materials.capture()
        thread.until(lambda: bool(session.notice))
        assert "已经拍好的都还在" in session.notice
        session.materials.finish()
        session.next()
        assert session.visit is not None
        assert session.visit.place == Place(Step.REVIEW)
    finally:
        visitor.rig.tell("document_camera plug")


def test_a_full_disk_is_told_and_the_citizen_can_try_again(visitor: Visitor) -> None:
    visitor.go_to(SENIOR, Screen.SIGN, "elderly")
    outbox = visitor.rig.home / "outbox"
    moved = outbox.rename(outbox.with_name("outbox-away"))
    outbox.write_bytes(b"")
    visitor.session.submit(STROKES, b"png")
    visitor.thread.until(lambda: bool(visitor.session.notice))
    assert visitor.session.receipt is None
    assert "还没有提交" in visitor.session.notice
    outbox.unlink()
    moved.rename(outbox)
    visitor.sign()
    assert visitor.session.receipt is not None
