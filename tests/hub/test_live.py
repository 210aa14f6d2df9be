"""What a citizen waits for, asked by the terminal's own client over real HTTP."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec
import pytest

from kiosk import hub_live
from kiosk.hub import decisions, messages, trail
from kiosk.hub.connectors import CONNECTORS, connector
from kiosk.hub.connectors.simulated import Counterparts, counterparts
from kiosk.hub.models_work import Message
from kiosk.hub_live import HubLive, Proof, Unavailable
from tests.hub.support import Bench, ask, new_terminal, serving
from tests.queue.support import NUMBER
from tests.waiting import until

PDF = b"%PDF-1.7\n" + bytes(200_000)


@dataclass
class Line:
    """A hub that is being served, and the terminal's client to it."""

    desk: Bench
    url: str
    live: HubLive

    def service(self, name: str, **question: Any) -> dict[str, Any]:
        """A good reply."""
        reply = self.live.service(name, question)
        assert isinstance(reply, dict), reply
        return reply


@pytest.fixture(scope="module")
def far() -> Iterator[Counterparts]:
    with counterparts(delay=0.3) as running:
        yield running


@pytest.fixture
def line(desk: Bench, far: Counterparts) -> Iterator[Line]:
    for name in far.faults:
        far.faults[name] = "none"
    with serving(desk.with_settings(services=far.addresses)) as url:
        live = HubLive(desk.at(url))
        yield Line(desk, url, live)
        live.close()


def test_my_cases_by_card_newest_first_and_nobody_elses(line: Line) -> None:
    desk = line.desk
    desk.arrive(applicant={"number": "330299199003072510"})
    first = desk.arrive(owed=[{"material": "photo", "last_day": "2026-11-27"}], materials=[{"id": "photo", "name": "近期照片"}])
    desk.clock.forward(hours=1)
    second = desk.arrive()
    found = line.live.my_cases(NUMBER.lower())
    assert not isinstance(found, Unavailable)
    assert [case.case_no for case in found] == [second.case_no, first.case_no]
    owed = found[1].owed[0]
    assert (owed.name, owed.last_day) == ("近期照片", date(2026, 11, 27))
    assert found[0].text == "材料已收到，部门还没有受理"
    assert found[0].may_withdraw and not found[0].may_supplement and not found[0].result_available
    assert line.live.my_cases("330299195801010099") == ()


def test_matter_is_named_as_the_citizen_knows_it(line: Line) -> None:
    line.desk.arrive(line.desk.case(matter_code="11330299MB000004X74330711003000"))
    found = line.live.my_cases(NUMBER)
    assert not isinstance(found, Unavailable)
    assert found[0].matter_name == "老年人优待证申领"


def test_number_alone_shows_a_state_and_the_code_everything(line: Line) -> None:
    case = line.desk.arrive()
    plain = line.live.look_up(case.receipt_no)
    assert isinstance(plain, hub_live.Found)
    assert (plain.state.state, plain.case) == ("received", None)
    whole = line.live.look_up(case.receipt_no, "KX7P2M")
    assert isinstance(whole, hub_live.Found)
    assert whole.case is not None and whole.case.case_no == case.case_no
    missing = line.live.look_up("JB0147-261121-0047-6")
    assert isinstance(missing, Unavailable) and missing.refused


def test_codes_cannot_be_tried_out(line: Line) -> None:
    case = line.desk.arrive()
    for _ in range(5):
        assert line.live.look_up(case.receipt_no, "AAAAAA") == Unavailable(hub_live.SENTENCES["wrong-code"], refused=True)
    locked = Unavailable(hub_live.SENTENCES["too-many-tries"], refused=True)
    assert line.live.look_up(case.receipt_no, "KX7P2M") == locked, "also the right code has to wait"
    assert ask(line.desk.at(line.url), line.url, "POST", "/v1/cases/look-up", {"receipt_no": case.receipt_no}).headers["Retry-After"]
    line.desk.clock.forward(minutes=61)
    assert isinstance(line.live.look_up(case.receipt_no, "KX7P2M"), hub_live.Found)


