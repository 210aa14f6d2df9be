"""日志: the newest events of the audit chain in words, nothing personal among them."""

from __future__ import annotations

from screens.frame import Buttons
from screens.staff.frame import StaffFrame
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card
from screens.widgets.piece import Column, Piece
from screens.widgets.text import Text

MOST = 60


class Log(StaffFrame):
    """Newest on top."""

    name = "日志"

    def make_bar(self) -> Buttons:
        return [(self.back_button(), 40), (Button(self.look, "staff.export", "导出日志", self.staff.export_logs), 60)]

    def key(self) -> object:
        return self.staff.log, self.staff.notice

    def compose(self) -> list[Piece]:
        look, theme, log = self.look, self.look.theme, self.staff.log
        content = [self.title("最近发生的事"), *self.messages()]
        if not log:
            return [*content, Text(look, "还没有记录", theme.body, MUTED)]
        rows: list[Piece] = [Column(look, [Text(look, line, theme.caption)], padding=(0, theme.mm(2.4))) for line in log[:MOST]]
        return [*content, card(look, rows)]
