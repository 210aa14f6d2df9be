"""A citizen's visit: which places a matter leads through, in order, and what each accepts. Pure; the day is passed in.

A :class:`Visit` is immutable; every function returns the next one. Going back never loses an entry, and any change after
signing voids the signature because the signature is taken at the last place and nothing can change behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum

from config.matter import Capture, Check, DeliveryWay, Field, Material, Matter, Page
from config.rules import RuleError, evaluate, holds, make_context
from kiosk import fields
from kiosk.applicant import Applicant
from kiosk.fields import Problem, Value
from kiosk.words import words


class Step(StrEnum):
    """The kinds of places, each a screen of its own."""

    GUIDE = "guide"
    IDENTIFY = "identify"
    REFUSED = "refused"
    FORM = "form"
    MATERIALS = "materials"
    CAPTURE = "capture"
    COMMITMENT = "commitment"
    REVIEW = "review"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the visit stands. ``item`` is the page's id at FORM, the material's at CAPTURE, else empty."""

    step: Step
    item: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One captured page or photo, as JPEG."""

    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Supply:
    """What there is of one material: pages, or the wish to hand it in later."""

    sheets: tuple[Sheet, ...] = ()
    deferred: bool = False


NOTHING = Supply()


@dataclass(frozen=True, slots=True)
class Visit:
    """One citizen with one matter, from the guide to the signature."""

    matter: Matter
    place: Place = Place(Step.GUIDE)
    applicant: Applicant | None = None
    entries: Mapping[str, str] = field(default_factory=dict)
    supplies: Mapping[str, Supply] = field(default_factory=dict)
    committed: bool = False
    back_to_review: bool = False

    @property
    def personal(self) -> bool:
        """Whether the visit holds anything about a person."""
        return self.applicant is not None


def begin(matter: Matter) -> Visit:
    """A visit at the guide, with nothing known of anyone."""
    return Visit(matter)


# What the matter asks for, given what is known so far ---------------------------------------------------------------


def facts(visit: Visit, today: date) -> dict[str, object]:
    """The context of the matter's rules: ``card``, ``form`` and ``today``."""
    form = {item.id: _rule_value(item, visit.entries.get(item.id, "")) for page in visit.matter.form for item in page.fields}
    return make_context(asdict(visit.applicant) if visit.applicant else None, form, today)


def pages(visit: Visit, today: date) -> tuple[Page, ...]:
    """The form's pages that apply, each with at least one visible field."""
    known = facts(visit, today)
    return tuple(page for page in visit.matter.form if holds(page.when, known) and any(holds(item.when, known) for item in page.fields))


def visible(page: Page, visit: Visit, today: date) -> tuple[Field, ...]:
    """The page's fields that apply now."""
    known = facts(visit, today)
    return tuple(item for item in page.fields if _applies(item.when, visit, known))


def materials(visit: Visit, today: date) -> tuple[Material, ...]:
    """The materials that apply now, in the matter's order."""
    known = facts(visit, today)
    return tuple(material for material in visit.matter.materials if _applies(material.when, visit, known))


def captured(visit: Visit, today: date) -> tuple[Material, ...]:
    """The materials the citizen must put under a camera."""
    return tuple(item for item in materials(visit, today) if item.capture in (Capture.SCAN, Capture.PORTRAIT))


def owed(visit: Visit, today: date) -> tuple[Material, ...]:
    """The materials that will be handed in later (容缺后补)."""
    return tuple(item for item in captured(visit, today) if supply(visit, item).deferred)


def supply(visit: Visit, material: Material) -> Supply:
    """What there is of ``material``."""
    return visit.supplies.get(material.id, NOTHING)


def refusals(visit: Visit, today: date) -> tuple[str, ...]:
    """Every reason why this person cannot have this matter, all at once (一次性告知)."""
    if visit.applicant is None:
        return ()
    reasons = [item.otherwise for item in visit.matter.eligibility if not holds(item.rule, facts(visit, today))]
    if visit.applicant.expired_on(today):
        reasons.insert(0, words("您的身份证过期了，请先去派出所换新证"))
    return tuple(reasons)


def delivery(visit: Visit) -> DeliveryWay | None:
    """How the result comes: the field ``delivery`` where the matter asks, else its only way."""
    ways = visit.matter.delivery
    chosen = visit.entries.get("delivery", "")
    return DeliveryWay(chosen) if chosen in set(ways) else ways[0] if len(ways) == 1 else None


def computed(visit: Visit, today: date) -> tuple[tuple[str, str, str], ...]:
    """The values the matter works out: id, label, text."""
    known = facts(visit, today)
    return tuple((item.id, item.label, str(evaluate(item.value, known))) for item in visit.matter.computed)


# The way through ----------------------------------------------------------------------------------------------------


def places(visit: Visit, today: date) -> tuple[Place, ...]:
    """Every place of this visit in order. CAPTURE belongs to MATERIALS and is entered from its list."""
    way = [Place(Step.GUIDE), Place(Step.IDENTIFY)]
    way += [Place(Step.FORM, page.id) for page in pages(visit, today)]
    if captured(visit, today):
        way.append(Place(Step.MATERIALS))
    if owed(visit, today):
        way.append(Place(Step.COMMITMENT))
    return (*way, Place(Step.REVIEW), Place(Step.SIGN))