def test_numbers_cannot_be_tried_out_from_one_terminal(line: Line) -> None:
    for sequence in range(30):
        line.live.look_up(f"JB0147-261121-{sequence:04d}-A")
    last = line.live.look_up(line.desk.arrive().receipt_no)
    assert last == Unavailable(hub_live.SENTENCES["too-many-tries"], refused=True)


def test_withdrawing_needs_the_card_or_the_code_and_ends_with_the_decision(line: Line) -> None:
    case, other = line.desk.arrive(), line.desk.arrive()
    wrong = line.live.withdraw(case.case_no, Proof(id_number="330299199003072510"))
    assert wrong == Unavailable(hub_live.SENTENCES["not-proven"], refused=True)
    done = line.live.withdraw(case.case_no, Proof(id_number=NUMBER))
    assert isinstance(done, hub_live.CaseView)
    assert done.state == "withdrawn" and not done.may_withdraw
    decisions.accept(line.desk.hub, other.case_no, "li")
    decisions.complete(line.desk.hub, other.case_no, "li", PDF, stamped=True)
    assert line.live.withdraw(other.case_no, Proof(code="KX7P2M")) == Unavailable(hub_live.SENTENCES["too-late"], refused=True)


def test_result_comes_signed_and_is_marked_collected(line: Line) -> None:
    case = line.desk.arrive()
    none = line.live.result(case.case_no, Proof(code="KX7P2M"))
    assert none == Unavailable(hub_live.SENTENCES["no-result"], refused=True)
    decisions.accept(line.desk.hub, case.case_no, "li")
    decisions.complete(line.desk.hub, case.case_no, "li", PDF, stamped=True)
    document = line.live.result(case.receipt_no, Proof(code="KX7P2M"))
    assert isinstance(document, hub_live.Unavailable), "the signature names the case number that was asked for"
    document = line.live.result(case.case_no, Proof(code="KX7P2M"))
    assert isinstance(document, hub_live.Document)
    assert (document.pdf, document.stamped) == (PDF, True)
    assert line.desk.find(case.case_no).status == "delivered"


def test_department_issues_a_sealed_document_after_a_while(line: Line) -> None:
    question = {"operation": "request", "service": "insurance_certificate", "id_number": NUMBER}
    reply = line.service("departments", **question)
    assert reply["state"] == "pending"

    def issued() -> dict[str, Any] | None:
        again = line.service("departments", **{**question, "operation": "fetch", "ticket": reply["ticket"]})
        return again if again["state"] == "issued" else None

    last = until(issued)
    document = line.live.document(last)
    assert isinstance(document, hub_live.Document)
    assert document.stamped and document.pdf.startswith(b"%PDF-")
    assert isinstance(line.live.document({**last, "document": "JVBERi0="}), Unavailable), "another document under this signature"
    assert isinstance(line.live.document({**last, "signature": ""}), Unavailable)


def test_department_that_refuses_says_why_in_its_own_words(line: Line) -> None:
    answer = line.live.service("departments", {"operation": "request", "service": "property_record", "id_number": "33029919580101002X"})
    assert answer == Unavailable("没有查到您名下的不动产登记信息", refused=True)


PROOF = {
    "way": "face",
    "at": "2026-11-22T22:47:00+08:00",
    "attempts": 1,
    "score": 0.71,
    "threshold": 0.45,
    "models_sha256": {"compare": "0" * 64},
}
OWNER = {"operation": "request", "service": "property_record", "id_number": NUMBER}


@pytest.mark.parametrize("proof", [None, {"way": "window", "at": "2026-11-22T22:47:00+08:00"}])
def test_department_tells_what_somebody_owns_to_nobody_who_was_not_seen(line: Line, proof: dict[str, Any] | None) -> None:
    answer = line.live.service("departments", {**OWNER, "identity_proof": proof})
    assert answer == Unavailable("还没有核对是不是您本人，请到窗口办理", refused=True)


