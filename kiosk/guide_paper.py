"""办事指南: what to bring, who can, how long and how much, to take home for who has not got everything with them. Pure; nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.matter import Matter
from devices.printer.text import Align, Labelled, Line, Part, Rule
from kiosk.guide_view import guide
from kiosk.paper_data import time_text
from kiosk.settings import Terminal
from kiosk.words import plain

TITLE, NO_RECEIPT = "办事指南", "还没有申请，这张单子不是收件凭条"


@dataclass(frozen=True, slots=True)
class GuideData:
    """The guide of ``matter``, on the receipt printer."""

    matter: Matter
    own: Terminal
    at: datetime

    @property
    def template(self) -> str:
        """The template of this paper."""
        return "guide"

    def values(self) -> dict[str, Any]:
        """What the template reads: the words of the guide on the screen."""
        own, view = self.own, guide(self.matter, self.own.hotline)
        return {
            "title": TITLE,
            "no_receipt": NO_RECEIPT,
            "matter_name": self.matter.name,
            "at": time_text(self.at),
            "needs": [{"name": plain(need.name), "tag": plain(need.tag), "note": plain(need.note)} for need in view.needs],
            "facts": [{"label": plain(fact.label), "text": plain(fact.text), "more": plain(fact.more)} for fact in view.facts],
            "hall": own.hall,
            "hall_hours": own.window_hours,
            "hall_phone": own.hall_phone,
            "terminal_id": own.id,
        }

    def parts(self) -> tuple[Part, ...]:
        """The same words for a printer that takes text only."""
        said = self.values()
        needs = [Line(f"□ {need['name']}（{need['tag']}）：{need['note']}") for need in said["needs"]]
        facts = [Labelled(fact["label"], f"{fact['text']} {fact['more']}".strip()) for fact in said["facts"]]
        return (
            Line(TITLE, Align.MIDDLE, bold=True, big=True),
            Line(NO_RECEIPT, Align.MIDDLE),
            Rule(),
            Labelled("办理事项", said["matter_name"]),
            Labelled("打印时间", said["at"]),
            Rule(),
            Line("要准备", bold=True),
            *needs,
            Rule(),
            *facts,
            Rule(),
            Labelled("去哪里", said["hall"]),
            *([Labelled("窗口时间", said["hall_hours"])] if said["hall_hours"] else []),
            Labelled("大厅电话", said["hall_phone"]),
            Labelled("终端编号", said["terminal_id"]),
        )
