"""Matters unlike the seven, as YAML alone: several applicants, an enterprise whose changed items lead the way, a window by day of month."""

from __future__ import annotations

from datetime import date

import pytest

from config.codes import credit_code_check
from config.load import load_matter
from config.matter import Field, Matter
from kiosk.fields import row_id, several_entry
from kiosk.journey import (
    Acting,
    Place,
    Sheet,
    Step,
    Visit,
    act_for,
    add_row,
    add_sheet,
    answer,
    begin,
    captured,
    commitments,
    computed,
    enter,
    exempt,
    forward,
    identified,
    materials,
    places,
    principal_read,
    problems,
    promise,
    ready_to_submit,
    visible,
)
from tests.config.test_corpus import GOOD
from tests.journey.people import WORKER, person

IN_WINDOW, OUTSIDE = date(2026, 11, 10), date(2026, 11, 11)
BODY = "91330299MA0000001"
OTHER = "330299195801010025"
TEXTS = {
    "place": "330205 合成路 1 号",
    "rent": "3200.50",
    "new_name": "样例市合成贸易有限公司",
    "new_place": "330205 合成路 2 号",
    "old_capital": "1000000",
    "new_capital": "2000000",
    "scope_text": "日用百货销售",
    "credit_code": BODY + credit_code_check(BODY),
    "delivery": "electronic",
    "grade": "1",
    "since": "202611",
    "bank_card": "6222020000000000000",
    "phone": "13800000000",
}


def matter(name: str) -> Matter:
    return load_matter(GOOD / f"{name}.yaml")


def field_of(visit: Visit, name: str) -> Field:
    return next(field for page in visit.matter.form for field in page.fields if field.id == name)


def fill(visit: Visit, today: date, **given: str) -> Visit:
    """Answer the fields of the page the visit stands at that are visible, from ``given`` or as usual."""
    page = next(page for page in visit.matter.form if page.id == visit.place.item)
    for _answered in page.fields:  # an answer may show the next field
        for field in visible(page, visit, today):
            if not visit.entries.get(field.id):
                visit = enter(visit, field.id, given.get(field.id, TEXTS.get(field.id, "")))
    return visit


def through(visit: Visit, today: date, **given: str) -> Visit:
    """Give what every place asks for, up to the signature; the places are those the matter leads through."""
    while visit.place.step not in (Step.SIGN, Step.REFUSED, Step.HAND_OFF):
        match visit.place.step:
            case Step.PRECHECK:
                visit = answer(visit, visit.place.item, False)
            case Step.AGENT:
                visit = act_for(visit, Acting.SELF)
            case Step.IDENTIFY:
                visit = identified(visit, WORKER, today)
                continue
            case Step.FORM:
                visit = fill(visit, today, **given)
            case Step.PROMISE:
                visit = promise(visit, visit.place.item, True)
            case Step.MATERIALS:
                for material in captured(visit, today):
                    if not exempt(visit, material):
                        visit = add_sheet(visit, material.id, Sheet(b"jpeg"))
        assert problems(visit, visit.place, today) == (), visit.place
        before, visit = visit.place, forward(visit, today)
        assert visit.place != before
    return visit


def owners(visit: Visit, *rows: tuple[str, str, str]) -> Visit:
    """The group's rows: name, number, share."""
    group = field_of(visit, "owners")
    while len(rows) > 2 and int(visit.entries.get("owners", "2")) < len(rows):
        visit = add_row(visit, group)
    for index, row in enumerate(rows):
        for name, text in zip(("name", "number", "share"), row, strict=True):
            visit = enter(visit, row_id("owners", index, name), text)
    return visit


def at_owners(today: date = IN_WINDOW) -> Visit:
    visit = begin(matter("several_applicants"))
    while visit.place != Place(Step.FORM, "owners"):
        match visit.place.step:
            case Step.PRECHECK:
                visit = answer(visit, visit.place.item, False)
            case Step.IDENTIFY:
                visit = identified(visit, WORKER, today)
                continue
            case Step.FORM:
                visit = fill(visit, today)
        visit = forward(visit, today)
    return visit


