"""What people are told before their data are used (个人信息保护法 第17、30、35条), and the consents they give to exact texts.

A consent is kept with the SHA-256 of the text that was shown, so that nobody has to remember which version that was. Whoever reads another
language reads a translation of that text, and the consent says which language it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from config.matter import Commitment, IdentifyWay, Matter
from kiosk.settings import Terminal
from kiosk.visit import Consent, Visit
from kiosk.words import listed, words

HANDLE_MATTER = "handle_matter"
COMPARE_FACE = "compare_face"
LANGUAGE = "zh_CN"


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One thing the law wants told: what it is about, and in plain words how it is."""

    label: str
    text: str
    more: str = ""


def notice(matter: Matter, own: Terminal) -> tuple[NoticeRow, ...]:
    """Who uses what for what, how long, and what rights there are."""
    authority = matter.authority
    scanned = words("身份证件上的文字") if matter.identification != [IdentifyWay.ID_CARD] else words("身份证上的文字")
    face = words("；另外问过您同意，才比对一次人脸，比完就删") if matter.face_check else ""
    others = listed([authority.name, *matter.joint_departments])
    children = words("；不满 14 周岁的，要监护人同意") if matter.guardian else ""
    return (
        NoticeRow(words("谁来用"), others, words("电话 {}", authority.phone)),
        NoticeRow(words("用来做什么"), words("只用来办“{}”", matter.short_name)),
        NoticeRow(
            words("用哪些"),
            words("{}、您填写的内容、拍下的材料、签名{}", scanned, face),
            words("证件号和照片是敏感信息，不给就核不了身份，可以改到窗口办{}", children),
        ),
        NoticeRow(
            words("怎么保存"),
            words("提交后马上加密，本机打不开；送到部门后本机就删。没提交的，离开就清掉"),
            words("部门收到后按档案规定保存"),
        ),
        NoticeRow(
            words("您的权利"), words("可以查、要副本、要求改正或删除，也可以撤回同意和申请"), words("打上面的电话，或者 {}", own.hotline)
        ),
    )


def notice_text(matter: Matter, own: Terminal) -> str:
    """The notice as one text."""
    return "\n".join(f"{row.label}：{row.text}。{row.more}" for row in notice(matter, own))


def guardian_text(matter: Matter, child: str, guardian: str) -> str:
    """What a guardian agrees to (PIPL 31)."""
    rule = matter.guardian
    return words("本人（{}）是{}的监护人。{}", guardian, child, rule.consent if rule else "")


FACE_POINTS = (
    (words("做什么"), words("拿您现在的脸，和身份证里的照片比一比，看是不是本人")),
    (words("在哪里比"), words("只在这台机器里比，照片不上网，不给别人")),
    (words("留下什么"), words("比完照片马上删掉，只留下像不像的分数和时间")),
    (words("不同意呢"), words("可以不同意，换别的办法，一样能办，也可以随时反悔")),
)
"""What is told before a face is compared (人脸识别技术应用安全管理办法 第五、七、十条), a point a line."""


def face_text(matter: Matter) -> str:
    """The separate consent to comparing a face (个人信息保护法 第二十九条)."""
    return "\n".join((f"办理“{matter.name}”，要核对是不是您本人。", *(f"{label}：{text}。" for label, text in FACE_POINTS)))


def promise_text(promise: Commitment) -> str:
    """An informed commitment in full."""
    return f"{promise.title}\n{promise.text}"


def consent(purpose: str, text: str, at: datetime, method: str = "tap", language: str = LANGUAGE) -> Consent:
    """A consent to exactly ``text``."""
    return Consent(purpose, sha256(text), language, at, method)


def sha256(text: str) -> str:
    """The digest a consent carries."""
    return hashlib.sha256(text.encode()).hexdigest()


def supplement_text(visit: Visit, missing: Sequence[str], name: str = "") -> tuple[str, ...]:
    """The commitment to hand in later what is missing (容缺), paragraph by paragraph; with ``name`` in place of who is there."""
    who = visit.present or visit.applicant
    return (
        words("本人（{}）申请办理“{}”，现在还缺：{}。", name or (who.name if who else ""), visit.matter.name, listed(missing)),
        words("本人承诺：填写的内容真实，在写明的日期前补交齐全。"),
        words("本人知道：逾期不补的，按上面写明的办法处理，由此造成的后果由本人承担。"),
    )
