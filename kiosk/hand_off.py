"""What a citizen takes to a window when the terminal cannot go on: why, where to, and what to bring. Pure; nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from config.matter import Capture, Matter
from devices.printer.text import Align, Labelled, Line, Part, Rule
from kiosk import asks
from kiosk.open_days import closed
from kiosk.own_pages import DOCUMENTS
from kiosk.paper_data import time_text
from kiosk.settings import Terminal
from kiosk.visit import Acting, Visit
from kiosk.words import listed, plain, words

PRECHECK, AGENT, NO_DOCUMENT, SIGNATURE, CLOSED, REFUSED, ASKED = (
    "precheck",
    "agent",
    "no_document",
    "signature",
    "closed",
    "refused",
    "asked",
)
SERVICE, FACE, CAMERA, DEPARTMENT = "service", "face", "camera", "department"
NO_SERVICE = words("这件事要联网查，现在连不上，请到窗口办")
NOT_SEEN = words("这件事当场就拿结果，要先看到您本人，请到窗口办")
SAID_NO = words("联网问过部门，没有当场办成，请到窗口问清楚怎么办")
NO_SIGNATURE = words("这件事要用可靠的电子签名，本机还没有接入，请到窗口办")


@dataclass(frozen=True, slots=True)
class HandOff:
    """``reasons`` all at once (一次性告知), ``bring`` what the window asks for; ``department`` and ``hall`` with their phones.

    ``hall_hours``: when its windows are open, empty where the terminal's settings do not say.
    """

    matter_name: str
    reasons: tuple[str, ...]
    bring: tuple[str, ...]
    department: str
    department_phone: str
    hall: str
    hall_phone: str
    hotline: str
    terminal_id: str
    hall_hours: str = ""


def hand_off(visit: Visit, today: date, own: Terminal) -> HandOff:
    """What the visit's hand-off says."""
    matter = visit.matter
    return HandOff(
        matter_name=matter.name,
        reasons=_reasons(visit, today),
        bring=_bring(visit),
        department=matter.authority.short_name,
        department_phone=matter.authority.phone,
        hall=own.hall,
        hall_phone=own.hall_phone,
        hotline=own.hotline,
        terminal_id=own.id,
        hall_hours=own.window_hours,
    )


def cannot_start(matter: Matter, today: date, *, signs_reliably: bool) -> tuple[str, str]:
    """Why nobody can start this matter here today, known before anybody is: the cause and its sentence; both empty where there is nothing."""
    if matter.reliable_signature and not signs_reliably:
        return SIGNATURE, NO_SIGNATURE
    if sentence := closed(matter, today):
        return CLOSED, sentence
    return "", ""


def _reasons(visit: Visit, today: date) -> tuple[str, ...]:
    matter = visit.matter
    match visit.place.item:
        case "precheck":
            return tuple(item.hand_off for item in asks.stopping(visit, today))
        case "refused":
            return asks.refusals(visit, today)
        case "agent":
            return (matter.agent.otherwise,)
        case "no_document":
            ways = listed(DOCUMENTS[way] for way in matter.identification)
            wanted = words("{}中的一样", ways) if len(matter.identification) > 1 else ways
            return (words("要先知道您是谁才能办。请带{}，到窗口办", wanted),)
        case "signature":
            return (NO_SIGNATURE,)
        case "service":
            return (NO_SERVICE,)
        case "face":
            return (NOT_SEEN,)
        case "camera":
            missing = listed(item.name for item in asks.agent_needs(visit))
            return (words("替别人办要拍{}，这台机器现在拍不了。请到窗口办，或者请本人来办", missing),)
        case "department":
            return (SAID_NO,)
        case "closed":
            return (closed(matter, today) or words("今天不受理，请到窗口问一问"),)
        case _:
            return (words("您想改到窗口办，下面这些请带上"),)


def _bring(visit: Visit) -> tuple[str, ...]:
    """What a window needs: a document, and what cannot be looked up."""
    matter = visit.matter
    listing = [*matter.materials, *(matter.agent.materials if visit.acting is Acting.AGENT else [])]
    papers = [item.name for item in listing if item.capture in (Capture.SCAN, Capture.PORTRAIT) and not item.shared_by]
    documents = [DOCUMENTS[way] for way in matter.identification[:1]]
    return tuple(dict.fromkeys([*(words("{}原件", name) for name in documents), *papers]))


@dataclass(frozen=True, slots=True)
class HandOffData:
    """去窗口办理单, on the receipt printer."""

    what: HandOff
    at: datetime

    @property
    def template(self) -> str:
        """The template of this paper."""
        return "hand_off"

    def values(self) -> dict[str, Any]:
        """What the template reads."""
        what = self.what
        return {
            "matter_name": what.matter_name,
            "at": time_text(self.at),
            "reasons": [plain(reason) for reason in what.reasons],
            "bring": [plain(name) for name in what.bring],
            "department": what.department,
            "department_phone": what.department_phone,
            "hall": what.hall,
            "hall_phone": what.hall_phone,
            "hall_hours": what.hall_hours,
            "hotline": what.hotline,
            "terminal_id": what.terminal_id,
        }

    def parts(self) -> tuple[Part, ...]:
        """The same words for a printer that takes text only."""
        what = self.what
        return (
            Line("去窗口办理单", Align.MIDDLE, bold=True, big=True),
            Line("这张单子不是收件凭条", Align.MIDDLE),
            Rule(),
            Labelled("办理事项", what.matter_name),
            Labelled("打印时间", time_text(self.at)),
            Rule(),
            Line("为什么", bold=True),
            *(Line(reason) for reason in what.reasons),
            Rule(),
            Line("请带上", bold=True),
            *(Line(f"□ {name}") for name in what.bring),
            Rule(),
            Labelled("去哪里", what.hall),
            *([Labelled("窗口时间", what.hall_hours)] if what.hall_hours else []),
            Labelled("大厅电话", what.hall_phone),
            Labelled("问部门", f"{what.department} {what.department_phone}"),
            Labelled("其他问题", what.hotline),
            Labelled("终端编号", what.terminal_id),
        )
