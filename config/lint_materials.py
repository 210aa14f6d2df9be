"""Lint of what has to be handed in and paid, by the applicant and by an agent, and of the devices and services that needs."""

from __future__ import annotations

from collections.abc import Iterator

from config.limits import limits
from config.matter import Capture, CaseType, FieldType, Material, MaterialRole, Matter
from config.problem import Problem
from config.samples import NAME, SAMPLES, fault
from config.yaml_source import Place, Source

CATCH_ALL = ("等材料", "其他材料", "有关材料", "相关材料")
_NEEDED_DEVICE = {Capture.CARD: "id_reader", Capture.PORTRAIT: "face_camera", Capture.SCAN: "document_camera"}
_MOST_PAGES, _MOST_DAYS = 200, 60


def material_problems(matter: Matter, source: Source) -> Iterator[Problem]:
    """Everything wrong with materials, fees, agents, devices and services."""
    for place, material in _materials(matter):
        yield from _material(material, place, matter, source)
        if material.deferrable is not None:
            yield from _deferral(material, place, matter, source)
    for index, fee in enumerate(matter.fees):
        if not fee.basis.strip():
            yield source.problem(("fees", index), "fee-basis", f"收费“{fee.name}”没有写依据")
        if fee.amount < 0:
            yield source.problem(("fees", index, "amount"), "fee-amount", "收费金额（分）不能小于 0")
    if not matter.agent.allowed and (matter.agent.materials or matter.agent.relations):
        message = "不能代办（allowed: false），就不写 relations 和 materials；能代办请写 allowed: true"
        yield source.problem(("agent",), "agent-rules", message, key=True)
    yield from _devices(matter, source)
    yield from _services(matter, source)


def _materials(matter: Matter) -> Iterator[tuple[Place, Material]]:
    for index, material in enumerate(matter.materials):
        yield ("materials", index), material
    for index, material in enumerate(matter.agent.materials):
        yield ("agent", "materials", index), material


def _material(material: Material, here: Place, matter: Matter, source: Source) -> Iterator[Problem]:
    if word := next((word for word in CATCH_ALL if word in material.name), None):
        yield source.problem((*here, "name"), "catch-all-material", f"材料名里不能写“{word}”，要写清是哪一种")
    if not material.legal_basis.strip():
        yield source.problem((*here, "legal_basis"), "material-basis", f"“{material.name}”没有写依据")
    for name in ("max_pages", "copies"):
        if not 1 <= getattr(material, name) <= _MOST_PAGES:
            yield source.problem((*here, name), "max-pages", f"{name} 要在 1 到 {_MOST_PAGES} 之间")
    if material.capture is Capture.SHARED and not material.shared_by.strip():
        yield source.problem(here, "shared-by", f"“{material.name}”查哪个部门的数据，写在 shared_by")
    if material.capture not in (Capture.SHARED, Capture.SCAN) and material.shared_by:
        yield source.problem((*here, "shared_by"), "shared-by", "只有 capture: shared 和 scan 才写 shared_by", key=True)
    if material.replaced_by and material.replaced_by not in {each.id for each in matter.commitments}:
        yield source.problem((*here, "replaced_by"), "replaced-by", f"commitments 里没有“{material.replaced_by}”")
    if not material.sample:
        return
    if not NAME.fullmatch(material.sample):
        message = f"“{material.sample[:40]}”不能当图片名：小写字母、数字、下划线，后缀 png 或 jpg，不带路径"
        yield source.problem((*here, "sample"), "sample-name", message)
        return
    picture = source.file.parent / SAMPLES / material.sample
    if not picture.is_file():
        yield source.problem((*here, "sample"), "sample-missing", f"{SAMPLES}/ 里没有 {material.sample}")
    elif wrong := fault(picture.name, picture.read_bytes()):
        yield source.problem((*here, "sample"), "sample-picture", f"{material.sample}：{wrong}")


def _deferral(material: Material, here: Place, matter: Matter, source: Source) -> Iterator[Problem]:
    assert material.deferrable is not None
    place = (*here, "deferrable")
    if matter.case_type is CaseType.INSTANT:
        yield source.problem(place, "deferral-on-instant", "即办件不能容缺", key=True)
    if material.role is not MaterialRole.SECONDARY:
        yield source.problem(place, "deferral-role", "只有副件（role: secondary）能以后补交", key=True)
    if material.capture not in (Capture.SCAN, Capture.PORTRAIT):
        yield source.problem(place, "deferral-capture", "不用交的材料没有以后补交", key=True)
    if not 1 <= material.deferrable.working_days <= _MOST_DAYS:
        yield source.problem(place, "deferral-days", f"补交期限在 1 到 {_MOST_DAYS} 个工作日之间")


def _devices(matter: Matter, source: Source) -> Iterator[Problem]:
    known = limits().devices
    for index, device in enumerate(matter.devices):
        if device not in known:
            yield source.problem(("devices", index), "unknown-device", f"没有设备“{device}”，能用的是 {'、'.join(known)}")
    for material in matter.materials:
        needed = _NEEDED_DEVICE.get(material.capture)
        dispensable = material.deferrable is not None or material.role is MaterialRole.OPTIONAL or material.when != "true"
        if needed is not None and needed not in matter.devices and not dispensable:
            yield source.problem(("devices",), "device-missing", f"交“{material.name}”要用 {needed}，写进 devices")
    for page in matter.form:
        for field in page.fields:
            always = field.required and field.when == page.when == "true"
            if field.type is FieldType.PHOTO and always and "face_camera" not in matter.devices:
                yield source.problem(("devices",), "device-missing", f"“{field.label}”要用 face_camera 拍，写进 devices")


def _services(matter: Matter, source: Source) -> Iterator[Problem]:
    known = limits().services
    named = [(("services", index), service) for index, service in enumerate(matter.services)]
    for place, service in [*named, *([(("service",), matter.service)] if matter.service else [])]:
        if service not in known:
            yield source.problem(place, "unknown-service", f"没有服务“{service}”，能用的是 {'、'.join(known)}")
    if matter.service and matter.case_type is not CaseType.INSTANT:
        yield source.problem(("service",), "service-listed", "承诺件由部门办，不写 service", key=True)
    elif matter.service in known and matter.service not in matter.services:
        yield source.problem(("service",), "service-listed", f"“{matter.service}”也写进 services，断网时才知道不能办", key=True)
