"""A whole matter in words, line by line: what ``kiosk matters show`` prints. The guide's part is the guide screen's own."""

from __future__ import annotations

from collections.abc import Iterator

from config.matter import Field, FieldType, Matter
from kiosk.guide_view import DELIVERY_WORDS, guide

_ANSWERS = {
    FieldType.TEXT: "文字",
    FieldType.NUMBER: "数字",
    FieldType.MONEY: "金额",
    FieldType.DATE: "日期",
    FieldType.MONTH: "年月",
    FieldType.PHONE: "手机号",
    FieldType.ID_NUMBER: "身份证号",
    FieldType.BANK_CARD: "银行卡号",
    FieldType.CREDIT_CODE: "统一社会信用代码",
    FieldType.REGION: "省、市、区县",
    FieldType.ADDRESS: "地址",
    FieldType.GROUP: "可以填几个",
    FieldType.PHOTO: "拍照",
    FieldType.YES_NO: "是 / 否",
    FieldType.DECLARATION: "勾选同意",
}


def citizen_text(matter: Matter, hotline: str = "12345") -> Iterator[str]:
    """The matter as a citizen meets it, with the conditions an administrator wants to see beside it."""
    view = guide(matter, hotline)
    yield matter.name
    yield f"  {'，'.join(text for text, _kind in view.tags)}"
    yield ""
    yield "办这件事，您要准备"
    for need in view.needs:
        yield f"  {need.name}（{need.tag}）：{need.note}"
    yield ""
    for fact in view.facts:
        yield f"  {fact.label}：{fact.text}{f'（{fact.more}）' if fact.more else ''}"
    yield f"  大约 {view.minutes} 分钟"
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
    answer = " / ".join(option.label for option in field.options) if field.options else _ANSWERS[field.type]
    unit = f"（{field.unit}）" if field.unit else ""
    return f"{answer}{unit}{'' if field.required else '，可以不填'}{'，已先填好' if field.prefill else ''}"


def _when(rule: str) -> str:
    return "" if rule == "true" else f"  [只在 {rule} 时]"
