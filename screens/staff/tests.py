"""全部自检: every device in turn with its result, then the readiness report as it is printed and kept."""

from __future__ import annotations

from kiosk.staff.views import Level, TestRow
from screens.frame import Buttons
from screens.staff.frame import StaffFrame
from screens.staff.rows import tagged
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card
from screens.widgets.notice import notice
from screens.widgets.picture import Still
from screens.widgets.piece import Piece
from screens.widgets.progress import Progress
from screens.widgets.text import Text

WORDS = {Level.GOOD: "通过", Level.WARNING: "要留意", Level.FAULT: "没通过", Level.WAITING: "等待"}


class Tests(StaffFrame):
    """Nothing needs to be touched while it runs; the way back stops nothing."""

    name = "全部自检"

    def make_bar(self) -> Buttons:
        self.again = Button(self.look, "staff.again", "再检一遍", self.staff.run_all_tests)
        self.report = Button(self.look, "staff.report", "打印报告", self.staff.print_report, kind="primary")
        return [(self.back_button(), 1), (self.again, 1), (self.report, 1)]

    def key(self) -> object:
        return self.staff.tests, self.staff.notice

    def compose(self) -> list[Piece]:
        look, theme, run = self.look, self.look.theme, self.staff.tests
        if run is None:
            return [self.title("还没有自检"), *self.messages(), Text(look, "点“开始自检”，每台设备检一次。", theme.body, MUTED)]
        if run.over:
            bad = sum(row.level is Level.FAULT for row in run.rows)
            title = f"检完了，{bad} 台没通过" if bad else "检完了，都通过"
        else:
            title = f"正在自检，{run.done} / {len(run.rows)}"
        rows = [self._row(row, index == run.done) for index, row in enumerate(run.rows)]
        content = [self.title(title), *self.messages()]
        if not run.over:
            content.append(Progress(look, run.done / max(1, len(run.rows))))
        content.append(card(look, rows))
        if run.kept:
            content.append(notice(look, [run.kept], "plain"))
        if run.report:
            content += [self.heading("自检报告"), Still(look, run.report, theme.mm(300), most=2)]
        return content

    def _row(self, row: TestRow, now: bool) -> Piece:
        waiting = row.level is Level.WAITING
        tag = "正在检" if now and waiting else WORDS[row.level]
        return tagged(self.look, tag, row.level, row.label, row.words)

    def update(self) -> None:
        run = self.staff.tests
        self.again.say("开始自检" if run is None else "再检一遍")
        self.again.enable(run is None or run.over)
        self.report.enable(run is not None and run.over)
