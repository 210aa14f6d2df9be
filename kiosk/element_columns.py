"""The columns of an element table (实施清单 要素表) as officials hold it, and what each becomes in a matter. Pure.

Names are those of GB/T 39554.2's element set and the national columns behind them; a column nobody knows is reported, never dropped silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kiosk.matter_words import VALUES

Convert = Callable[[str], Any]


class CellError(ValueError):
    """A value that cannot be taken over; the message says what may stand there."""


@dataclass(frozen=True, slots=True)
class Column:
    """``path``: where the value goes in a matter (or material); ``names``: the headers that mean it."""

    path: tuple[str, ...]
    names: tuple[str, ...]
    convert: Convert = str


def _one_of(**words: str) -> Convert:
    """A word or its national code -> our value; ``_`` begins what would be no Python name."""
    known = {key.lstrip("_"): value for key, value in words.items()}

    def convert(text: str) -> str:
        value = known.get(text) or next((value for key, value in known.items() if not key.isdigit() and key in text), "")
        if not value:
            raise CellError(f"“{text[:20]}”不认得，能写的是 {'、'.join(known)}")
        return value

    return convert


def _several(convert: Convert) -> Convert:
    return lambda text: list(dict.fromkeys(convert(part) for part in re.split(r"[\^,，、;；/\n]+", text) if part.strip()))


def _whole(text: str) -> int:
    if not (found := re.search(r"\d+", text)):
        raise CellError(f"“{text[:20]}”里没有数字")
    return int(found.group())


def _yes(text: str) -> bool:
    if text in ("是", "1", "Y", "y", "true", "支持", "有"):
        return True
    if text in ("否", "0", "N", "n", "false", "不支持", "无"):
        return False
    raise CellError(f"“{text[:20]}”要写 是 或 否")


def _day(text: str) -> str:
    try:
        return datetime.fromisoformat(text.replace("/", "-")).date().isoformat()
    except ValueError:
        raise CellError(f"“{text[:20]}”不是日期，要写成 2026-01-01") from None


def _lines(key: str) -> Convert:
    return lambda text: [{key: line.strip()} for line in re.split(r"[\n;；]+", text) if line.strip()]


_UNIT = _one_of(
    工作日="working_day", 自然日="calendar_day", 日历日="calendar_day", 天="calendar_day", 月="month", 即办="instant", 当场="instant"
)
_TYPE = _one_of(**{f"_{code}": code for code in VALUES if code.isdigit()}, **{VALUES[code]: code for code in VALUES if code.isdigit()})
_APPLICANT = _one_of(
    _1="person", 自然人="person", 个人="person", _2="enterprise", 企业法人="enterprise", _3="institution", 事业法人="institution",
    _4="social_organisation", 社会组织法人="social_organisation", _5="unincorporated", 非法人企业="unincorporated",
    _6="state_organ", 行政机关="state_organ", _9="other", 其他组织="other",
)  # fmt: skip
_SCOPE = _one_of(
    全国="nation", 跨省="cross_province", 全省="province", 跨市="province", 全市="city", 跨县="city", 全县="county", 镇村="county"
)

MATTER = (
    Column(("name",), ("事项名称", "task_name")),
    Column(("short_name",), ("事项简称",)),
    Column(("codes", "basic"), ("基本编码", "catalog_code")),
    Column(("codes", "implementation"), ("实施编码", "task_code")),
    Column(("codes", "local"), ("地方基本编码", "local_catalog_code")),
    Column(("codes", "handling_item"), ("业务办理项编码", "task_handle_item")),
    Column(("matter_type",), ("事项类型", "task_type"), _TYPE),
    Column(("case_type",), ("办件类型", "project_type"), _one_of(_1="instant", 即办件="instant", _2="committed", 承诺件="committed")),
    Column(("authority", "name"), ("实施主体", "实施主体名称", "dept_name")),
    Column(("authority", "short_name"), ("实施主体简称",)),
    Column(("authority", "code"), ("实施主体编码", "dept_code")),
    Column(("authority", "entrusting"), ("委托部门", "entrust_name")),
    Column(("authority", "phone"), ("咨询方式", "咨询电话", "link_way", "consultPhone")),
    Column(("authority", "supervise_phone"), ("监督投诉方式", "监督投诉电话", "supervise_way", "complainPhone")),
    Column(("joint_departments",), ("联办机构", "other_dept"), _several(str)),
    Column(("legal_basis",), ("设定依据", "by_law"), _lines("law")),
    Column(("statutory_limit", "value"), ("法定办结时限", "法定时限", "anticipate_day"), _whole),
    Column(("statutory_limit", "unit"), ("法定办结时限单位", "法定时限单位", "anticipate_type"), _UNIT),
    Column(("statutory_limit", "note"), ("法定办结时限说明", "anticipate_explain")),
    Column(("promised_limit", "value"), ("承诺办结时限", "承诺时限", "promise_day"), _whole),
    Column(("promised_limit", "unit"), ("承诺办结时限单位", "承诺时限单位", "promise_type"), _UNIT),
    Column(("promised_limit", "note"), ("承诺办结时限说明", "promise_explain")),
    Column(("applicant_types",), ("服务对象", "server_type"), _several(_APPLICANT)),
    Column(("handle_scope",), ("通办范围", "handle_area"), _SCOPE),
    Column(("max_visits",), ("到办事现场次数", "limit_scene_num"), _whole),
    Column(("visit_reason",), ("到办事现场次数原因说明", "必须到现场原因说明", "limit_scene_explain")),
    Column(("quota_note",), ("数量限制", "limit_explain")),
    Column(("results",), ("审批结果名称", "result_name"), _lines("name")),
    Column(("kiosk_enabled",), ("是否支持自助终端办理", "is_service_terminals", "isServiceTerminals"), _yes),
    Column(("courier",), ("是否支持物流快递", "is_express"), _yes),
    Column(("effective", "start"), ("计划生效日期", "plan_effective_date"), _day),
    Column(("effective", "end"), ("计划取消日期", "plan_cancel_date"), _day),
    Column(("topics",), ("主题分类", "自然人主题分类", "法人主题分类", "user_topic_type", "corp_topic_type"), _several(str)),
    Column(("guide", "who"), ("办理对象", "适用范围")),
    Column(("conditions",), ("受理条件", "accept_condition")),
    Column(("fee", "charged"), ("是否收费", "is_fee"), _yes),
    Column(("fee", "name"), ("收费项目名称", "fee_name")),
    Column(("fee", "standard"), ("收费标准", "fee_stand")),
    Column(("fee", "basis"), ("收费依据", "fee_basis")),
    Column(("fee", "relief"), ("减免说明", "desc_explain")),
    Column(("faq", "question"), ("常见问题", "question")),
    Column(("faq", "answer"), ("常见问题解答", "answer")),
    Column(("remedies", "reconsideration"), ("行政复议", "行政复议部门")),
    Column(("remedies", "litigation"), ("行政诉讼", "行政诉讼部门")),
)

MATERIAL = (
    Column(("name",), ("材料名称", "material_name")),
    Column(
        ("role",),
        ("材料必要性", "is_need"),
        _one_of(非必要="optional", _2="optional", 容缺="deferrable", _3="deferrable", 必要="main", _1="main"),
    ),
    Column(
        ("kind",),
        ("材料类型", "material_type"),
        _one_of(_1="certificate", 证="certificate", _2="application", 表="application", _3="other", 其他="other"),
    ),
    Column(
        ("source",),
        ("来源渠道", "source_type"),
        _one_of(
            申请人="applicant",
            _10="applicant",
            政府="government",
            _20="government",
            中介="agency",
            法定机构="agency",
            _99="other",
            其他="other",
        ),
    ),
    Column(("copies",), ("纸质份数", "page_num"), _whole),
    Column(("legal_basis",), ("材料依据", "要求提供材料的依据")),
    Column(("accept_standard",), ("受理标准", "accept_stand")),
    Column(("note",), ("填报须知", "fill_explain")),
    Column(("exempt",), ("是否免提交",), _yes),
    Column(("shared_by",), ("免提交来源", "数据来源")),
)


def cell_text(value: object) -> str:
    """What stands in a cell, as text: whole numbers without a point, days as dates."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
