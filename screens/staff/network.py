"""网络: hop by hop from the cable to the hub, so that the first broken one is seen at once."""

from __future__ import annotations

from kiosk.staff.views import Hop, Level
from screens.frame import Buttons
from screens.staff.frame import StaffFrame
from screens.staff.rows import tagged
from screens.widgets.button import Button
from screens.widgets.card import card
from screens.widgets.piece import Piece


class Network(StaffFrame):
    """Hops after a broken one are not measured, and say so."""

    name = "网络"

    def make_bar(self) -> Buttons:
        self.again = Button(self.look, "bar.primary", "再测一遍", self.staff.test_network, kind="primary")
        return [(self.back_button(), 40), (self.again, 60)]

    def key(self) -> object:
        return self.staff.hops, self.staff.notice

    def compose(self) -> list[Piece]:
        hops = self.staff.hops
        broken = next((hop for hop in hops if hop.good is False), None)
        measured = bool(hops) and all(hop.good is not None for hop in hops)
        title = f"断在“{broken.label}”" if broken else "一路都通" if measured else "正在一段一段地测"
        content = [self.title(title), *self.messages()]
        rows = []
        now = next((index for index, hop in enumerate(hops) if hop.good is None), -1) if broken is None else -1
        for index, hop in enumerate(hops):
            waiting = "没测" if broken else "正在测" if index == now else "等待"
            rows.append(self._row(hop, waiting))
        return [*content, card(self.look, rows)] if rows else content

    def _row(self, hop: Hop, waiting: str) -> Piece:
        level = {True: Level.GOOD, False: Level.FAULT, None: Level.WAITING}[hop.good]
        tag = {True: "通", False: "不通", None: waiting}[hop.good]
        return tagged(self.look, tag, level, hop.label, hop.words if hop.good is not None else "")

    def update(self) -> None:
        hops = self.staff.hops
        measuring = bool(hops) and hops[-1].good is None and not any(hop.good is False for hop in hops)
        self.again.enable(not measuring)
