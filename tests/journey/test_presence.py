"""Whose card lies there: another person's begins afresh, a card that stays is told, and nobody is taken for who was there before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.id_card.card import CardProblem
from kiosk.card_watch import SENTENCES
from kiosk.journey import Acting, Step
from kiosk.presence import ALARM, ALARM_SECONDS, LEFT_BEHIND, READING
from kiosk.reliable_signature import ReliableSignature, SignatureProblem
from kiosk.rig import Rig
from kiosk.screen import Overlay, Screen
from kiosk.session import Session
from kiosk.settings import load
from kiosk.words import GoodNews
from tests.journey.people import WORKER
from tests.journey.rich import FILE, RICH, give
from tests.journey.visitor import STROKES, Visitor, visiting

STRICT = RICH.code.replace("332099001000", "332099007000")


def strict_text() -> str:
    """A matter that differs from the other by its code and name, and by asking a reliable signature."""
    text = FILE.read_text("utf-8").replace("332099001000", "332099007000").replace("name: 家庭帮扶一件事", "name: 家庭帮扶签约")
    return text.replace("short_name: 家庭帮扶\n", "short_name: 帮扶签约\nreliable_signature: true\n")


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    folder = tmp_path_factory.mktemp("rig")
    matters = folder / "matters"
    matters.mkdir()
    (matters / FILE.name).write_text(FILE.read_text("utf-8"), "utf-8")
    (matters / "strict.yaml").write_text(strict_text(), "utf-8")
    with Rig(folder, folder / "out", matters) as rig:
        yield rig


@pytest.fixture
def visitor(rig: Rig) -> Iterator[Visitor]:
    rig.tell("smart_card remove")
    with visiting(rig, load(rig.settings)) as visitor:
        yield visitor


def come_to(visitor: Visitor, step: Step) -> None:
    """Answer everything until ``step``."""
    session = visitor.session
    if session.visit is None:
        session.wake()
        session.choose(RICH.code)
        session.begin()
    while session.visit is not None and session.visit.place.step is not step:
        before = session.visit.place
        session.visit = give(session.visit)
        session.next()
        assert session.visit.place != before, session.problems


def show_card(visitor: Visitor, person: str = "worker") -> None:
    visitor.rig.tell(f"id_reader put {person}")
    visitor.thread.until(lambda: visitor.session.screen is not Screen.IDENTIFY)


def lift(visitor: Visitor) -> None:
    """Take the card, and give the reader the time to see it."""
    visitor.rig.tell("id_reader take")
    visitor.thread.until(lambda: not visitor.session.presence.card_inside)


def test_another_persons_card_in_mid_visit_leaves_nothing_of_the_first(visitor: Visitor) -> None:
    come_to(visitor, Step.IDENTIFY)
    show_card(visitor)
    session = visitor.session
    session.enter("phone", "13800000000")
    lift(visitor)
    visitor.rig.tell("id_reader put elderly")
    visitor.thread.until(lambda: session.screen is Screen.GUIDE)
    assert session.visit is not None
    assert (dict(session.visit.entries), session.visit.applicant, session.known) == ({}, None, frozenset())
    assert "换了一个人" in session.notice


def test_the_same_card_put_down_again_changes_nothing(visitor: Visitor) -> None:
    come_to(visitor, Step.IDENTIFY)
    show_card(visitor)
    session = visitor.session
    session.enter("phone", "13800000000")
    reads = visitor.session.terminal.devices["id_reader"].counters.uses
    lift(visitor)
    visitor.rig.tell("id_reader put worker")
    visitor.thread.until(lambda: visitor.session.terminal.devices["id_reader"].counters.uses > reads)
    visitor.thread.drain()
    assert session.visit is not None
    assert session.visit.entries["phone"] == "13800000000"


def test_a_card_left_behind_is_told_after_fifteen_seconds_until_it_is_taken(visitor: Visitor) -> None:
    come_to(visitor, Step.IDENTIFY)
    show_card(visitor)
    session, thread = visitor.session, visitor.thread
    session.wipe()
    session.tick()
    assert session.alarm == ""
    thread.let_pass(ALARM_SECONDS)
    session.tick()
    assert (session.alarm, session.overlay) == (ALARM, Overlay.CARD_LEFT)
    visitor.rig.tell("id_reader take")
    thread.until(lambda: session.alarm == "")
    assert session.overlay is None


def test_nobody_is_taken_for_the_person_whose_card_was_left_behind(visitor: Visitor) -> None:
    come_to(visitor, Step.IDENTIFY)
    show_card(visitor)
    session = visitor.session
    session.wipe()
    come_to(visitor, Step.IDENTIFY)
    assert session.notice == LEFT_BEHIND
    visitor.rig.tell("id_reader take")
    visitor.thread.until(lambda: session.notice == "")
    visitor.rig.tell("id_reader put elderly")
    visitor.thread.until(lambda: session.screen is not Screen.IDENTIFY)
    assert session.visit is not None
    assert session.visit.applicant is not None
    assert session.visit.applicant.number != WORKER.number


def test_an_agents_own_card_does_not_count_as_the_principals(visitor: Visitor) -> None:
    come_to(visitor, Step.AGENT)
    session = visitor.session
    session.answers.act_for(Acting.AGENT)
    session.next()
    show_card(visitor)
    assert session.screen is Screen.PRINCIPAL
    lift(visitor)
    visitor.rig.tell("id_reader put elderly")
    visitor.thread.until(lambda: session.visit is not None and session.visit.principal is not None)
    session.enter("principal.relation", "父母")
    session.next()
    assert session.visit is not None
    assert session.visit.applicant is not None
    assert session.visit.applicant.verified
    assert session.visit.agent == session.visit.present


def test_a_social_security_card_in_the_slot_identifies(visitor: Visitor) -> None:
    come_to(visitor, Step.IDENTIFY)
    session = visitor.session
    visitor.rig.tell("smart_card insert worker")
    visitor.thread.until(lambda: session.screen is not Screen.IDENTIFY)
    assert session.visit is not None
    assert session.visit.applicant is not None
    assert session.visit.applicant.document_kind == "social_security_card"


def test_a_card_this_matter_does_not_take_is_told_with_what_to_do(visitor: Visitor) -> None:
    come_to(visitor, Step.IDENTIFY)
    visitor.rig.tell("id_reader put foreigner")
    visitor.thread.until(lambda: bool(visitor.session.notice))
    assert "外国人永久居留身份证不行" in visitor.session.notice
    assert visitor.session.screen is Screen.IDENTIFY


def test_who_has_nothing_with_them_gets_a_slip_before_any_form(visitor: Visitor) -> None:
    come_to(visitor, Step.IDENTIFY)
    session = visitor.session
    session.answers.hand_off("no_document")
    session.answers.print_parting()
    visitor.thread.until(lambda: session.busy == "" and bool(session.notice))
    assert session.notice.startswith("单子打印好了")
    assert session.screen is Screen.HAND_OFF


def test_the_slip_that_cannot_be_printed_is_told(visitor: Visitor) -> None:
    visitor.rig.tell("receipt_printer paper out")
    come_to(visitor, Step.IDENTIFY)
    visitor.session.answers.hand_off("no_document")
    visitor.session.answers.print_parting()
    visitor.thread.until(lambda: bool(visitor.session.notice))
    assert "没有打出来" in visitor.session.notice


def test_the_next_matter_knows_who_is_there_and_is_not_begun_by_somebody_else(visitor: Visitor) -> None:
    come_to(visitor, Step.IDENTIFY)
    show_card(visitor)
    come_to(visitor, Step.SIGN)
    session, thread = visitor.session, visitor.thread
    session.submit(STROKES, b"png")
    thread.until(
        lambda: session.receipt is not None and session.receipt.print_sentence != "" and session.receipt.printing != "printing", 30
    )
    session.another()
    assert session.screen is Screen.HOME
    come_to(visitor, Step.FORM)
    assert session.visit is not None
    assert session.visit.entries["phone"] == "13800000000"
    session.back()
    lift(visitor)
    visitor.rig.tell("id_reader put elderly")
    thread.until(lambda: "换了一个人" in session.notice)
    assert not session.visiting


class Certificate:
    """A citizen's certificate as a provider's adapter would use it: a key of its own, and the number it was issued to."""

    def __init__(self, number: str) -> None:
        self.key, self.number, self.digests = Ed25519PrivateKey.generate(), number, list[bytes]()

    def sign(self, digest: bytes, person_number: str) -> ReliableSignature | SignatureProblem:
        if person_number != self.number:
            return SignatureProblem.NOT_THE_APPLICANT
        self.digests.append(digest)
        return ReliableSignature("Ed25519", self.key.sign(digest), b"certificate")


@pytest.mark.parametrize(("number", "kept"), [(WORKER.number, True), ("330299195801010025", False)])
def test_a_matter_that_law_asks_a_reliable_signature_of_is_signed_over_what_was_checked(visitor: Visitor, number: str, kept: bool) -> None:
    certificate = Certificate(number)
    session = Session(replace(visitor.session.terminal, signer=certificate), visitor.thread)
    strict = Visitor(visitor.rig, session, visitor.thread)
    session.wake()
    session.choose(STRICT)
    session.begin()
    come_to(strict, Step.IDENTIFY)
    show_card(strict)
    come_to(strict, Step.SIGN)
    assert session.visit is not None
    checked = session.visit.checked
    session.submit(STROKES, b"png")
    strict.thread.until(lambda: session.receipt is not None or bool(session.notice))
    assert (session.receipt is not None) is kept
    assert certificate.digests == ([bytes.fromhex(checked)] if kept else [])
    if not kept:
        assert "自己的证书" in session.notice
    session.close()


def test_what_goes_on_is_told_while_a_card_is_read_and_no_longer(visitor: Visitor) -> None:
    """A real chip takes its time; told only while a card lies there."""
    come_to(visitor, Step.IDENTIFY)
    session, said = visitor.session, list[str]()
    session.listen(lambda: said.append(session.busy))
    visitor.thread.until(lambda: session.terminal.devices["id_reader"].status.usable)
    session.changed()
    assert set(said) == {""}
    show_card(visitor)
    assert READING in said
    assert session.busy == ""


def test_a_card_that_was_pulled_leaves_no_word_of_reading_behind(visitor: Visitor) -> None:
    come_to(visitor, Step.IDENTIFY)
    session = visitor.session
    visitor.rig.tell("id_reader pull-mid-read")
    visitor.rig.tell("id_reader put worker")
    visitor.thread.until(lambda: session.notice == SENTENCES[CardProblem.PULLED])
    visitor.thread.drain()
    assert session.busy == ""


def test_the_guide_is_printed_to_be_taken_home_before_anybody_is_asked_anything(visitor: Visitor) -> None:
    session, before = visitor.session, visitor.slips()
    session.wake()
    session.choose(RICH.code)
    session.answers.print_guide()
    visitor.thread.until(lambda: session.busy == "" and bool(session.notice))
    assert isinstance(session.notice, GoodNews)
    assert (session.screen, visitor.slips()) == (Screen.GUIDE, before + 1)
    visitor.rig.tell("receipt_printer paper out")
    visitor.thread.until(lambda: not session.terminal.usable("receipt_printer"))
    session.answers.print_guide()
    visitor.thread.until(lambda: session.busy == "" and not isinstance(session.notice, GoodNews))
    assert "没有打出来" in session.notice
    assert session.visit is not None
    assert not session.visit.personal
