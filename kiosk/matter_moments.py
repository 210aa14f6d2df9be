"""Every place of a matter as a moment of a visit, also those few citizens reach: what ``kiosk matters show`` takes pictures of. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from config.matter import Capture, Field, FieldType, Material, Matter, Page
from config.rules import RuleError
from kiosk import journey
from kiosk.applicant import Applicant
from kiosk.journey import Place, Step, Supply, Visit

_LATE = ("review", "sign")
_SAMPLES = {
    FieldType.DATE: "2026-01-05",
    FieldType.MONTH: "2026-01",
    FieldType.PHONE: "13800000000",
    FieldType.ID_NUMBER: "330299195801010025",
    FieldType.CREDIT_CODE: "11330299MB000001X4",
    FieldType.BANK_CARD: "6222020000000000004",
    FieldType.REGION: "330299",
    FieldType.ADDRESS: "330299 样例路 1 号",
    FieldType.DECLARATION: "yes",
}
MOST_ENTRIES = 200
"""Ways to answer that are tried for one matter."""
_ADDRESS = "浙江省示例市示例区测试路100号测试小区12幢3单元201室"
_BIRTHS = {"330299199003072510": date(1990, 3, 7), "330299195801010025": date(1958, 1, 1), "330299201206010037": date(2012, 6, 1)}
"""Invented persons: region 330299 does not exist."""


def people() -> tuple[Applicant, ...]:
    """An adult, an old woman and a child."""
    return tuple(
        Applicant(
            document_kind="resident",
            name="样例张三",
            sex="女" if int(number[16]) % 2 == 0 else "男",
            ethnicity="汉",
            birth=birth,
            address=_ADDRESS,
            number=number,
            issuer="示例市公安局",
            valid_from=date(2020, 1, 1),
            valid_to=None,
        )
        for number, birth in _BIRTHS.items()
    )


def moments(matter: Matter, today: date) -> Iterator[tuple[str, Visit]]:
    """(name, visit) of each screen in the order of a visit. What has no screen in this version is left out."""
    steps = {step.value for step in Step}
    somebody = _eligible(matter, today)
    visit = replace(journey.identified(journey.begin(matter), somebody, today), supplies=_later(matter))
    filled = replace(visit, entries={**_sample_entries(matter), **visit.entries})
    for step, item in _places(matter):
        if step not in steps:
            continue
        there = replace(filled if step in _LATE else visit, place=Place(Step(step), item))
        name = f"{step}-{item}" if item else step
        if step == "form":
            page = next(page for page in matter.form if page.id == item)
            shown = list(_ways_to_see(page, there, today))
            yield from ((name if number == 1 else f"{name}-{number}", each) for number, each in enumerate(shown, start=1))
        elif step in ("guide", "identify", "precheck", "agent"):
            yield name, replace(journey.begin(matter), place=there.place)
        else:
            yield name, there
    refused = next((person for person in people() if journey.refusals(replace(visit, applicant=person), today)), None)
    if refused is not None:
        yield "refused", replace(visit, applicant=refused, place=Place(Step.REFUSED))


def _places(matter: Matter) -> Iterator[tuple[str, str]]:
    yield "guide", ""
    yield from (("precheck", exclusion.id) for exclusion in matter.exclusions)
    if matter.agent.allowed:
        yield "agent", ""
    yield "identify", ""
    if matter.package is not None:
        yield "package", ""
    yield from (("form", page.id) for page in matter.form)
    yield from (("promise", commitment.id) for commitment in matter.commitments)
    scanned = [material for material in matter.materials if material.capture in (Capture.SCAN, Capture.PORTRAIT)]
    if scanned:
        yield "materials", ""
    yield from (("capture", material.id) for material in scanned)
    if len(matter.delivery) > 1:
        yield "delivery", ""
    if any(_deferrable(material) for material in scanned):
        yield "commitment", ""
    yield "review", ""
    yield "sign", ""


def _later(matter: Matter) -> dict[str, Supply]:
    """Everything that may be handed in later, is: what is owed shows on the screens."""
    return {material.id: Supply(deferred=True) for material in matter.materials if _deferrable(material)}


def _sample_entries(matter: Matter) -> dict[str, str]:
    """Something in every field, as if a citizen had filled it in."""
    return {name: text for page in matter.form for field in page.fields for name, text in _sample(field).items()}


def _sample(field: Field, prefix: str = "") -> dict[str, str]:
    name = f"{prefix}{field.id}"
    if field.type is FieldType.GROUP:
        rows = max(1, int(field.min or 1))
        inner = [_sample(each, f"{name}.{row}.") for row in range(rows) for each in field.fields]
        return {name: str(rows), **{key: text for each in inner for key, text in each.items()}}
    if answers := _answers(field):
        return {name: answers[0]}
    least = int(field.min or 1)
    match field.type:
        case FieldType.TEXT:
            return {name: ("样例" * least)[: max(2, least)]}
        case FieldType.NUMBER | FieldType.MONEY:
            return {name: str(least)}
        case _:
            return {name: _SAMPLES.get(field.type, "")}


def _deferrable(material: Material) -> bool:
    return material.deferrable is not None


def _eligible(matter: Matter, today: date) -> Applicant:
    everybody = people()
    visit = journey.begin(matter)
    return next((person for person in everybody if not journey.refusals(replace(visit, applicant=person), today)), everybody[0])


def _ways_to_see(page: Page, visit: Visit, today: date) -> Iterator[Visit]:
    """The page with as few ways to answer as show each of its fields at least once."""
    seen: set[str] = set()
    for number, entries in enumerate(_entries(visit.matter)):
        tried = replace(visit, entries={**visit.entries, **entries})
        try:
            fields = {field.id for field in journey.visible(page, tried, today)}
        except RuleError:
            continue
        if not number or fields - seen:
            seen |= fields
            if fields:
                yield tried


def _entries(matter: Matter) -> Iterator[dict[str, str]]:
    """Nothing answered; then each answer of each choice, alone and on top of the first answers of the others."""
    yield {}
    choices = [(field.id, _answers(field)) for page in matter.form for field in page.fields if _answers(field)]
    first = {field: answers[0] for field, answers in choices}
    made = 0
    for field, answers in choices:
        for answer in answers:
            for base in ({}, first):
                made += 1
                if made <= MOST_ENTRIES:
                    yield {**base, field: answer}


def _answers(field: Field) -> list[str]:
    if field.type is FieldType.YES_NO:
        return ["yes", "no"]
    return [option.value for option in field.options] if field.type in (FieldType.CHOICE, FieldType.SEVERAL) else []
