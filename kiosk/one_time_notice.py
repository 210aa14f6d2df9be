"""一次性告知单: everything that keeps this citizen from this matter, told at once, each with what to do about it. Pure; nothing personal.

All at once and once only: 行政许可法 第三十二条第一款第四项. The terminal decides nothing, so the slip says that one may insist at a
window, and what can be done against the decision that is made there (行政许可法 第三十八条第二款).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from devices.printer.text import Align, Labelled, Line, Part, Rule
from kiosk import asks
from kiosk.hand_off import AGENT, CLOSED, PRECHECK, REFUSED, HandOff
from kiosk.paper_data import time_text
from kiosk.visit import Visit
from kiosk.words import plain

_TOLD = (PRECHECK, AGENT, CLOSED, REFUSED)
_INSIST = "这是按您答的和读到的证件自动判断的，不是部门的决定。您认为不对，可以到窗口提出申请，由部门决定。"


@dataclass(frozen=True, slots=True)
class Told:
    """``what`` is wrong; ``remedy`` is what to do, empty where ``what`` says that too."""

    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class NoticeData:
    """一次性告知单, on the receipt printer. ``remedies`` are the matter's 行政复议 and 行政诉讼."""

    what: HandOff
    problems: tuple[Told, ...]
    remedies: tuple[str, ...]
    at: datetime

    @property
    def template(self) -> str:
        """The template of this paper."""
        return "one_time_notice"

    def values(self) -> dict[str, Any]:
        """What the template reads."""
        what = self.what
        return {
            "matter_name": what.matter_name,
            "at": time_text(self.at),
            "problems": [{"what": plain(problem.what), "remedy": plain(problem.remedy)} for problem in self.problems],
            "bring": [plain(name) for name in what.bring],
            "insist": _INSIST,
            "remedies": list(self.remedies),
            "hall": what.hall,
            "hall_phone": what.hall_phone,
            "hall_hours": what.hall_hours,
            "department": what.department,
            "department_phone": what.department_phone,
            "hotline": what.hotline,
            "terminal_id": what.terminal_id,
        }

    def parts(self) -> tuple[Part, ...]:
        """The same words for a printer that takes text only."""
        what, told = self.what, self.values()
        reasons: list[Part] = []
        for number, problem in enumerate(self.problems, 1):
            reasons.append(Line(f"{number}. {problem.what}", bold=True))
            reasons += [Line(f"怎么办：{problem.remedy}")] if problem.remedy else []
        bring = tuple[Part, ...](Line(f"□ {name}") for name in what.bring)
        bring = (Rule(), Line("办好以后再来，请带上", bold=True), *bring) if bring else ()
        return (
            Line("一次性告知单", Align.MIDDLE, bold=True, big=True),
            Line("未盖章，不是不予受理决定书", Align.MIDDLE),
            Line("这张单子不是收件凭条", Align.MIDDLE),
            Rule(),
            Labelled("办理事项", what.matter_name),
            Labelled("告知时间", told["at"]),
            Rule(),
            Line(f"现在办不了，原因一次说清，一共 {len(self.problems)} 条", bold=True),
            *reasons,
            *bring,
            Rule(),
            Line("不同意怎么办", bold=True),
            Line(_INSIST),
            *(Line(f"{line}。") for line in self.remedies),
            Rule(),
            Labelled("去哪里", what.hall),
            *([Labelled("窗口时间", what.hall_hours)] if what.hall_hours else []),
            Labelled("大厅电话", what.hall_phone),
            Labelled("问部门", f"{what.department} {what.department_phone}"),
            Labelled("其他问题", what.hotline),
            Labelled("终端编号", what.terminal_id),
        )


def notice(visit: Visit, what: HandOff, today: date, at: datetime) -> NoticeData | None:
    """The notice of a visit that was handed off (``what``) because of what the matter asks; None where that was not the cause."""
    if visit.place.item not in _TOLD:
        return None
    remedies = visit.matter.remedies
    lines = (remedies.reconsideration, remedies.litigation) if remedies else ()
    return NoticeData(what, _problems(visit, what, today), lines, at)


def _problems(visit: Visit, what: HandOff, today: date) -> tuple[Told, ...]:
    """What stands in the way. The pre-check's questions come with their answers, and with what the document shows besides."""
    asked = tuple(Told(f"{item.ask}（您答：{'是' if item.stops_on else '不是'}）", item.hand_off) for item in asks.stopping(visit, today))
    if visit.place.item == PRECHECK:
        return asked + (tuple(Told(reason) for reason in asks.refusals(visit, today)) if visit.applicant else ())
    return tuple(Told(reason) for reason in what.reasons) + asked
