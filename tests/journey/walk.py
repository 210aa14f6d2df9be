"""One citizen's way through a matter, as a scenario tells it: what they answer, bring and decide; and everything that was reached on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import msgspec

from config.matter import Field, FieldType, Matter
from kiosk import asks, fields, journey, memory, proving
from kiosk.applicant import Applicant
from kiosk.case_record import record
from kiosk.face.proof import Proof, ProofWay
from kiosk.hand_off import hand_off
from kiosk.journey import Acting, Place, Sheet, Step, Visit
from kiosk.own_pages import SMS_PHONE
from kiosk.privacy import COMPARE_FACE, consent
from kiosk.review import review
from kiosk.settings import Terminal
from tests.journey.people import TODAY, WORKER, person

NOW = datetime.fromisoformat("2026-11-21T22:47:00+08:00")
ENDS = (Step.SIGN, Step.INSTANT, Step.REFUSED, Step.HAND_OFF)
PRINCIPAL = {"principal.name": "合成测试甲", "principal.number": "330299195801010025"}
BY_TYPE = {
    FieldType.NUMBER: "3",
    FieldType.MONEY: "1200",
    FieldType.DATE: "20261101",
    FieldType.MONTH: "202601",
    FieldType.PHONE: "13800000000",
    FieldType.ID_NUMBER: "330299199105080028",
    FieldType.CREDIT_CODE: "11330299MB000001X4",
    FieldType.BANK_CARD: "6222020000000000000",
    FieldType.REGION: "330299001",
    FieldType.ADDRESS: fields.address_entry("330299001", "测试路 1 号 2 幢 301 室"),
    FieldType.YES_NO: "no",
    FieldType.DECLARATION: "yes",
}
Reached = frozenset[tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Scenario:
    """What somebody does. ``answers`` maps a field (``members.0.number``) to its entry; ``promises`` and ``precheck`` what is not the usual.

    ``defer`` names the materials left at home, ``own`` the shared ones whose data are wrong, ``left_out`` the children nobody wants.
    ``photo``: the card's can be opened; ``prove`` the way in place of comparing the face. ``usual`` gives what is answered to a field that
    ``answers`` do not name, in place of this module's own.
    """

    name: str
    who: Applicant = WORKER
    answers: Mapping[str, str] = field(default_factory=dict)
    precheck: Mapping[str, bool] = field(default_factory=dict)
    promises: Mapping[str, bool] = field(default_factory=dict)
    acting: Acting = Acting.SELF
    principal: Applicant | None = None
    guardian: Applicant = WORKER
    defer: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    today: date = TODAY
    photo: bool = True
    prove: ProofWay | None = None
    usual: Callable[[Field], str] | None = None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Walked:
    """Where somebody came to, what stopped them (``say``, all at once), and everything reached."""

    visit: Visit
    say: tuple[str, ...]
    places: tuple[Place, ...]
    reached: Reached
    today: date

    @property
    def end(self) -> Step:
        return self.visit.place.step

    @property
    def materials(self) -> set[str]:
        return {item.id for item in journey.materials(self.visit, self.today)}

    @property
    def owed(self) -> set[str]:
        return {item.id for item in journey.owed(self.visit, self.today)}

    @property
    def children(self) -> list[str]:
        return [item.id for item in journey.children(self.visit, self.today)]

    @property
    def shown(self) -> set[str]:
        return {name for kind, name, *_ in self.reached if kind == "field"}

    @property
    def computed(self) -> dict[str, str]:
        return {name: text for name, _, text in journey.computed(self.visit, self.today)}

    @property
    def case(self) -> dict[str, Any]:
        """What is submitted, or asked of a department. Only of a visit that came to its end."""
        assert self.visit.place.step is Step.INSTANT or journey.ready_to_submit(self.visit, self.today)
        assert review(self.visit, self.today)
        made: dict[str, Any] = msgspec.json.decode(memory.encode(record(self.visit, (), NOW), "sorted"))
        return made


_WALKED: dict[tuple[str, Scenario], Walked] = {}


def walk(matter: Matter, scenario: Scenario) -> Walked:
    """From the guide to the signature, or to where it ends before. Each scenario is walked once."""
    known = _WALKED.get((matter.code, scenario))
    if known is None:
        known = _WALKED[matter.code, scenario] = _walk(matter, scenario)
    return known


def _walk(matter: Matter, scenario: Scenario) -> Walked:
    visit, way, reached, today = journey.begin(matter), list[Place](), set[tuple[str, ...]](), scenario.today
    while visit.place.step not in ENDS:
        assert visit.place not in way, f"{visit.place} again"
        way.append(visit.place)
        if visit.place.step is Step.IDENTIFY:
            if matter.face_check:
                visit = proving.identified(visit, photo=scenario.photo, camera=True, birth=scenario.who.birth, today=today)
            visit = journey.identified(visit, scenario.who, today)
            reached.add(("way", str(scenario.who.way)))
            continue
        visit = _give(visit, scenario, reached)
        found = journey.problems(visit, visit.place, today)
        if found:
            reached |= {
                ("check", str(number)) for number, check in enumerate(matter.checks) for item in found if item.say == check.otherwise
            }
            return Walked(visit, tuple(item.say for item in found), tuple(way), frozenset(reached), today)
        visit = journey.forward(visit, today)
    say: tuple[str, ...] = ()
    if visit.place.step is Step.REFUSED:
        say = asks.refusals(visit, today)
        reached |= {("eligibility", str(number)) for number, item in enumerate(matter.eligibility) if item.otherwise in say}
    elif visit.place.step is Step.HAND_OFF:
        say = hand_off(visit, today, Terminal()).reasons
        reached |= {("stopped", item.id) for item in asks.stopping(visit, today)} | {("hand_off", visit.place.item)}
    else:
        _reach_end(visit, today, reached)
    return Walked(visit, say, tuple(way), frozenset(reached), today)


def _show_face(visit: Visit, scenario: Scenario, reached: set[tuple[str, ...]]) -> Visit:
    """Whatever the place asks for, to see that it is the person on the card."""
    match visit.place.step:
        case Step.CONSENT:
            return proving.agree(visit, scenario.prove is None, consent(COMPARE_FACE, "同意", NOW))
        case Step.PROVE:
            reached.add(("face", visit.face.reason))
            return proving.choose(visit, scenario.prove or ProofWay.SMS_CODE)
        case Step.SMS_CODE:
            visit = journey.enter(visit, SMS_PHONE, BY_TYPE[FieldType.PHONE])
    way = {Step.FACE: ProofWay.FACE, Step.SMS_CODE: ProofWay.SMS_CODE, Step.SLOT: ProofWay.WINDOW}[visit.place.step]
    reached.add(("proof", str(way)))
    return proving.prove(visit, Proof(way, NOW))


def _reach_end(visit: Visit, today: date, reached: set[tuple[str, ...]]) -> None:
    """What counts only where it is sent."""
    reached |= {("material", item.id) for item in journey.materials(visit, today)}
    reached |= {("deferred", item.id) for item in journey.owed(visit, today)}
    reached |= {("own", item.id) for item in journey.materials(visit, today) if item.id in visit.own}
    reached |= {("promise", name, str(agreed)) for name, agreed in visit.promises.items()}
    reached |= {("child", item.id, "in") for item in journey.children(visit, today)}
    reached |= {("child", name, "out") for name in visit.left_out}
    reached |= {("delivery", str(journey.delivery(visit)))}
    reached |= {("computed", name) for name, _, text in journey.computed(visit, today) if text}
    reached |= {("agent",), ("relation", visit.entries.get("principal.relation", ""))} if visit.acting is Acting.AGENT else set()
    reached |= {("exempt", item.id) for item in journey.materials(visit, today) if journey.exempt(visit, item)}
    reached |= {("fee", fee.name) for fee in visit.matter.fees if asks.applies(fee.when, visit, asks.facts(visit, today))}
    shown = {item.id for page in journey.pages(visit, today) for item in journey.visible(page, visit, today)}
    reached |= {("hidden", item.id) for page in visit.matter.form for item in page.fields if item.id not in shown}
    asked = {item.id for item in journey.materials(visit, today)}
    reached |= {("spared", item.id) for item in (*visit.matter.materials, *visit.matter.agent.materials) if item.id not in asked}
    reached |= {("guardian",)} if visit.guardian else set()


def _give(visit: Visit, scenario: Scenario, reached: set[tuple[str, ...]]) -> Visit:
    match visit.place.step:
        case Step.PRECHECK:
            question = next(item for item in visit.matter.exclusions if item.id == visit.place.item)
            reached.add(("exclusion", question.id))
            return journey.answer(visit, question.id, scenario.precheck.get(question.id, not question.stops_on))
        case Step.AGENT:
            return journey.act_for(visit, scenario.acting)
        case Step.GUARDIAN:
            return journey.give_consent(journey.guardian_read(visit, scenario.guardian), consent("guardian_consent", "同意", NOW))
        case Step.PRINCIPAL | Step.FORM | Step.DELIVERY:
            return _fill(visit, scenario, reached)
        case Step.PACKAGE:
            for name in scenario.left_out:
                visit = journey.leave_out(visit, name, True)
            return visit
        case Step.PROMISE:
            return journey.promise(visit, visit.place.item, scenario.promises.get(visit.place.item, True))
        case Step.MATERIALS:
            return _hand_in(visit, scenario)
        case Step.COMMITMENT:
            return journey.commit(visit, True)
        case Step.GUIDE | Step.REVIEW:
            return visit
        case _:
            return _show_face(visit, scenario, reached)


def _fill(visit: Visit, scenario: Scenario, reached: set[tuple[str, ...]]) -> Visit:
    """Answer what is shown until nothing new is: an answer may bring the next question."""
    if visit.place.step is Step.PRINCIPAL and scenario.principal is not None:
        visit = journey.principal_read(visit, scenario.principal)
    page = journey.page_at(visit, visit.place)
    assert page is not None
    reached.add(("page", page.id))
    done: set[str] = set()
    while new := [item for item in journey.visible(page, visit, scenario.today) if item.id not in done]:
        item = new[0]
        done.add(item.id)
        reached.add(("field", item.id))
        reached |= {("offered", item.id, option.value) for option in item.options}
        visit = _rows(visit, item, scenario, reached) if item.type is FieldType.GROUP else _answer(visit, item, item.id, scenario)
        reached |= {("option", item.id, value) for value in visit.entries.get(item.id, "").split(",") if value}
    return visit


def _rows(visit: Visit, group: Field, scenario: Scenario, reached: set[tuple[str, ...]]) -> Visit:
    wanted = 1 + max((int(name.split(".")[1]) for name in scenario.answers if name.startswith(f"{group.id}.")), default=0)
    while fields.rows(group, visit.entries) < wanted:
        visit = journey.add_row(visit, group)
    for index in range(wanted):
        for inner in group.fields:
            name = fields.row_id(group.id, index, inner.id)
            visit = _answer(visit, inner, name, scenario)
            reached.add(("row", group.id, inner.id))
            reached |= {("option", f"{group.id}.{inner.id}", visit.entries.get(name, ""))}
    return visit


def _answer(visit: Visit, item: Field, name: str, scenario: Scenario) -> Visit:
    """As the scenario says; else as usual for its type, and nothing where nothing is required."""
    if name in scenario.answers:
        return journey.enter(visit, name, scenario.answers[name])
    if visit.entries.get(name) or not item.required or item.required_when:
        return visit
    if scenario.usual:
        return journey.enter(visit, name, scenario.usual(item))
    words = ("合成测试" * 20)[: max(int(item.min or 0), 2)]
    usual = item.options[0].value if item.options else BY_TYPE.get(item.type, words)
    return journey.enter(visit, name, PRINCIPAL.get(name, usual))


def _hand_in(visit: Visit, scenario: Scenario) -> Visit:
    for name in scenario.own:
        visit = journey.bring_own(visit, name, True)
    for item in journey.captured(visit, scenario.today):
        if item.id in scenario.defer:
            visit = journey.defer(visit, item.id)
        elif not journey.exempt(visit, item):
            visit = journey.add_sheet(visit, item.id, Sheet(b"jpeg"))
    return visit


OLD = person(date(1940, 1, 1), "330299194001010022")
__all__ = ["NOW", "OLD", "Scenario", "Walked", "replace", "walk"]
