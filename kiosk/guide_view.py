"""What the guide says of a matter before anyone starts, made from the matter alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from config.entry import Listed
from config.matter import Capture, FaceOtherwise, Limit, LimitUnit, Material, MaterialRole, Matter
from kiosk.live.names import issues_document
from kiosk.money import yuan
from kiosk.open_days import days_text
from kiosk.own_pages import DELIVERY_WORDS
from kiosk.words import listed, words

__all__ = ["DELIVERY_WORDS", "Fact", "GuideView", "Need", "duration_text", "guide", "limit_text", "visits_text"]

NOTES = {
    Capture.CARD: words("放在读卡区，马上读"),
    Capture.PORTRAIT: words("就在这里拍"),
    Capture.SCAN: words("在这里扫描"),
    Capture.FORM: words("在这里填，签了名就行"),
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
            return words("当场")
        case LimitUnit.WORKING_DAY:
            return words("{} 个工作日", limit.value)
        case LimitUnit.CALENDAR_DAY:
            return words("{} 天", limit.value)
        case LimitUnit.MONTH:
            return words("{} 个月", limit.value)


def visits_text(matter: Listed) -> str:
    """不用跑窗口, 最多跑一次 or how often."""
    return {0: words("不用跑窗口"), 1: words("最多跑一次")}.get(matter.max_visits, words("要跑 {} 次", matter.max_visits))


def duration_text(limit: Limit) -> str:
    """How long it takes, as a tag."""
    return words("当场办结") if limit.unit is LimitUnit.INSTANT else words("{}内办好", limit_text(limit))


def guide(matter: Matter, hotline: str) -> GuideView:
    """The guide of ``matter``."""
    limit = matter.promised_limit
    counted = words("（夜里提交，从下个工作日算）") if limit.unit is LimitUnit.WORKING_DAY else ""
    fees = listed((words("{} {} 元", fee.name, yuan(fee.amount)) for fee in matter.fees), words("{}，{}")) or words("不收费")
    facts = [
        Fact(words("谁能办"), matter.guide.who),
        Fact(words("多久办好"), words("{}{}", limit_text(limit), counted)),
        Fact(words("收费"), fees),
        Fact(words("由谁办理"), f"{matter.authority.short_name} {matter.authority.phone}", words("其他问题打 {}", hotline)),
    ]
    if matter.face_check:
        facts.insert(1, Fact(words("看是不是本人"), words("读卡后比一下人脸"), _otherwise(matter)))
    if matter.acceptance:
        facts.insert(1, Fact(words("哪天能办"), days_text(matter.acceptance), matter.acceptance.note))
    if matter.guide.needs:
        facts.insert(1, Fact(words("还要有"), listed(matter.guide.needs)))
    kind = "good" if matter.max_visits == 0 else "plain"
    return GuideView(
        tags=((visits_text(matter), kind), (duration_text(limit), "plain")),
        needs=tuple(_need(material) for material in matter.materials),
        facts=tuple(facts),
        minutes=matter.guide.minutes,
    )


def _otherwise(matter: Matter) -> str:
    """What who does not want to be compared can do, said before anybody begins (人脸识别技术应用安全管理办法 第十条)."""
    window = words("到窗口办") if issues_document(matter) else words("先提交再去窗口")
    told = {FaceOtherwise.SMS_CODE: words("手机收验证码"), FaceOtherwise.WINDOW: window}
    ways = listed((told[way] for way in matter.face_otherwise), words("{}，或者{}"))
    return words("不想比的：{}", ways)


def _need(material: Material) -> Need:
    if material.capture is Capture.SHARED:
        return Need(material.name, material.note or words("部门查{}数据，查到就免交", words(material.shared_by)), words("可能免交"), "good")
    note = material.note or NOTES[material.capture]
    if material.deferrable:
        later = words("{}；没带可以 {} 个工作日内补交", NOTES[material.capture], material.deferrable.working_days)
        return Need(material.name, material.note or later, words("可以后补"), "warning")
    tag = words("有就带上") if material.role is MaterialRole.OPTIONAL else words("必须有")
    return Need(material.name, note, tag, "good")
