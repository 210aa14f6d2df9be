"""A matter in words, as guide, form and materials say it to a citizen: one wording for the screens and for ``kiosk matters show``."""

from __future__ import annotations

from collections.abc import Iterator

from config.matter import Capture, CaseType, DeliveryWay, Field, FieldType, Limit, LimitUnit, Material, MaterialRole, Matter

DELIVERY_WORDS = {
    DeliveryWay.PRINT_HERE: "在这里打印",
    DeliveryWay.COLLECT: "到窗口自己拿",
    DeliveryWay.COURIER: "快递送到家",
    DeliveryWay.ELECTRONIC: "结果发短信，不用来拿",
}
"""How a result reaches a citizen."""

_ANSWERS = {
    FieldType.TEXT: "文字",
    FieldType.NUMBER: "数字",
    FieldType.MONEY: "金额",
    FieldType.DATE: "日期",
    FieldType.MONTH: "年月",
    FieldType.PHONE: "手机号",
    FieldType.ID_NUMBER: "身份证号",
    FieldType.BANK_CARD: "银行卡号",
    FieldType.YES_NO: "是 / 否",
    FieldType.DECLARATION: "勾选同意",
}


def visits_text(matter: Matter) -> str:
    """The first badge of the guide: 不用跑窗口."""
    return "不用跑窗口" if matter.max_visits == 0 else f"要跑 {matter.max_visits} 次"


def limit_text(limit: Limit) -> str:
    """How long something takes: 3 个工作日."""
    match limit.unit:
        case LimitUnit.INSTANT:
            return "当场办好"
        case LimitUnit.WORKING_DAY:
            return f"{limit.value} 个工作日"
        case LimitUnit.CALENDAR_DAY:
            return f"{limit.value} 天"


def duration_text(matter: Matter) -> str:
    """How long, and from which day it counts."""
    if matter.case_type is CaseType.INSTANT:
        return "当场办好"
    if matter.promised_limit.unit is LimitUnit.WORKING_DAY:
        return f"{limit_text(matter.promised_limit)}（夜里提交，从下个工作日算）"
    return limit_text(matter.promised_limit)


def duration_badge(matter: Matter) -> str:
    """The second badge of the guide: 3 个工作日内办好."""
    return "当场办好" if matter.promised_limit.unit is LimitUnit.INSTANT else f"{limit_text(matter.promised_limit)}内办好"


def fee_text(matter: Matter) -> str:
    """What it costs: 不收费, or each fee with its amount."""
    paid = [f"{fee.name} {money_text(fee.amount)}" for fee in matter.fees if fee.amount]
    return "，".join(paid) if paid else "不收费"


def money_text(fen: int) -> str:
    """40 元, 40.50 元."""
    return f"{fen // 100} 元" if fen % 100 == 0 else f"{fen / 100:.2f} 元"


def material_badge(material: Material) -> str:
    """The word beside a material on the guide, before anything is known of the citizen."""
    if material.capture is Capture.SHARED:
        return "可能免交"
    if material.deferrable is not None:
        return "可以后补"
    if material.role is MaterialRole.OPTIONAL:
        return "有就带"
    return "必须有"


def citizen_text(matter: Matter) -> Iterator[str]:
    """The matter as a citizen meets it, line by line."""
    yield matter.name
    yield f"  {visits_text(matter)}，{duration_badge(matter)}"
    yield ""
    yield "办这件事，您要准备"
    for material in matter.materials:
        yield f"  {material.name}（{material_badge(material)}）：{material.note}"
    for need in matter.guide.needs:
        yield f"  {need}"
    yield ""
    yield f"  谁能办      {matter.guide.who}"
    yield f"  多久办好    {duration_text(matter)}"
    yield f"  收费        {fee_text(matter)}"
    yield f"  由谁办理    {matter.authority.short_name} {matter.authority.phone}"
    yield f"  大约 {matter.guide.minutes} 分钟"
    for eligibility in matter.eligibility:
        yield ""
        yield f"  不符合 {eligibility.rule} 时说：{eligibility.otherwise}"
    for page in matter.form:
        yield ""
        yield f"{page.title}{_when(page.when)}"
        for field in page.fields:
            yield f"  {field.label}：{_answer(field)}{_when(field.when)}"
            if field.hint:
                yield f"      {field.hint}"
    for check in matter.checks:
        yield ""
        yield f"  不符合 {check.rule} 时说：{check.otherwise}"
    yield ""
    yield f"怎么拿：{'，'.join(DELIVERY_WORDS[way] for way in matter.delivery)}"


def _answer(field: Field) -> str:
    answer = " / ".join(option.label for option in field.options) if field.type is FieldType.CHOICE else _ANSWERS[field.type]
    unit = f"（{field.unit}）" if field.unit else ""
    return f"{answer}{unit}{'' if field.required else '，可以不填'}{'，已先填好' if field.prefill else ''}"


def _when(rule: str) -> str:
    return "" if rule == "true" else f"  [只在 {rule} 时]"
