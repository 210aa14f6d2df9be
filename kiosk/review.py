"""What the citizen checks before signing: everything that will be sent, section by section. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.matter import Capture, MaterialRole
from kiosk import fields, journey
from kiosk.guide_view import DELIVERY_WORDS
from kiosk.journey import Place, Step, Visit
from kiosk.redact import mask_number
from kiosk.words import words

APPLICANT, MATERIALS = words("申请人"), words("材料")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of what is sent. ``place`` is where 修改 leads, ``None`` where nothing can be changed."""

    title: str
    place: Place | None
    rows: tuple[tuple[str, str], ...]


def review(visit: Visit, today: date) -> tuple[Section, ...]:
    """All sections in the order of the journey."""
    sections = [_applicant(visit)] if visit.applicant else []
    for page in journey.pages(visit, today):
        rows = tuple((item.label, fields.show(item, visit.entries.get(item.id, ""))) for item in journey.visible(page, visit, today))
        sections.append(Section(page.topic, Place(Step.FORM, page.id), rows))
    worked_out = tuple((label, text) for _, label, text in journey.computed(visit, today))
    if worked_out:
        sections.append(Section(words("系统算出"), None, worked_out))
    if len(visit.matter.delivery) == 1:
        sections.append(Section(words("取结果"), None, ((words("方式"), DELIVERY_WORDS[visit.matter.delivery[0]]),)))
    if materials := tuple((item.name, material_state(visit, item.id, today)) for item in journey.materials(visit, today)):
        changeable = Place(Step.MATERIALS) if journey.captured(visit, today) else None
        sections.append(Section(MATERIALS, changeable, materials))
    return tuple(sections)


def material_state(visit: Visit, material_id: str, today: date) -> str:
    """What there is of a material, in words."""
    material = next(item for item in journey.materials(visit, today) if item.id == material_id)
    supply = journey.supply(visit, material)
    if material.capture is Capture.CARD:
        return words("已读卡") if visit.applicant else words("读卡就行")
    if material.capture is Capture.SHARED:
        return words("{}数据核对", material.shared_by)
    if supply.deferred:
        return words("以后补交")
    if not supply.sheets:
        return words("不交") if material.role is MaterialRole.OPTIONAL else words("还没有拍")
    return words("已拍照") if material.capture is Capture.PORTRAIT else words("已扫 {} 页", len(supply.sheets))


def _applicant(visit: Visit) -> Section:
    person = visit.applicant
    assert person is not None
    rows = ((words("姓名"), person.name), (words("证件号码"), mask_number(person.number)), (words("住址"), person.address))
    return Section(APPLICANT, None, tuple(row for row in rows if row[1]))
