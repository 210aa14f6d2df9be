"""What a matter must satisfy beyond its shape. Everything wrong is reported at once, each with its place and where the rule comes from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from config.codes import is_basic_code, is_credit_code, is_implementation_code
from config.limits import limits
from config.lint_form import form_problems
from config.lint_rules import rule_problems
from config.lint_texts import text_problems
from config.matter import Capture, CaseType, LimitUnit, MaterialRole, Matter
from config.problem import Problem, Severity
from config.yaml_source import Source

CATCH_ALL = ("等材料", "其他材料", "有关材料", "相关材料")
_NEEDED_DEVICE = {Capture.CARD: "id_reader", Capture.PORTRAIT: "face_camera", Capture.SCAN: "document_camera"}

_NO_CODE = "没有编码不得受理（敦政办发〔2018〕306号）"
_CATCH_ALL = "消除兜底条件（敦政办发〔2018〕306号）"
_DEFERRAL = "容缺受理只用于承诺件的副件（敦政办发〔2018〕306号）"
_VISITS = "最多跑一次：到现场要写明原因（全国政务服务事项实施清单要素）"
_BASIS = "没有法律法规依据的证明材料一律取消"
_FEES = "收费目录清单：不得擅自收费"


def lint_matter(matter: Matter, source: Source) -> Iterator[Problem]:
    """Every problem of one matter that has its shape."""
    yield from _codes(matter, source)
    yield from _limits(matter, source)
    yield from _materials(matter, source)
    yield from _basis(matter, source)
    yield from _devices(matter, source)
    yield from form_problems(matter, source)
    yield from text_problems(matter, source)
    yield from rule_problems(matter, source)


def lint_catalogue(matters: Sequence[Matter], sources: Sequence[Source], themes: Collection[str]) -> Iterator[Problem]:
    """What is wrong between matters: codes and names used twice, themes that do not exist."""
    codes: dict[str, Source] = {}
    names: dict[str, Source] = {}
    for matter, source in zip(matters, sources, strict=True):
        if first := codes.get(matter.code):
            message = f"实施编码 {matter.code} 已经用在 {first.file.name}"
            yield source.problem(("codes", "implementation"), "duplicate-code", message, source=_NO_CODE)
        if first := names.get(matter.name):
            yield source.problem(("name",), "duplicate-name", f"“{matter.name}”已经用在 {first.file.name}", source="事项名称一致")
        codes.setdefault(matter.code, source)
        names.setdefault(matter.name, source)
        for index, theme in enumerate(matter.themes):
            if theme not in themes:
                yield source.problem(("themes", index), "unknown-theme", f"没有主题“{theme}”，能用的是 {'、'.join(sorted(themes))}")


def _codes(matter: Matter, source: Source) -> Iterator[Problem]:
    basic, implementation = matter.codes.basic, matter.codes.implementation
    if not is_basic_code(basic):
        yield source.problem(("codes", "basic"), "basic-code", f"基本编码“{basic}”不对，要 12 位数字", source=_NO_CODE)
    if not is_credit_code(matter.authority.code):
        message = f"统一社会信用代码“{matter.authority.code}”不对：要 18 位，校验位要对"
        yield source.problem(("authority", "code"), "credit-code", message, source="GB 32100-2015")
    if not is_implementation_code(implementation):
        message = f"实施编码“{implementation}”不对，要 31 位：18 位信用代码、1 位层级、12 位基本编码"
        yield source.problem(("codes", "implementation"), "implementation-code", message, source=_NO_CODE)
        return
    if implementation[:18] != matter.authority.code:
        message = "实施编码的前 18 位要和实施主体的统一社会信用代码一样"
        yield source.problem(("codes", "implementation"), "code-authority", message)
    if implementation[19:] != basic:
        yield source.problem(("codes", "implementation"), "code-basic", "实施编码的后 12 位要和基本编码一样")
    if is_basic_code(basic) and basic[2:4] != matter.matter_type.value:
        message = f"基本编码第 3、4 位是 {basic[2:4]}，事项类型是 {matter.matter_type.value}，通常一样"
        yield _warning(source.problem(("codes", "basic"), "code-type", message))


def _limits(matter: Matter, source: Source) -> Iterator[Problem]:
    for name, limit in (("statutory_limit", matter.statutory_limit), ("promised_limit", matter.promised_limit)):
        if limit.unit is not LimitUnit.INSTANT and limit.value < 1:
            yield source.problem((name,), "limit-value", "时限至少是 1")
    if matter.case_type is CaseType.INSTANT and matter.promised_limit.unit is not LimitUnit.INSTANT:
        yield source.problem(("promised_limit",), "instant-limit", "即办件的承诺时限要写 instant")
    if matter.case_type is CaseType.COMMITTED and matter.promised_limit.unit is LimitUnit.INSTANT:
        yield source.problem(("promised_limit",), "committed-limit", "承诺件要写明几个工作日")
    same_unit = matter.promised_limit.unit is matter.statutory_limit.unit
    if same_unit and matter.promised_limit.value > matter.statutory_limit.value:
        message = "承诺时限不能比法定时限长"
        yield source.problem(("promised_limit",), "promised-over-statutory", message, source="行政许可法第四十二条")
    if matter.max_visits < 0:
        yield source.problem(("max_visits",), "visits", "到现场次数不能小于 0")
    if matter.max_visits > 0 and not matter.visit_reason.strip():
        yield source.problem(("max_visits",), "visit-reason", "要到现场的事项，写明原因（visit_reason）", source=_VISITS)


def _materials(matter: Matter, source: Source) -> Iterator[Problem]:
    for index, material in enumerate(matter.materials):
        here = ("materials", index)
        if word := next((word for word in CATCH_ALL if word in material.name), None):
            yield source.problem((*here, "name"), "catch-all-material", f"材料名里不能写“{word}”，要写清是哪一种", source=_CATCH_ALL)
        if not material.legal_basis.strip():
            yield source.problem((*here, "legal_basis"), "material-basis", f"“{material.name}”没有写依据", source=_BASIS)
        if material.max_pages < 1:
            yield source.problem((*here, "max_pages"), "max-pages", "最多几页至少是 1")
        if material.capture is Capture.SHARED and not material.shared_by.strip():
            yield source.problem(here, "shared-by", f"“{material.name}”查哪个部门的数据，写在 shared_by")
        if material.capture is not Capture.SHARED and material.shared_by:
            yield source.problem((*here, "shared_by"), "shared-by", "只有 capture: shared 才写 shared_by", key=True)
        if material.deferrable is None:
            continue
        if matter.case_type is CaseType.INSTANT:
            yield source.problem((*here, "deferrable"), "deferral-on-instant", "即办件不能容缺", source=_DEFERRAL, key=True)
        if material.role is not MaterialRole.SECONDARY:
            yield source.problem(
                (*here, "deferrable"), "deferral-role", "只有副件（role: secondary）能以后补交", source=_DEFERRAL, key=True
            )
        if material.capture not in (Capture.SCAN, Capture.PORTRAIT):
            yield source.problem((*here, "deferrable"), "deferral-capture", "不用交的材料没有以后补交", key=True)
        if material.deferrable.working_days < 1:
            yield source.problem((*here, "deferrable"), "deferral-days", "补交期限至少 1 个工作日", source=_DEFERRAL)


def _basis(matter: Matter, source: Source) -> Iterator[Problem]:
    if not matter.legal_basis:
        yield source.problem(("legal_basis",), "legal-basis", "至少写一条设定依据", source="全国政务服务事项实施清单要素")
    for index, fee in enumerate(matter.fees):
        if not fee.basis.strip():
            yield source.problem(("fees", index), "fee-basis", f"收费“{fee.name}”没有写依据", source=_FEES)
        if fee.amount < 0:
            yield source.problem(("fees", index, "amount"), "fee-amount", "收费金额（分）不能小于 0")
    if not re.fullmatch(r"\d+\.\d+\.\d+", matter.version):
        yield source.problem(("version",), "version", f"版本“{matter.version}”要写成 1.0.0 这样")
    if not matter.themes:
        yield source.problem(("themes",), "theme", "至少放进一个主题，不然首页找不到")
    if not matter.delivery:
        yield source.problem(("delivery",), "delivery", "至少写一种送达方式")


def _devices(matter: Matter, source: Source) -> Iterator[Problem]:
    known = limits().devices
    for index, device in enumerate(matter.devices):
        if device not in known:
            yield source.problem(("devices", index), "unknown-device", f"没有设备“{device}”，能用的是 {'、'.join(known)}")
    for material in matter.materials:
        needed = _NEEDED_DEVICE.get(material.capture)
        if needed is not None and needed not in matter.devices:
            yield source.problem(("devices",), "device-missing", f"交“{material.name}”要用 {needed}，写进 devices")


def _warning(problem: Problem) -> Problem:
    return replace(problem, severity=Severity.WARNING)
