"""Synthetic persons of the invented region 330299, and the default matters."""

from __future__ import annotations

from datetime import date
from functools import cache

from config.catalogue import Catalogue
from config.matter import Matter
from kiosk.applicant import Applicant
from kiosk.journey import (
    Acting,
    Place,
    Sheet,
    Step,
    Visit,
    act_for,
    add_sheet,
    answer,
    begin,
    captured,
    defer,
    enter,
    forward,
    identified,
    problems,
    promise,
)

TODAY = date(2026, 11, 21)
SENIOR = "11330299MB000004X74330711003000"
RENT = "12330299MB000007X73332038002000"


def person(birth: date = date(1958, 1, 1), number: str = "330299195801010025", valid_to: date | None = None) -> Applicant:
    """A synthetic applicant."""
    return Applicant(
        "resident", "测试（合成）", "女", "汉", birth, "合成省合成市合成路 1 号", number, "合成市公安局", date(2015, 1, 1), valid_to
    )


WORKER = person(date(1990, 3, 7), "330299199003072510")


@cache
def catalogue() -> Catalogue:
    """The default matters, read once."""
    return Catalogue.load()


def matter(code: str) -> Matter:
    """A default matter."""
    found = catalogue().by_code(code)
    assert found is not None
    return found


ANSWERS = {
    "phone": "13800000000",
    "hukou_local": "yes",
    "delivery": "collect",
    "collect_at": "hall",
    "photo_from": "camera",
    "area": "330299",
    "cycle": "once",
    "marriage": "single",
    "no_own_home": "yes",
    "monthly_rent": "1500",
    "rent": "1500",
    "months": "3",
    "payee_phone": "13800000000",
    "withdraw_amount": "3000",
    "amount": "3000",
    "bank_card": "6222020000000000000",
}


def to_card(code: str) -> Visit:
    """A visit that asks for the card, everything before it answered so that it stops nobody."""
    visit = begin(matter(code))
    while visit.place.step is not Step.IDENTIFY:
        visit = pass_place(visit)
    return visit


def at(code: str, step: Step, who: Applicant) -> Visit:
    """A visit that has come to the first place of ``step`` with everything before it given."""
    visit = identified(to_card(code), who, TODAY)
    while visit.place.step is not step:
        visit = pass_place(visit)
    return visit


def pass_place(visit: Visit) -> Visit:
    """Give what the place asks for and go on."""
    match visit.place.step:
        case Step.PRECHECK:
            question = next(item for item in visit.matter.exclusions if item.id == visit.place.item)
            visit = answer(visit, question.id, not question.stops_on)
        case Step.AGENT:
            visit = act_for(visit, Acting.SELF)
        case Step.PROMISE:
            visit = promise(visit, visit.place.item, True)
        case Step.FORM:
            page = next(page for page in visit.matter.form if page.id == visit.place.item)
            for field in page.fields:
                if not visit.entries.get(field.id):
                    visit = enter(visit, field.id, ANSWERS.get(field.id, "yes" if field.type == "declaration" else ""))
        case Step.MATERIALS:
            for material in captured(visit, TODAY):
                visit = add_sheet(visit, material.id, Sheet(b"jpeg"))
    assert problems(visit, visit.place, TODAY) == (), (visit.place, problems(visit, visit.place, TODAY))
    return forward(visit, TODAY)


__all__ = ["ANSWERS", "RENT", "SENIOR", "TODAY", "WORKER", "Place", "at", "defer", "matter", "pass_place", "person", "to_card"]