def problems(visit: Visit, place: Place, today: date) -> tuple[Problem, ...]:
    """Everything that keeps the visit from passing ``place``, all at once."""
    match place.step:
        case Step.IDENTIFY:
            return () if visit.applicant else (Problem("", words("请先读身份证")),)
        case Step.FORM:
            return _form_problems(visit, place.item, today)
        case Step.MATERIALS:
            return tuple(
                Problem(item.id, words("{}还没有拍", item.name))
                for item in captured(visit, today)
                if item.role != "optional" and not supply(visit, item).sheets and not supply(visit, item).deferred
            )
        case Step.COMMITMENT:
            return () if visit.committed else (Problem("", words("同意承诺才能以后补交；也可以返回，现在就拍")),)
        case _:
            return ()


def identified(visit: Visit, applicant: Applicant, today: date) -> Visit:
    """The visit after a card was read: prefilled, and either onward or refused with all reasons."""
    known = replace(visit, applicant=applicant, place=Place(Step.IDENTIFY))
    card = facts(known, today)["card"]
    assert isinstance(card, dict)
    prefilled = {
        item.id: str(value) for page in visit.matter.form for item in page.fields if (value := card.get(item.prefill.removeprefix("card.")))
    }
    known = replace(known, entries={**prefilled, **visit.entries})
    return replace(known, place=Place(Step.REFUSED)) if refusals(known, today) else forward(known, today)


def forward(visit: Visit, today: date) -> Visit:
    """One place on; the caller has made sure that nothing is wrong here. Back to the review after a change, if all still holds."""
    way = places(visit, today)
    following = way[way.index(visit.place) + 1 :] if visit.place in way else way[:1]
    if visit.back_to_review:
        for place in way:
            if place.step is Step.REVIEW or problems(visit, place, today):
                return replace(visit, place=place, back_to_review=place.step is not Step.REVIEW)
    return replace(visit, place=following[0]) if following else visit


def back(visit: Visit, today: date) -> Visit | None:
    """One place back, everything kept; ``None`` where there is none (the caller leaves the visit)."""
    if visit.place.step is Step.CAPTURE:
        return replace(visit, place=Place(Step.MATERIALS))
    if visit.back_to_review and not any(problems(visit, place, today) for place in places(visit, today)):
        return replace(visit, place=Place(Step.REVIEW), back_to_review=False)
    way = places(visit, today)
    if visit.place not in way or way.index(visit.place) == 0:
        return None
    previous = way[way.index(visit.place) - 1]
    if previous.step is Step.IDENTIFY:
        previous = way[way.index(previous) - 1]
    return replace(visit, place=previous)


def change(visit: Visit, place: Place) -> Visit:
    """From the review to ``place``; the way on leads back to the review."""
    return replace(visit, place=place, back_to_review=True)


# What the citizen gives ---------------------------------------------------------------------------------------------


def enter(visit: Visit, field_id: str, text: str) -> Visit:
    """Keep what stands in a field now, right or wrong."""
    return replace(visit, entries={**visit.entries, field_id: text})


def add_sheet(visit: Visit, material_id: str, sheet: Sheet, index: int | None = None) -> Visit:
    """Add a page, or put it in place of the one at ``index``. A page in hand ends the wish to hand it in later."""
    sheets = list(visit.supplies.get(material_id, NOTHING).sheets)
    if index is None:
        sheets.append(sheet)
    else:
        sheets[index] = sheet
    return _supplied(visit, material_id, Supply(tuple(sheets)))


def remove_sheet(visit: Visit, material_id: str, index: int) -> Visit:
    """Drop the page at ``index``."""
    sheets = visit.supplies.get(material_id, NOTHING).sheets
    return _supplied(visit, material_id, Supply(sheets[:index] + sheets[index + 1 :]))


def defer(visit: Visit, material_id: str) -> Visit:
    """Hand the material in later. The caller offers this only where the matter allows it and no page exists."""
    return _supplied(visit, material_id, Supply(deferred=True))


def _applies(rule: str, visit: Visit, known: dict[str, object]) -> bool:
    """Whether a part of the matter applies; before the card is read, what depends on it may."""
    try:
        return holds(rule, known)
    except RuleError:
        if visit.applicant is None:
            return True
        raise


def _supplied(visit: Visit, material_id: str, what: Supply) -> Visit:
    """A commitment covers exactly the materials that were owed when it was given."""
    return replace(visit, supplies={**visit.supplies, material_id: what}, committed=False)


def _form_problems(visit: Visit, page_id: str, today: date) -> tuple[Problem, ...]:
    page = next((page for page in visit.matter.form if page.id == page_id), None)
    if page is None:
        return ()
    shown = visible(page, visit, today)
    found = [problem for item in shown if (problem := fields.check(item, visit.entries.get(item.id, "")))]
    wrong = {problem.field for problem in found}
    known = facts(visit, today)
    ids = {item.id for item in shown}
    for rule in visit.matter.checks:
        here = [name for name in rule.fields if name in ids]
        if here and not wrong.intersection(rule.fields) and _answered(visit, rule, today) and not holds(rule.rule, known):
            found.append(Problem(here[-1], rule.otherwise))
    return tuple(found)


def _answered(visit: Visit, rule: Check, today: date) -> bool:
    """Whether every field the rule speaks of has a value; before that there is nothing to compare."""
    form = facts(visit, today)["form"]
    assert isinstance(form, dict)
    return all(form.get(name) is not None for name in rule.fields)


def _rule_value(item: Field, entry: str) -> Value:
    try:
        return fields.for_rules(item, fields.parse(item, entry))
    except fields.WrongEntry:
        return None
