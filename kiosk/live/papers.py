"""Slips around a case, on the receipt printer: how it stands, and an appointment. Unsealed, and naming nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from config.matter import Authority, LateConsequence
from devices.printer.text import Align, Labelled, Line, Part, Rule
from kiosk.hub_live import CaseView
from kiosk.paper_data import CONSEQUENCES, HAND_IN_LATER, time_text
from kiosk.scheduler import HALL_ZONE
from kiosk.settings import Terminal
from kiosk.words import plain
from kiosk.working_days import day_text


@dataclass(frozen=True, slots=True, repr=False)
class ProgressData:
    """办件进度单: one case as the hub told of it ``at`` a moment. ``authority`` is whom to ask, None where the matter is not known here."""

    case: CaseView
    at: datetime
    own: Terminal
    authority: Authority | None = None

    @property
    def template(self) -> str:
        """The template of this paper."""
        return "progress"

    def values(self) -> dict[str, Any]:
        """What the template reads."""
        case, own, whom = self.case, self.own, self.authority
        return {
            "matter_name": case.matter_name,
            "receipt_no": case.receipt_no,
            "received": time_text(case.received_at.astimezone(HALL_ZONE)),
            "at": time_text(self.at),
            "state": case.text,
            "due": day_text(case.due_on) if case.due_on else "",
            "reasons": list(case.reasons),
            "children": [{"name": child.name, "state": child.text, "reasons": list(child.reasons)} for child in case.children],
            "owed": [
                {"name": item.name, "last_day": day_text(item.last_day), "consequence": consequence(item.consequence)} for item in case.owed
            ],
            "hand_in": plain(HAND_IN_LATER),
            "department": whom.short_name if whom else "",
            "department_phone": whom.phone if whom else "",
            "hall": own.hall,
            "hall_hours": own.window_hours,
            "hall_phone": own.hall_phone,
            "hotline": own.hotline,
            "terminal_id": own.id,
        }

    def parts(self) -> tuple[Part, ...]:
        """The same words for a printer that takes text only."""
        told = self.values()
        return (
            Line("办件进度单", Align.MIDDLE, bold=True, big=True),
            Line("未盖章，只供自己查看", Align.MIDDLE),
            Rule(),
            Labelled("办理事项", told["matter_name"]),
            Labelled("收件编号", told["receipt_no"]),
            Labelled("提交时间", told["received"]),
            Labelled("查询时间", told["at"]),
            Rule(),
            Line("现在到哪一步", bold=True),
            Line(told["state"]),
            *([Labelled("最晚办好", told["due"])] if told["due"] else []),
            *(Line(f"部门说：{reason}") for reason in told["reasons"]),
            *(Line(f"{child['name']}：{'。'.join([child['state'], *child['reasons']])}") for child in told["children"]),
            *(
                Line(f"还要补交：{item['name']}，最晚 {item['last_day']}。{told['hand_in']}。{item['consequence']}")
                for item in told["owed"]
            ),
            Rule(),
            *([Labelled("问部门", f"{told['department']} {told['department_phone']}")] if self.authority else []),
            *_where("大厅", self.own, self.own.window_hours),
        )


@dataclass(frozen=True, slots=True, repr=False)
class AppointmentData:
    """预约单: a slot at a window."""

    queue_no: str
    ticket: str
    matter_name: str
    day: date
    slot: str
    at: datetime
    own: Terminal
    bring: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        """The template of this paper."""
        return "appointment"

    def values(self) -> dict[str, Any]:
        """What the template reads."""
        own = self.own
        return {
            "queue_no": self.queue_no,
            "ticket": self.ticket,
            "matter_name": self.matter_name,
            "day": day_text(self.day),
            "slot": self.slot,
            "at": time_text(self.at),
            "bring": list(self.bring),
            "hall": own.hall,
            "hall_phone": own.hall_phone,
            "hotline": own.hotline,
            "terminal_id": own.id,
        }

    def parts(self) -> tuple[Part, ...]:
        """The same words for a printer that takes text only."""
        bring: tuple[Part, ...] = (Line("请带上", bold=True), *(Line(f"□ {name}") for name in self.bring), Rule())
        return (
            Line("预约单", Align.MIDDLE, bold=True, big=True),
            Rule(),
            Labelled("排队号", self.queue_no),
            Labelled("日期", day_text(self.day)),
            Labelled("时段", self.slot),
            Labelled("办理事项", self.matter_name),
            Labelled("预约号", self.ticket),
            Rule(),
            *(bring if self.bring else ()),
            *_where("去哪里", self.own),
        )


def consequence(name: str) -> str:
    """What happens when it does not come in time, as citizens read it; empty for what nobody knows."""
    return CONSEQUENCES[LateConsequence(name)] if name in set(LateConsequence) else ""


def _where(label: str, own: Terminal, hours: str = "") -> tuple[Part, ...]:
    return (
        Labelled(label, own.hall),
        *([Labelled("窗口时间", hours)] if hours else []),
        Labelled("大厅电话", own.hall_phone),
        Labelled("其他问题", own.hotline),
        Labelled("终端编号", own.id),
    )