def test_department_is_told_how_the_owner_was_seen(line: Line) -> None:
    assert line.service("departments", **OWNER, identity_proof=PROOF)["state"] == "pending"


def test_no_picture_of_a_face_goes_through_the_hub_to_a_department(line: Line) -> None:
    answer = line.live.service("departments", {**OWNER, "identity_proof": {**PROOF, "photo": "JVBERi0="}})
    assert isinstance(answer, Unavailable)


@pytest.mark.parametrize("fault", ["down", "garbage"])
def test_service_that_is_down_is_said_plainly(line: Line, far: Counterparts, fault: Any) -> None:
    far.faults["payment"] = fault
    answer = line.live.service("payment", {"operation": "begin", "order": "o1", "fen": 500})
    assert answer == Unavailable(hub_live.SENTENCES["service-down"])
    assert isinstance(line.live.service("courier", {"operation": "quote", "order": "o1", "region": "330106"}), dict), "the others go on"


def test_service_that_is_silent_does_not_hold_the_citizen_up(far: Counterparts) -> None:
    quick = replace(CONNECTORS["sms_codes"], seconds=0.3)
    far.faults["sms_codes"] = "silent"
    started = time.monotonic()
    with pytest.raises(connector.Down):
        connector.ask(quick, far.addresses["sms_codes"], quick.question.model_validate({"operation": "send", "phone": "13800000000"}))
    assert time.monotonic() - started < 9


def test_services_tell_which_are_up(line: Line, far: Counterparts) -> None:
    far.faults["courier"] = "down"
    found = line.live.services()
    assert not isinstance(found, Unavailable)
    assert {state.name for state in found} == set(CONNECTORS)
    assert [state.name for state in found if not state.up] == ["courier"]


def test_code_by_text_message(line: Line, far: Counterparts) -> None:
    sent = line.service("sms_codes", operation="send", phone="13800000000")
    code = far.worlds["sms_codes"].facts["sms/13800000000"]
    wrong = line.service("sms_codes", operation="check", ticket=sent["ticket"], code="000000" if code != "000000" else "111111")
    assert (wrong["right"], wrong["tries_left"]) == (False, 2)
    assert line.service("sms_codes", operation="check", ticket=sent["ticket"], code=code)["right"]
    again = line.live.service("sms_codes", {"operation": "check", "ticket": sent["ticket"], "code": code})
    assert isinstance(again, Unavailable) and again.refused


def test_payment_goes_through_its_states_and_is_never_made_twice(line: Line) -> None:
    order = uuid.uuid4().hex
    assert line.service("payment", operation="begin", order=order, fen=500)["state"] == "unpaid"
    assert line.service("payment", operation="begin", order=order, fen=500)["state"] in ("unpaid", "pending", "paid")
    paid = until(lambda: (reply := line.service("payment", operation="state", order=order))["state"] == "paid" and reply)
    assert paid["voucher_no"]
    assert line.service("payment", operation="refund", order=order)["state"] == "refunded"
    strange = uuid.uuid4().hex
    line.service("payment", operation="begin", order=strange, fen=13)
    assert until(lambda: line.service("payment", operation="state", order=strange)["state"] == "unknown")


def test_appointment_slots_fill_up(line: Line) -> None:
    wanted = {"operation": "book", "hall": "合成大厅", "day": "2026-11-23", "slot": "09:00-10:00", "id_number": NUMBER}
    tickets = [line.service("appointments", **wanted)["ticket"] for _ in range(2)]
    full = line.live.service("appointments", wanted)
    assert full == Unavailable("这个时段已经约满，请选别的时段", refused=True)
    line.service("appointments", operation="cancel", ticket=tickets[0])
    assert line.service("appointments", operation="list", hall="合成大厅", day="2026-11-23")["free"]["09:00-10:00"] == 1


