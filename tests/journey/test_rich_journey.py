"""A matter with everything: who cannot do it is told before the form, nothing is asked twice, nothing agreed is assumed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import msgspec
import pytest
from msgspec import structs

from config.matter import Acceptance, Capture, IdentifyWay
from kiosk import asks, hand_off, journey, memory, step_bar
from kiosk.applicant import Applicant
from kiosk.case_record import record
from kiosk.journey import Acting, Place, Sheet, Step
from kiosk.review import review
from kiosk.settings import Terminal
from tests.journey.people import SENIOR, TODAY, WORKER, matter, person
from tests.journey.rich import CHILD, RICH, go_to, pass_on

OWN = Terminal()
NOW = datetime.fromisoformat("2026-11-21T22:47:00+08:00")


def test_the_whole_way_leads_through_every_place_in_order() -> None:
    visit, steps = journey.begin(RICH), []
    while visit.place.step is not Step.SIGN:
        steps.append(visit.place)
        visit = pass_on(visit)
    assert [place.step for place in steps] == [
        Step.GUIDE, Step.PRECHECK, Step.PRECHECK, Step.AGENT, Step.IDENTIFY, Step.FORM, Step.FORM, Step.FORM, Step.FORM, Step.PACKAGE,
        Step.DELIVERY, Step.PROMISE, Step.MATERIALS, Step.REVIEW,
    ]  # fmt: skip
    assert journey.ready_to_submit(visit, TODAY)


def test_everything_that_stops_somebody_is_told_at_once_before_the_card() -> None:
    visit = journey.forward(journey.begin(RICH), TODAY)
    visit = journey.forward(journey.answer(visit, "abroad", True), TODAY)
    visit = journey.forward(journey.answer(visit, "rented", False), TODAY)
    assert visit.place.step is Step.HAND_OFF
    assert len(hand_off.hand_off(visit, TODAY, OWN).reasons) == 2
    assert visit.applicant is None


def test_a_wrong_answer_can_be_taken_back_from_the_hand_off() -> None:
    visit = journey.answer(journey.forward(journey.begin(RICH), TODAY), "abroad", True)
    stopped = journey.forward(journey.answer(journey.forward(visit, TODAY), "rented", True), TODAY)
    again = journey.back(stopped, TODAY)
    assert again is not None
    first = journey.back(again, TODAY)
    assert first is not None
    right = journey.forward(journey.answer(first, "abroad", False), TODAY)
    assert journey.forward(right, TODAY).place.step is Step.AGENT


def test_a_question_only_the_document_decides_about_is_asked_after_it() -> None:
    ninety = person(date(1930, 1, 1), "330299193001010023")
    visit = journey.identified(go_to(Step.IDENTIFY), ninety, TODAY)
    assert visit.place == Place(Step.PRECHECK, "very_old")
    stopped = journey.forward(journey.answer(visit, "very_old", False), TODAY)
    assert stopped.place.step is Step.HAND_OFF
    assert journey.identified(go_to(Step.IDENTIFY), WORKER, TODAY).place.step is Step.FORM


def test_an_agent_shows_their_own_card_first_and_then_tells_for_whom() -> None:
    visit = journey.act_for(go_to(Step.AGENT), Acting.AGENT)
    visit = journey.forward(visit, TODAY)
    assert visit.place.step is Step.IDENTIFY
    visit = journey.identified(visit, WORKER, TODAY)
    assert visit.place.step is Step.PRINCIPAL
    assert (visit.agent, visit.applicant) == (WORKER, None)
    visit = go_to(Step.REVIEW, visit)
    assert visit.applicant is not None
    assert (visit.applicant.name, visit.applicant.verified, visit.applicant.sex) == ("合成测试甲", False, "女")
    assert "authorisation" in {item.id for item in journey.materials(visit, TODAY)}
    made = record(go_to(Step.SIGN, visit), (), NOW)
    assert made["agent"]["number"] == WORKER.number
    assert made["agent"]["relation"] == "父母"
    assert made["verify_later"] is True


def test_nobody_acts_for_themselves() -> None:
    visit = journey.identified(journey.forward(journey.act_for(go_to(Step.AGENT), Acting.AGENT), TODAY), WORKER, TODAY)
    for name, text in {"principal.name": "合成", "principal.number": WORKER.number, "principal.relation": "其他"}.items():
        visit = journey.enter(visit, name, text)
    assert [problem.field for problem in journey.problems(visit, visit.place, TODAY)] == ["principal.number"]


def test_the_principals_card_fills_the_page_and_counts_as_read() -> None:
    visit = journey.identified(journey.forward(journey.act_for(go_to(Step.AGENT), Acting.AGENT), TODAY), WORKER, TODAY)
    visit = journey.enter(journey.principal_read(visit, person()), "principal.relation", "父母")
    on = journey.forward(visit, TODAY)
    assert on.applicant == person()
    other = journey.enter(visit, "principal.number", "330299199105080028")
    changed = journey.forward(other, TODAY).applicant
    assert changed is not None
    assert not changed.verified


def test_changing_ones_mind_about_for_whom_keeps_what_was_typed_and_drops_what_came_from_the_card() -> None:
    visit = journey.enter(go_to(Step.FORM), "housing", "own")
    assert visit.entries["delivery.receiver"] == WORKER.name
    other = journey.act_for(visit, Acting.AGENT)
    assert other.entries["housing"] == "own"
    assert "delivery.receiver" not in other.entries
    assert journey.forward(replace(other, place=Place(Step.AGENT)), TODAY).place.step is Step.PRINCIPAL


def test_a_child_needs_a_guardian_with_a_card_and_a_consent() -> None:
    visit = journey.identified(go_to(Step.IDENTIFY), CHILD, TODAY)
    assert visit.place.step is Step.GUARDIAN
    assert {problem.field for problem in journey.problems(visit, visit.place, TODAY)} == {"guardian", "guardian_consent"}
    same = journey.guardian_read(visit, CHILD)
    assert "孩子自己" in journey.problems(same, same.place, TODAY)[0].say
    signed = go_to(Step.SIGN, visit)
    made = record(signed, (), NOW)
    assert made["guardian"]["number"] == WORKER.number
    assert [item["purpose"] for item in made["consents"]] == ["guardian_consent"]
    assert made["consents"][0]["text_sha256"]


def test_another_guardian_has_to_agree_again() -> None:
    visit = pass_on(journey.identified(go_to(Step.IDENTIFY), CHILD, TODAY))
    assert not journey.guardian_read(visit, person()).consented("guardian_consent")


def test_who_has_no_card_tells_who_they_are_and_it_is_called_unverified() -> None:
    visit = journey.choose_way(go_to(Step.IDENTIFY), IdentifyWay.HOUSEHOLD_BOOK)
    assert visit.place == Place(Step.DECLARE, "household_book")
    assert journey.problems(visit, visit.place, TODAY)
    visit = go_to(Step.SIGN, visit)
    assert visit.applicant is not None
    assert not visit.applicant.verified
    assert "identity.document" in {item.id for item in journey.captured(visit, TODAY)}
    assert any("还没有核验" in text for section in review(visit, TODAY) for _, text in section.rows)
    made = msgspec.json.decode(memory.encode(record(visit, (), NOW)))
    assert made["identified_by"] == "household_book"
    assert "户口本" in {item["name"] for item in made["materials"]}


@pytest.mark.parametrize("number", ["330299203001010024", "330299180001010020"])
def test_a_number_of_somebody_not_yet_born_or_too_old_is_refused(number: str) -> None:
    from devices.id_card.card import check_character

    visit = journey.choose_way(go_to(Step.IDENTIFY), IdentifyWay.HOUSEHOLD_BOOK)
    visit = journey.enter(journey.enter(visit, "identity.name", "合成"), "identity.number", number[:17] + check_character(number[:17]))
    assert [problem.field for problem in journey.problems(visit, visit.place, TODAY)] == ["identity.number"]


def test_a_passport_has_a_day_of_birth_of_its_own() -> None:
    visit = journey.choose_way(go_to(Step.IDENTIFY), IdentifyWay.PASSPORT)
    for name, text in {"identity.name": "TEST PERSON", "identity.number": "E12345678", "identity.birth": "20301301"}.items():
        visit = journey.enter(visit, name, text)
    assert journey.problems(visit, visit.place, TODAY)
    ok = journey.forward(journey.enter(visit, "identity.birth", "19900307"), TODAY)
    assert ok.applicant is not None
    assert ok.applicant.birth == date(1990, 3, 7)


def test_an_expired_card_of_the_agent_refuses_before_anything_is_typed() -> None:
    visit = journey.forward(journey.act_for(go_to(Step.AGENT), Acting.AGENT), TODAY)
    refused = journey.identified(visit, replace(WORKER, valid_to=date(2026, 11, 20)), TODAY)
    assert refused.place.step is Step.REFUSED


def test_a_promise_takes_the_place_of_the_proof_and_declining_brings_it_back() -> None:
    visit = go_to(Step.PROMISE)
    assert journey.problems(visit, visit.place, TODAY)
    assert "income_proof" not in {item.id for item in journey.captured(journey.promise(visit, "income", True), TODAY)}
    declined = journey.promise(visit, "income", False)
    assert not journey.problems(declined, declined.place, TODAY)
    assert "income_proof" in {item.id for item in journey.captured(declined, TODAY)}


def test_a_promise_without_a_proof_to_bring_must_be_agreed_to() -> None:
    bare = structs.replace(RICH, materials=[item for item in RICH.materials if not item.replaced_by])
    visit = journey.promise(go_to(Step.PROMISE, journey.begin(bare)), "income", False)
    assert journey.problems(visit, visit.place, TODAY)


def test_shared_data_that_are_wrong_are_replaced_by_ones_own_material() -> None:
    visit = go_to(Step.MATERIALS)
    assert journey.problems(visit, visit.place, TODAY) == ()
    own = journey.bring_own(visit, "household", True)
    assert [problem.field for problem in journey.problems(own, own.place, TODAY)] == ["household"]
    brought = journey.add_sheet(own, "household", Sheet(b"jpeg"))
    made = {item["id"]: item for item in record(go_to(Step.SIGN, brought), (), NOW)["materials"]}
    assert (made["household"]["own_prevails"], made["household"]["pages"]) == (True, 1)
    after_all = journey.bring_own(brought, "household", False)
    assert journey.supply(after_all, next(item for item in RICH.materials if item.id == "household")).sheets == ()


def test_a_page_of_what_is_looked_up_is_ones_own_material_and_keeps_its_place() -> None:
    visit = journey.add_sheet(go_to(Step.MATERIALS), "household", Sheet(b"page"))
    assert "household" in visit.own
    assert visit.place in journey.places(visit, TODAY)
    assert "household" in {item.id for item in journey.captured(visit, TODAY)}


def test_pages_are_put_in_order_taken_again_and_dropped_each_in_its_place() -> None:
    visit = go_to(Step.MATERIALS)
    for page in (b"1", b"3", b"2"):
        visit = journey.add_sheet(visit, "income_proof", Sheet(page))
    visit = journey.move_sheet(visit, "income_proof", 2, 1)
    assert [sheet.jpeg for sheet in visit.supplies["income_proof"].sheets] == [b"1", b"2", b"3"]
    visit = journey.add_sheet(visit, "income_proof", Sheet(b"new"), 1)
    visit = journey.remove_sheet(visit, "income_proof", 0)
    assert [sheet.jpeg for sheet in visit.supplies["income_proof"].sheets] == [b"new", b"3"]


def test_a_child_of_a_package_cannot_go_without_the_one_before_it() -> None:
    first = structs.replace(RICH, package=structs.replace(RICH.package, children=RICH.package.children[:2]))  # type: ignore[union-attr,type-var]
    assert go_to(Step.PACKAGE, journey.begin(first)).entries.get("housing") is None
    visit = journey.enter(go_to(Step.PACKAGE), "housing", "rent")
    assert [child.id for child in journey.children(visit, TODAY)] == ["subsidy", "medical", "rent"]
    out = journey.leave_out(visit, "medical", True)
    assert [problem.field for problem in journey.problems(out, Place(Step.PACKAGE), TODAY)] == ["rent"]
    both = journey.leave_out(out, "rent", True)
    assert not journey.problems(both, Place(Step.PACKAGE), TODAY)
    made = record(go_to(Step.SIGN, journey.leave_out(go_to(Step.PACKAGE), "medical", True)), (), NOW)
    assert [child["id"] for child in made["package"]["children"]] == ["subsidy"]


def test_the_next_matter_asks_nothing_again_and_still_shows_it_at_the_review() -> None:
    first = go_to(Step.SIGN)
    carried = journey.carry(first, TODAY)
    second = journey.begin(RICH, carried)
    while second.place.step is not Step.PACKAGE:
        second = pass_on(second)
        assert second.place.step is not Step.IDENTIFY
    assert second.applicant == WORKER
    assert second.entries["phone"] == "13800000000"
    senior = journey.begin(matter(SENIOR), replace(carried, person=person()))  # type: ignore[type-var]
    while senior.place.step is not Step.FORM:
        senior = journey.act_for(senior, Acting.SELF) if senior.place.step is Step.AGENT else senior
        senior = journey.forward(senior, TODAY)
    assert senior.applicant == person()


def test_a_page_whose_every_answer_is_known_is_skipped_but_can_be_changed() -> None:
    page = structs.replace(RICH.form[2], fields=[field for field in RICH.form[2].fields if field.id == "phone"])
    short = structs.replace(RICH, form=[page], package=None, checks=[], computed=[], materials=RICH.materials[:1])
    carried = journey.carry(go_to(Step.SIGN), TODAY)
    visit = go_to(Step.REVIEW, journey.begin(short, carried))
    assert Place(Step.FORM, "help") not in journey.places(visit, TODAY)
    assert any(section.place == Place(Step.FORM, "help") for section in review(visit, TODAY))
    there = journey.enter(journey.change(visit, Place(Step.FORM, "help")), "phone", "13900000000")
    assert journey.forward(there, TODAY).place.step is Step.REVIEW
    later = journey.carry(there, TODAY)
    assert later is not None
    assert later.values["contact.phone"] == "13900000000"


def test_pages_scanned_for_one_matter_serve_the_next() -> None:
    visit = journey.promise(go_to(Step.PROMISE), "income", False)
    visit = journey.add_sheet(go_to(Step.MATERIALS, visit), "income_proof", Sheet(b"first"))
    again = journey.begin(RICH, journey.carry(visit, TODAY))
    used = journey.reuse(again, "income_proof", "收入证明")
    assert used.supplies["income_proof"].reused
    assert used.supplies["income_proof"].sheets == (Sheet(b"first"),)


def test_a_hidden_answer_is_neither_sent_nor_seen_by_the_rules() -> None:
    visit = journey.enter(go_to(Step.DELIVERY), "delivery", "courier")
    visit = journey.enter(visit, "delivery.phone", "13800000001")
    back = journey.enter(visit, "delivery", "collect")
    assert "phone" not in record(go_to(Step.SIGN, back), (), NOW)["delivery_to"]


def test_a_change_after_the_review_voids_what_was_checked() -> None:
    signing = go_to(Step.SIGN)
    assert journey.ready_to_submit(signing, TODAY)
    assert not journey.ready_to_submit(journey.enter(signing, "phone", "13900000000"), TODAY)
    assert not journey.ready_to_submit(journey.add_sheet(signing, "household", Sheet(b"x")), TODAY)
    assert not journey.ready_to_submit(replace(signing, entries={**signing.entries, "phone": "13900000000"}), TODAY)


def test_outside_its_days_of_the_month_a_matter_leads_to_a_window() -> None:
    closed = structs.replace(RICH, acceptance=Acceptance(from_day=1, to_day=15, note="请下个月再来"))
    cause, sentence = hand_off.cannot_start(closed, TODAY, signs_reliably=False)
    assert (cause, "下个月" in sentence) == ("closed", True)
    assert hand_off.cannot_start(closed, date(2026, 12, 15), signs_reliably=False) == ("", "")


def test_a_matter_that_needs_a_reliable_signature_leads_to_a_window_where_there_is_none() -> None:
    strict = structs.replace(RICH, reliable_signature=True)
    assert hand_off.cannot_start(strict, TODAY, signs_reliably=False)[0] == "signature"
    assert hand_off.cannot_start(strict, TODAY, signs_reliably=True) == ("", "")


def test_the_slip_for_the_window_names_nobody() -> None:
    visit = journey.hand_off(go_to(Step.FORM), "asked")
    words = str(hand_off.HandOffData(hand_off.hand_off(visit, TODAY, OWN), NOW).values())
    assert WORKER.number not in words
    assert WORKER.name not in words


def test_the_step_bar_goes_only_forward() -> None:
    visit, last = journey.begin(RICH), -1
    while visit.place.step is not Step.SIGN:
        states = [state for _, state in step_bar.bar(visit, TODAY)]
        here = states.index("now") if "now" in states else -1
        assert here >= last, visit.place
        last, visit = here, pass_on(visit)


def test_nobody_is_named_when_a_visit_is_printed_by_accident() -> None:
    signing = go_to(Step.SIGN)
    assert WORKER.name not in repr(signing)
    assert WORKER.number not in repr(signing.applicant)


def test_what_the_department_looks_up_is_not_asked_for() -> None:
    shared = [item for item in RICH.materials if item.capture is Capture.SHARED]
    assert all(asks.exempt(go_to(Step.MATERIALS), item) for item in shared)
    assert isinstance(WORKER, Applicant)
