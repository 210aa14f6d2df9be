"""An invented matter that has everything a matter can have, and visits to it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import msgspec

from config.matter import Matter
from config.yaml_source import read_yaml
from kiosk import journey
from kiosk.fields import address_entry
from kiosk.journey import Acting, Sheet, Step, Visit
from kiosk.privacy import consent
from tests.journey.people import TODAY, WORKER, person

FILE = Path(__file__).parent / "matters" / "family_help.yaml"
RICH = msgspec.convert(read_yaml(FILE).data, Matter)
NOW_TEXT = "2026-11-21T22:47:00+08:00"
CHILD = person(date(2012, 6, 1), "330299201206010037")

ANSWERS = {
    "place": address_entry("330299", "测试路 1 号 2 幢 301 室"),
    "housing": "own",
    "members.0.name": "阿不都·测试",
    "members.0.number": "330299199105080028",
    "kinds": "money,care",
    "since": "202603",
    "income": "1200",
    "phone": "13800000000",
    "delivery": "collect",
    "principal.name": "合成测试甲",
    "principal.number": "330299195801010025",
    "principal.relation": "父母",
    "identity.name": "合成测试甲",
    "identity.number": "330299195801010025",
    "identity.birth": "19580101",
}


def give(visit: Visit) -> Visit:
    """Give what the place asks for."""
    now = datetime.fromisoformat(NOW_TEXT)
    match visit.place.step:
        case Step.PRECHECK:
            question = next(item for item in visit.matter.exclusions if item.id == visit.place.item)
            return journey.answer(visit, question.id, not question.stops_on)
        case Step.AGENT:
            return visit if visit.acting else journey.act_for(visit, Acting.SELF)
        case Step.GUARDIAN:
            visit = visit if journey.guardian(visit) else journey.guardian_read(visit, WORKER)
            return journey.give_consent(visit, consent("guardian_consent", "同意", now))
        case Step.FORM | Step.DECLARE | Step.PRINCIPAL | Step.DELIVERY:
            page = journey.page_at(visit, visit.place)
            assert page is not None
            for name, text in ANSWERS.items():
                if any(name.partition(".")[0] == field.id or name == field.id for field in page.fields) and not visit.entries.get(name):
                    visit = journey.enter(visit, name, text)
            return visit
        case Step.PROMISE:
            return visit if visit.place.item in visit.promises else journey.promise(visit, visit.place.item, True)
        case Step.MATERIALS:
            for item in journey.captured(visit, TODAY):
                if not journey.exempt(visit, item) and not journey.supply(visit, item).sheets:
                    visit = journey.add_sheet(visit, item.id, Sheet(b"jpeg"))
            return visit
        case Step.COMMITMENT:
            return journey.commit(visit, True)
        case _:
            return visit


def pass_on(visit: Visit) -> Visit:
    """Give what the place asks for and go on."""
    if visit.place.step is Step.IDENTIFY and visit.present is None:
        return journey.identified(visit, WORKER, TODAY)
    given = give(visit)
    assert journey.problems(given, given.place, TODAY) == (), (given.place, journey.problems(given, given.place, TODAY))
    return journey.forward(given, TODAY)


def go_to(step: Step, visit: Visit | None = None) -> Visit:
    """On to the first place of ``step``."""
    visit = visit or journey.begin(RICH)
    while visit.place.step is not step:
        before = visit.place
        visit = pass_on(visit)
        assert visit.place != before, before
    return visit
