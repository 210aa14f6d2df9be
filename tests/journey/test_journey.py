"""The way of a visit: nobody fills a form in vain, nothing entered is lost, and everything wrong is told at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import journey
from kiosk.journey import Place, Sheet, Step
from tests.journey.people import RENT, SENIOR, TODAY, WORKER, at, matter, pass_place, person, to_card


def test_somebody_too_young_is_told_before_the_form() -> None:
    visit = journey.identified(to_card(SENIOR), WORKER, TODAY)
    assert visit.place.step is Step.REFUSED
    assert journey.refusals(visit, TODAY)[0].startswith("满 60 周岁")


def test_the_sixtieth_birthday_itself_counts() -> None:
    started = to_card(SENIOR)
    assert journey.identified(started, person(date(1966, 11, 21)), TODAY).place.step is Step.FORM
    assert journey.identified(started, person(date(1966, 11, 22)), TODAY).place.step is Step.REFUSED


def test_born_on_29_february_becomes_sixty_on_1_march_of_a_common_year() -> None:
    started = to_card(SENIOR)
    leapling = person(date(1960, 2, 29))
    assert journey.identified(started, leapling, date(2019, 12, 31)).place.step is Step.REFUSED
    born_1968 = person(date(1968, 2, 29))
    assert journey.identified(started, born_1968, date(2028, 2, 28)).place.step is Step.REFUSED
    assert journey.identified(started, born_1968, date(2028, 2, 29)).place.step is Step.FORM
    born_1964 = person(date(1964, 2, 29))
    assert journey.identified(started, born_1964, date(2023, 2, 28)).place.step is Step.REFUSED


def test_an_expired_card_and_a_failed_condition_are_told_together() -> None:
    expired = replace(WORKER, valid_to=date(2026, 11, 20))
    visit = journey.identified(to_card(SENIOR), expired, TODAY)
    assert len(journey.refusals(visit, TODAY)) == 2


def test_a_card_valid_until_today_is_still_valid() -> None:
    last_day = replace(person(), valid_to=TODAY)
    assert journey.identified(to_card(SENIOR), last_day, TODAY).place.step is Step.FORM


def test_the_spouse_is_asked_for_only_when_married() -> None:
    visit = at(RENT, Step.FORM, WORKER)
    page = visit.matter.form[0]
    shown = {field.id for field in journey.visible(page, visit, TODAY)}
    married = {field.id for field in journey.visible(page, journey.enter(visit, "marriage", "married"), TODAY)}
    assert "spouse_id_number" not in shown
    assert "spouse_id_number" in married


def test_everything_missing_on_a_page_is_told_at_once() -> None:
    visit = journey.enter(at(RENT, Step.FORM, WORKER), "marriage", "married")
    visit = journey.enter(visit, "spouse_name", "合成测试丁")
    visit = pass_place(journey.enter(visit, "spouse_id_number", "330299199105080028"))
    while visit.place.item != matter(RENT).form[-1].id:
        visit = pass_place(visit)
    found = journey.problems(visit, visit.place, TODAY)
    assert len(found) == len([field for field in matter(RENT).form[-1].fields if field.required])


def test_the_address_comes_from_the_card_and_stays_as_the_citizen_changed_it() -> None:
    visit = at(RENT, Step.FORM, WORKER)
    prefilled = [field.id for page in visit.matter.form for field in page.fields if field.prefill == "card.address"]
    assert prefilled
    assert visit.entries[prefilled[0]] == WORKER.address
    again = journey.identified(journey.enter(visit, prefilled[0], "新地址 12 号"), WORKER, TODAY)
    assert again.entries[prefilled[0]] == "新地址 12 号"


def test_deferring_the_lease_brings_the_commitment_and_a_page_takes_it_away() -> None:
    visit = journey.defer(at(RENT, Step.MATERIALS, WORKER), "lease")
    committing = journey.forward(visit, TODAY)
    assert committing.place.step is Step.COMMITMENT
    assert journey.problems(committing, committing.place, TODAY)
    scanned = journey.add_sheet(visit, "lease", Sheet(b"jpeg"))
    assert journey.forward(scanned, TODAY).place.step is Step.REVIEW


def test_a_commitment_does_not_cover_what_is_deferred_afterwards() -> None:
    visit = replace(journey.defer(at(SENIOR, Step.MATERIALS, person()), "portrait"), committed=True)
    assert not journey.defer(visit, "portrait").committed


def test_changing_an_answer_at_the_review_leads_back_to_the_review() -> None:
    review = at(RENT, Step.REVIEW, WORKER)
    there = journey.change(review, Place(Step.FORM, "family"))
    assert journey.forward(there, TODAY).place.step is Step.REVIEW


def test_a_change_at_the_review_that_raises_a_new_question_asks_it_first() -> None:
    review = at(RENT, Step.REVIEW, WORKER)
    there = journey.enter(journey.change(review, Place(Step.FORM, "family")), "marriage", "married")
    assert [problem.field for problem in journey.problems(there, there.place, TODAY)] == ["spouse_name", "spouse_id_number"]
    on = journey.forward(there, TODAY)
    assert on.place == Place(Step.FORM, "family")


def test_the_review_never_shows_a_whole_identity_or_bank_number() -> None:
    from kiosk.review import review

    shown = " ".join(text for section in review(at(RENT, Step.REVIEW, WORKER), TODAY) for _, text in section.rows)
    assert WORKER.number not in shown
    assert "330***********2510" in shown
    assert "6222020000000000000" not in shown


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["forward", "back", "change", "enter", "sheet", "defer"]), max_size=25))
def test_going_back_and_forth_never_loses_or_invents_an_entry(moves: list[str]) -> None:
    visit = at(RENT, Step.FORM, WORKER)
    expected = dict(visit.entries)
    for number, move in enumerate(moves):
        match move:
            case "forward" if not journey.problems(visit, visit.place, TODAY):
                visit = journey.forward(visit, TODAY)
            case "back":
                visit = journey.back(visit, TODAY) or visit
                if visit.applicant is None or visit.place.step in (Step.GUIDE, Step.PRECHECK):
                    visit = journey.identified(visit, WORKER, TODAY)
            case "change" if visit.place.step is Step.REVIEW:
                visit = journey.change(visit, Place(Step.MATERIALS))
            case "enter":
                expected["months"] = str(number)
                visit = journey.enter(visit, "months", str(number))
            case "sheet":
                visit = journey.add_sheet(visit, "lease", Sheet(bytes([number])))
            case "defer" if not visit.supplies.get("lease", journey.NOTHING).sheets:
                visit = journey.defer(visit, "lease")
        assert dict(visit.entries) == expected
        assert visit.place.step is Step.CAPTURE or visit.place in journey.places(visit, TODAY)