def test_shared_facts_and_certificates(line: Line) -> None:
    shared = line.service("data_sharing", item="household", id_number=NUMBER)
    assert shared["found"] and shared["source"]
    minor = line.live.service("data_sharing", {"item": "household", "id_number": "330299201206010037"})
    assert isinstance(minor, Unavailable) and minor.refused
    assert line.service("e_certificates", kind="id_card", id_number=NUMBER)["number_tail"] == NUMBER[-4:]
    assert line.service("acceptance_platform", operation="matter_open", number="11330299MB000004X74330711003000")["open"]
    booked = line.service(
        "courier", operation="book", order="o9", region="330106", receiver="合成", phone="13800000000", detail="合成路 1 号"
    )
    assert line.service("courier", operation="track", order="o9")["waybill"] == booked["waybill"]


def test_unknown_service_and_wrong_question_are_no_crash(line: Line) -> None:
    assert isinstance(line.live.service("nonsense", {}), Unavailable)
    assert isinstance(line.live.service("payment", {"operation": "steal"}), Unavailable)


def test_complaint_gets_one_number_however_often_it_is_sent(line: Line) -> None:
    said = {"submission_id": str(uuid.uuid4()), "about": "terminal", "text": "打印机没有纸（合成）", "phone": "13800000000"}
    first, second = line.live.tell("complaints", said), line.live.tell("complaints", said)
    assert isinstance(first, hub_live.Numbered)
    assert first == second
    assert (first.number[:10], first.answer_by) == ("TS-261121-", date(2026, 11, 27))
    with line.desk.hub.database.reading() as session:
        (row,) = session.query(Message).all()
        assert "打印机".encode() not in row.sealed
        assert messages.read(line.desk.hub, row)["text"] == said["text"]


def test_rating_and_call_for_help(line: Line) -> None:
    rated = line.live.tell("ratings", {"submission_id": str(uuid.uuid4()), "stars": 5})
    assert isinstance(rated, hub_live.Numbered) and rated.number.startswith("PJ-")
    helped = line.live.tell("help-tickets", {"submission_id": str(uuid.uuid4()), "screen": "capture"})
    assert isinstance(helped, hub_live.Numbered) and helped.number.startswith("QZ-")
    assert isinstance(line.live.tell("ratings", {"submission_id": str(uuid.uuid4()), "stars": 6}), Unavailable)


def test_hub_that_is_gone_is_offline(desk: Bench) -> None:
    live = HubLive(desk.terminal)
    offline = Unavailable(hub_live.OFFLINE, offline=True)
    assert live.my_cases(NUMBER) == live.look_up("x") == live.services() == live.open_phone() == offline
    live.close()


def test_replayed_request_is_refused(line: Line) -> None:
    who = line.desk.at(line.url)
    token = who.token("POST", "/v1/people/cases", time.time())
    body = {"id_number": NUMBER}
    assert ask(who, line.url, "POST", "/v1/people/cases", body, token=token).status_code == 200
    again = ask(who, line.url, "POST", "/v1/people/cases", body, token=token)
    assert (again.status_code, again.json()["type"]) == (401, "/problems/token")


def test_other_terminals_token_opens_nothing_of_this_one(line: Line) -> None:
    session = line.live.open_phone()
    assert isinstance(session, hub_live.PhoneSession)
    stranger = new_terminal(line.desk.hub)
    path = f"/v1/phone-uploads/{session.id}"
    assert ask(stranger, line.url, "GET", path).status_code == 404
    assert ask(stranger, line.url, "DELETE", path).status_code == 404
    forged = msgspec.structs.replace(line.desk.terminal.facts, terminal_id=stranger.terminal_id)
    assert ask(replace(line.desk.at(line.url), facts=forged), line.url, "GET", path).status_code == 401


def test_numbers_of_people_stand_in_no_trace(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    line.desk.arrive()
    line.live.my_cases(NUMBER)
    line.live.service("data_sharing", {"item": "household", "id_number": NUMBER})
    assert NUMBER not in "".join(link.details for link in trail.links(line.desk.hub))
    assert NUMBER not in caplog.text
    for path in line.desk.home.rglob("hub.db*"):
        assert NUMBER.encode() not in path.read_bytes()