def test_several_applicants_come_to_the_signature_with_all_their_rows() -> None:
    visit = owners(at_owners(), ("测试甲", WORKER.number, "40"), ("测试乙", OTHER, "60"))
    assert [item.id for item in commitments(visit, IN_WINDOW)] == ["owners_agree"]
    visit = through(visit, IN_WINDOW)
    assert ready_to_submit(visit, IN_WINDOW)
    assert ("owner_count", "共有人数", "2") in computed(visit, IN_WINDOW)
    assert "consent" not in {item.id for item in materials(visit, IN_WINDOW)}


@pytest.mark.parametrize(
    ("rows", "say"),
    [
        ((("测试甲", WORKER.number, "40"), ("测试乙", WORKER.number, "60")), "有两位共有人的身份证号一样，请核对"),
        ((("测试甲", "330299201206010037", "40"), ("测试乙", OTHER, "60")), "共有人里要有您本人，请把您自己也填上"),
    ],
)
def test_rules_over_the_rows_stop_the_same_person_twice_and_one_who_is_missing(rows: tuple[tuple[str, str, str], ...], say: str) -> None:
    visit = owners(at_owners(), *rows)
    assert [problem.say for problem in problems(visit, visit.place, IN_WINDOW)] == [say]


def test_half_filled_rows_are_told_without_a_rule_failing() -> None:
    visit = owners(at_owners(), ("测试甲", WORKER.number, "40"), ("", "", ""))
    told = [problem.field for problem in problems(visit, visit.place, IN_WINDOW)]
    assert told == ["owners.1.name", "owners.1.number", "owners.1.share"]


@pytest.mark.parametrize(
    ("items", "pages", "papers"),
    [
        (["name"], ["company", "name", "delivery"], {"id_card", "request"}),
        (["place"], ["company", "place", "delivery"], {"id_card", "request", "place_proof"}),
        (["capital", "scope"], ["company", "money", "business", "delivery"], {"id_card", "request", "resolution"}),
        (
            ["name", "place", "capital", "scope"],
            ["company", "name", "place", "money", "business", "delivery"],
            {"id_card", "request", "resolution", "place_proof"},
        ),
    ],
)
def test_an_enterprise_fills_and_hands_in_what_it_changes(items: list[str], pages: list[str], papers: set[str]) -> None:
    visit = through(begin(matter("enterprise_change")), IN_WINDOW, items=several_entry(items))
    assert ready_to_submit(visit, IN_WINDOW)
    assert [place.item for place in places(visit, IN_WINDOW) if place.step is Step.FORM] == pages
    assert {item.id for item in materials(visit, IN_WINDOW)} == papers


def test_the_same_capital_is_no_change() -> None:
    visit = begin(matter("enterprise_change"))
    while visit.place != Place(Step.FORM, "money"):
        if visit.place.step is Step.IDENTIFY:
            visit = identified(visit, WORKER, IN_WINDOW)
            continue
        if visit.place.step is Step.FORM:
            visit = fill(visit, IN_WINDOW, items="capital")
        visit = forward(visit, IN_WINDOW)
    visit = fill(visit, IN_WINDOW, old_capital="2000000")
    assert [problem.say for problem in problems(visit, visit.place, IN_WINDOW)] == ["新旧注册资本一样，不用变更；填错了请改"]


def test_a_monthly_window_lets_in_on_its_days_only_and_says_which() -> None:
    inside = through(begin(matter("monthly_window")), IN_WINDOW)
    assert ready_to_submit(inside, IN_WINDOW)
    assert not ready_to_submit(inside, OUTSIDE)
    outside = through(begin(matter("monthly_window")), OUTSIDE)
    assert outside.place == Place(Step.REFUSED)


def test_an_agent_of_the_monthly_matter_brings_an_authorisation() -> None:
    visit = act_for(forward(begin(matter("monthly_window")), IN_WINDOW), Acting.AGENT)
    visit = identified(forward(visit, IN_WINDOW), WORKER, IN_WINDOW)
    visit = principal_read(visit, person())
    assert visit.place == Place(Step.PRINCIPAL)
    visit = enter(visit, "principal.relation", visit.matter.agent.coded[0].value)
    visit = forward(visit, IN_WINDOW)
    assert "authorisation" in {item.id for item in materials(visit, IN_WINDOW)}
