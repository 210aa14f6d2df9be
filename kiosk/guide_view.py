"""What the guide says of a matter before anyone starts, made from the matter alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from config.matter import Capture, Limit, LimitUnit, Material, MaterialRole, Matter
from kiosk.money import yuan
from kiosk.own_pages import DELIVERY_WORDS

__all__ = ["DELIVERY_WORDS", "Fact", "GuideView", "Need", "duration_text", "guide", "limit_text", "visits_text"]

NOTES = {
    Capture.CARD: "放在读卡区，马上读",
    Capture.PORTRAIT: "就在这里拍",
    Capture.SCAN: "在这里扫描",
    Capture.FORM: "在这里填，签了名就行",
}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to bring. ``kind`` is ``good`` or ``warning``, for the tag."""

    name: str
    note: str
    tag: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of who, how long, how much, by whom; ``more`` stands smaller below."""

    label: str
    text: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class GuideView:
    """Everything on the guide. ``tags`` are (text, kind) with kind ``good`` or ``plain``."""

    tags: tuple[tuple[str, str], ...]
    needs: tuple[Need, ...]
    facts: tuple[Fact, ...]
    minutes: int


def limit_text(limit: Limit) -> str:
    """``3 个工作日``, ``15 天`` or ``当场``."""
    match limit.unit:
        case LimitUnit.INSTANT:
            return "当场"
        case LimitUnit.WORKING_DAY:
            return f"{limit.value} 个工作日"
        case LimitUnit.CALENDAR_DAY:
            return f"{limit.value} 天"
        case LimitUnit.MONTH:
            return f"{limit.value} 个月"


def visits_text(matter: Matter) -> str:
    """不用跑窗口, 最多跑一次 or how often."""
    return {0: "不用跑窗口", 1: "最多跑一次"}.get(matter.max_visits, f"要跑 {matter.max_visits} 次")


def duration_text(limit: Limit) -> str:
    """How long it takes, as a tag."""
    return "当场办结" if limit.unit is LimitUnit.INSTANT else f"{limit_text(limit)}内办好"


def guide(matter: Matter, hotline: str) -> GuideView:
    """The guide of ``matter``."""
    limit = matter.promised_limit
    counted = "（夜里提交，从下个工作日算）" if limit.unit is LimitUnit.WORKING_DAY else ""
    fees = "，".join(f"{fee.name} {yuan(fee.amount)} 元" for fee in matter.fees) or "不收费"
    facts = [
        Fact("谁能办", matter.guide.who),
        Fact("多久办好", limit_text(limit) + counted),
        Fact("收费", fees),
        Fact("由谁办理", f"{matter.authority.short_name} {matter.authority.phone}", f"其他问题打 {hotline}"),
    ]
    if matter.guide.needs:
        facts.insert(1, Fact("还要有", "、".join(matter.guide.needs)))
    kind = "good" if matter.max_visits == 0 else "plain"
    return GuideView(
        tags=((visits_text(matter), kind), (duration_text(limit), "plain")),
        needs=tuple(_need(material) for material in matter.materials),
        facts=tuple(facts),
        minutes=matter.guide.minutes,
    )


def _need(material: Material) -> Need:
    if material.capture is Capture.SHARED:
        return Need(material.name, material.note or f"部门查{material.shared_by}数据，查到就免交", "可能免交", "good")
    note = material.note or NOTES[material.capture]
    if material.deferrable:
        later = f"{NOTES[material.capture]}；没带可以 {material.deferrable.working_days} 个工作日内补交"
        return Need(material.name, material.note or later, "可以后补", "warning")
    tag = "有就带上" if material.role is MaterialRole.OPTIONAL else "必须有"
    return Need(material.name, note, tag, "good")
