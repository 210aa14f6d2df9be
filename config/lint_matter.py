"""Lint of one matter: what it must satisfy beyond its shape. Everything wrong is reported at once, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from config.codes import is_basic_code, is_credit_code, is_implementation_code
from config.lint_form import form_problems
from config.lint_materials import material_problems
from config.lint_package import package_problems
from config.lint_rules import rule_problems
from config.lint_texts import text_problems
from config.lint_translations import translation_problems
from config.matter import CaseType, DeliveryWay, LimitUnit, Matter, MatterType, ResultKind
from config.periods import surely_longer
from config.problem import Problem
from config.yaml_source import Source

_MOST = {LimitUnit.INSTANT: 0, LimitUnit.MONTH: 24, LimitUnit.WORKING_DAY: 730, LimitUnit.CALENDAR_DAY: 730}
_LICENCE_DAYS, _JOINT_DAYS = 20, 45
"""行政许可法 第四十二条: working days for one department, and for several together."""
_LAST_DAY = 31
_GUARDED_BELOW, _ADULT = 14, 18


def lint_matter(matter: Matter, source: Source, today: date | None = None) -> Iterator[Problem]:
    """Every problem of one matter that has its shape. Without ``today`` nothing is said about days that have passed."""
    yield from _codes(matter, source)
    yield from _limits(matter, source)
    yield from _visits(matter, source)
    yield from _dates(matter, source, today)
    yield from _rights(matter, source)
    yield from material_problems(matter, source)
    yield from package_problems(matter, source)
    yield from form_problems(matter, source)
    yield from text_problems(matter, source)
    yield from translation_problems(matter, source)
    yield from rule_problems(matter, source)


def _codes(matter: Matter, source: Source) -> Iterator[Problem]:
    basic, implementation = matter.codes.basic, matter.codes.implementation
    if not is_credit_code(matter.authority.code):
        message = f"统一社会信用代码“{matter.authority.code}”不对：要 18 位，校验位要对"
        yield source.problem(("authority", "code"), "credit-code", message)
    for name, code in (("basic", basic), ("implementation", implementation)):
        if not code.strip():
            yield source.problem(("codes", name), "no-code", "没有编码的事项不得受理")
    if basic.strip() and not is_basic_code(basic):
        yield source.problem(("codes", "basic"), "basic-code", f"基本编码“{basic}”不对，要 12 位数字")
    if is_basic_code(basic) and basic[2:4] != matter.matter_type.value:
        message = f"基本编码第 3、4 位是 {basic[2:4]}，事项类型是 {matter.matter_type.value}，通常一样"
        yield source.problem(("codes", "basic"), "code-type", message)
    if not implementation.strip():
        return
    if not is_implementation_code(implementation):
        message = f"实施编码“{implementation}”不对，要 31 位：18 位信用代码、1 位层级、12 位基本编码"
        yield source.problem(("codes", "implementation"), "implementation-code", message)
        return
    if implementation[:18] != matter.authority.code:
        message = "实施编码的前 18 位要和实施主体的统一社会信用代码一样"
        yield source.problem(("codes", "implementation"), "code-authority", message)
    if is_basic_code(basic) and implementation[19:] != basic:
        yield source.problem(("codes", "implementation"), "code-basic", "实施编码的后 12 位要和基本编码一样")


def _limits(matter: Matter, source: Source) -> Iterator[Problem]:
    statutory, promised = matter.statutory_limit, matter.promised_limit
    for name, limit in (("statutory_limit", statutory), ("promised_limit", promised)):
        if limit.unit is not LimitUnit.INSTANT and not 1 <= limit.value <= _MOST[limit.unit]:
            yield source.problem((name,), "limit-value", f"时限要在 1 到 {_MOST[limit.unit]} 之间")
    if matter.case_type is CaseType.INSTANT and promised.unit is not LimitUnit.INSTANT:
        yield source.problem(("promised_limit",), "instant-limit", "即办件的承诺时限要写 instant")
    if matter.case_type is CaseType.COMMITTED and promised.unit is LimitUnit.INSTANT:
        yield source.problem(("promised_limit",), "committed-limit", "承诺件要写明几个工作日")
    if surely_longer(promised, statutory):
        yield source.problem(("promised_limit",), "promised-over-statutory", "承诺时限不能比法定时限长")
    most = _JOINT_DAYS if matter.joint_departments else _LICENCE_DAYS
    over = statutory.unit is LimitUnit.WORKING_DAY and statutory.value > most
    if matter.matter_type is MatterType.LICENCE and over and not statutory.note.strip():
        message = f"行政许可一般不超过 {most} 个工作日，另有规定的写在 note 里"
        yield source.problem(("statutory_limit",), "statutory-over-licence", message)


def _visits(matter: Matter, source: Source) -> Iterator[Problem]:
    if matter.max_visits < 0:
        yield source.problem(("max_visits",), "visits", "到现场次数不能小于 0")
    if matter.max_visits > 0 and not matter.visit_reason.strip():
        yield source.problem(("max_visits",), "visit-reason", "要到现场的事项，写明原因（visit_reason）")
    if matter.max_visits == 0 and matter.delivery == [DeliveryWay.COLLECT]:
        yield source.problem(("delivery",), "visits-collect", "结果只能到窗口拿，就要到现场一次，max_visits 写 1", key=True)
    if not matter.delivery:
        yield source.problem(("delivery",), "delivery", "至少写一种送达方式")


def _dates(matter: Matter, source: Source, today: date | None) -> Iterator[Problem]:
    effective, window = matter.effective, matter.acceptance
    if effective and effective.start and effective.end and effective.start > effective.end:
        yield source.problem(("effective", "start"), "effective-dates", "生效日期在取消日期之后，一天也不能办")
    elif effective and effective.end and today and effective.end < today:
        yield source.problem(("effective", "end"), "effective-over", f"{effective.end} 起已经取消，终端上看不到了")
    if window is None:
        return
    if not 1 <= window.from_day <= window.to_day <= _LAST_DAY:
        message = f"{window.from_day} 日到 {window.to_day} 日不对：起止日在 1 到 31 之间，起不晚于止"
        yield source.problem(("acceptance",), "acceptance-window", message)
    elif (window.from_day, window.to_day) != (1, _LAST_DAY) and not window.note.strip():
        yield source.problem(("acceptance",), "acceptance-note", "不是每天受理，在 note 里写明其他日子怎么办")


def _rights(matter: Matter, source: Source) -> Iterator[Problem]:
    if not matter.legal_basis:
        yield source.problem(("legal_basis",), "legal-basis", "至少写一条设定依据")
    if not re.fullmatch(r"\d+\.\d+\.\d+", matter.version):
        yield source.problem(("version",), "version", f"版本“{matter.version}”要写成 1.0.0 这样")
    if not matter.themes:
        yield source.problem(("themes",), "theme", "至少放进一个主题，不然首页找不到")
    if matter.secret and matter.kiosk_enabled:
        yield source.problem(("kiosk_enabled",), "secret-enabled", "涉密事项不能在自助终端办，kiosk_enabled 写 false")
    if not matter.applicant_types:
        yield source.problem(("applicant_types",), "applicant-types", "至少写一种服务对象")
    if not matter.identification:
        yield source.problem(("identification",), "identification", "至少写一种核对身份的办法")
    if matter.matter_type is MatterType.LICENCE and matter.remedies is None:
        yield source.problem((), "remedies", "行政许可要写 remedies：不服怎样复议、怎样诉讼")
    for index, result in enumerate(matter.results):
        if result.name.endswith("批复") and result.kind is not ResultKind.DECISION:
            yield source.problem(("results", index), "reply-kind", f"“{result.name}”是审批办结，写 kind: decision")
    if matter.guardian and not _GUARDED_BELOW <= matter.guardian.below <= _ADULT:
        message = f"below 要在 {_GUARDED_BELOW} 到 {_ADULT} 之间，现在是 {matter.guardian.below}"
        yield source.problem(("guardian", "below"), "guardian-age", message)
