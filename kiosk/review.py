"""What the citizen checks before signing: everything that will be sent, section by section. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.matter import Capture, Field, FieldType, MaterialRole
from kiosk import asks, fields, journey
from kiosk.applicant import Applicant
from kiosk.journey import Acting, Place, Step, Visit
from kiosk.own_pages import DELIVERY_WORDS
from kiosk.redact import mask_number
from kiosk.words import words

APPLICANT, MATERIALS = words("申请人"), words("材料")
LATER = words("（还没有核验，工作人员以后核对）")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of what is sent. ``place`` is where 修改 leads, ``None`` where nothing can be changed."""

    title: str
    place: Place | None
    rows: tuple[tuple[str, str], ...]


def review(visit: Visit, today: date) -> tuple[Section, ...]:
    """All sections in the order of the journey."""
    sections = _people(visit, today)
    if children := journey.children(visit, today):
        place = Place(Step.PACKAGE) if any(child.optional for child in journey.offered_children(visit, today)) else None
        sections.append(Section(words("一起办的事"), place, tuple((child.authority, child.name) for child in children)))
    for place_, page in journey.sent_pages(visit, today):
        if place_.step is Step.FORM:
            sections.append(Section(page.topic, place_, _rows(visit, page.id, today)))
    worked_out = tuple((label, text) for _, label, text in journey.computed(visit, today))
    if worked_out:
        sections.append(Section(words("系统算出"), None, worked_out))
    sections += _delivery(visit, today)
    sections += _promises(visit, today)
    if materials := tuple((item.name, material_state(visit, item.id, today)) for item in journey.materials(visit, today)):
        changeable = Place(Step.MATERIALS) if Place(Step.MATERIALS) in journey.places(visit, today) else None
        sections.append(Section(MATERIALS, changeable, materials))
    return tuple(sections)


def material_state(visit: Visit, material_id: str, today: date) -> str:
    """What there is of a material, in words."""
    material = next(item for item in journey.materials(visit, today) if item.id == material_id)
    supply = journey.supply(visit, material)
    if material.capture is Capture.CARD:
        return words("读卡就行") if visit.applicant is None else words("已读卡") if visit.applicant.verified else words("以后核验")
    if material.capture is Capture.FORM:
        return words("就是这次填的表")
    if journey.exempt(visit, material):
        return words("{}数据核对", words(material.shared_by))
    if supply.deferred:
        return words("以后补交")
    if not supply.sheets:
        return words("不交") if material.role is MaterialRole.OPTIONAL else words("还没有拍")
    return words("已拍照") if material.capture is Capture.PORTRAIT else words("已扫 {} 页", len(supply.sheets))


def _people(visit: Visit, today: date) -> list[Section]:
    found = []
    if visit.agent is not None and visit.acting is Acting.AGENT:
        relation = visit.matter.agent.relation(visit.entries.get("principal.relation", ""))
        found.append(
            Section(words("代办人"), None, (*_person(visit.agent), *(((words("是被代办人的"), words(relation)),) if relation else ())))
        )
    if visit.applicant is not None:
        place = Place(Step.PRINCIPAL) if visit.acting is Acting.AGENT else Place(Step.DECLARE, str(visit.way)) if visit.way else None
        found.append(Section(APPLICANT, place, _person(visit.applicant)))
    who = journey.guardian(visit)
    if journey.minor(visit, today) and who is not None:
        found.append(Section(words("监护人"), Place(Step.GUARDIAN), (*_person(who), (words("意见"), words("同意")))))
    return found


def _person(person: Applicant) -> tuple[tuple[str, str], ...]:
    rows = (
        (words("姓名"), person.name),
        (words("证件号码"), mask_number(person.number) if person.verified else words("{}{}", mask_number(person.number), LATER)),
        (words("住址"), person.address),
    )
    return tuple(row for row in rows if row[1])


def _rows(visit: Visit, page_id: str, today: date) -> tuple[tuple[str, str], ...]:
    page = next(page for page in visit.matter.form if page.id == page_id)
    return tuple(row for item in journey.visible(page, visit, today) for row in field_rows(item, visit))


def field_rows(item: Field, visit: Visit) -> list[tuple[str, str]]:
    """The rows of a field: one, or one for each answer of each row of a group."""
    if item.type is not FieldType.GROUP:
        return [(item.label, fields.show(item, visit.entries.get(item.id, "")))]
    count = fields.rows(item, visit.entries)
    if not count:
        return [(item.label, words("没有"))]
    return [
        (words("{} · {}", index + 1, inner.label), fields.show(inner, row[inner.id]))
        for index in range(count)
        for row in (fields.row_entries(item, index, visit.entries),)
        for inner in item.fields
    ]


def _delivery(visit: Visit, today: date) -> list[Section]:
    place = Place(Step.DELIVERY)
    page = journey.page_at(visit, place)
    if page is not None:
        rows = tuple(row for item in journey.visible(page, visit, today) for row in field_rows(item, visit))
        if len(visit.matter.delivery) == 1:
            rows = ((words("方式"), DELIVERY_WORDS[visit.matter.delivery[0]]), *rows)
        return [Section(words("取结果"), place, rows)]
    if len(visit.matter.delivery) == 1:
        return [Section(words("取结果"), None, ((words("方式"), DELIVERY_WORDS[visit.matter.delivery[0]]),))]
    return []


def _promises(visit: Visit, today: date) -> list[Section]:
    return [
        Section(
            item.title,
            Place(Step.PROMISE, item.id),
            (((words("承诺"), words("我承诺")),) if visit.promises.get(item.id) else ((words("承诺"), words("不承诺，交证明")),)),
        )
        for item in asks.commitments(visit, today)
    ]
