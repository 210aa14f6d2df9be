"""设备诊断: faults first, each device with its cause and its action; the state of the terminal; the actions on all of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kiosk.screen import Screen
from kiosk.staff.views import DeviceRow
from kiosk.words import words
from screens.frame import Buttons
from screens.look import Look
from screens.staff.bar import StaffBar
from screens.staff.frame import StaffFrame
from screens.staff.rows import DeviceLine, TilePanel, action_button, device_card, way
from screens.widgets.button import Button
from screens.widgets.notice import notice
from screens.widgets.piece import Piece, Row, grid

if TYPE_CHECKING:
    from kiosk.session import Session

REASONS = (words("正在检修设备"), words("正在换纸换耗材"), words("网络断了，正在修"), words("正在升级"), words("大厅今天有安排"))
"""Why a technician pauses the service; citizens read it."""
ROOMY = 7
"""Up to so many devices stand with the room of the picture; more stand closer, so that all are seen at once."""


class Diagnostics(StaffFrame):
    """The list keeps its lines and buttons while their texts change; it is built anew only when the order does."""

    name = "设备诊断"

    def __init__(self, look: Look, session: Session) -> None:
        self.asking = False
        self._lines: dict[tuple[str, bool], DeviceLine] = {}
        self._actions: dict[tuple[str, str], Button] = {}
        self._tiles: list[TilePanel] = []
        super().__init__(look, session)

    def make_bar(self) -> Buttons:
        staff = self.staff
        self.pause = self._button("staff.pause", "暂停服务", self._pause)
        return [
            (self._button("staff.tests", "全部自检", self._test), 1),
            (self._button("staff.export", "导出日志", staff.export_logs), 1),
            (self._button("staff.report", "打印报告", staff.print_report), 1),
            (self.pause, 1),
        ]

    def make_action_bar(self) -> StaffBar:
        ways = (("staff.daily", "每日检查", Screen.STAFF_DAILY), ("staff.network", "网络", Screen.STAFF_NETWORK))
        above: list[Piece] = [
            way(self.look, control_id, words, partial(self.staff.show, screen))
            for control_id, words, screen in (*ways, ("staff.log", "日志", Screen.STAFF_LOG))
        ]
        return StaffBar(self.look, above, self.make_bar())

    def _button(self, control_id: str, words: str, on_tap: Callable[[], None]) -> Button:
        return Button(self.look, control_id, words, on_tap, style=self.look.theme.staff_action)

    def key(self) -> object:
        staff = self.staff
        rows = tuple((row.name, row.label, row.action) for row in staff.rows)
        return self.asking, rows, len(staff.tiles), staff.notice, staff.paused

    def compose(self) -> list[Piece]:
        look, theme, staff = self.look, self.look.theme, self.staff
        if self.asking:
            return self._reasons()
        said = self.messages()
        if staff.paused:
            said.append(notice(look, [f"服务已暂停：{staff.paused}"], "warning"))
        tight = len(staff.rows) > ROOMY
        rows = [self._row(row, tight) for row in staff.rows]
        self._tiles = [TilePanel(look, tile) for tile in staff.tiles]
        tiles: list[Piece] = list(self._tiles)
        return [*said, device_card(look, rows, theme.mm(3 if tight else 5.5)), grid(look, tiles, 2, theme.gap)]

    def _row(self, row: DeviceRow, tight: bool) -> Piece:
        look, theme = self.look, self.look.theme
        if (row.name, tight) not in self._lines:
            spare = theme.mm(0.6 if tight else 4.6)
            self._lines[row.name, tight] = DeviceLine(look, row, partial(self.staff.open_device, row.name), spare)
        line = self._lines[row.name, tight]
        children: list[tuple[Piece, float]] = [(line, 1)]
        if row.action:
            made = self._actions.get((row.name, row.action))
            if made is None:
                made = action_button(look, f"staff.do.{row.name}", row.action, partial(self.staff.do, row.name, row.action))
                self._actions[row.name, row.action] = made
            children.append((made, 0))
        return Row(look, children, gap=theme.mm(3), padding=(0, theme.mm(1.5)))

    def _reasons(self) -> list[Piece]:
        look, theme = self.look, self.look.theme
        ways: list[Piece] = [
            Button(look, f"staff.reason.{number}", reason, partial(self._paused_for, reason)) for number, reason in enumerate(REASONS)
        ]
        hint = "有人正在办事的，等办完才暂停。屏幕上会写原因和最近能办的地方。"
        return [self.title("为什么暂停服务？"), notice(look, [hint], "plain"), grid(look, ways, 1, theme.gap)]

    def update(self) -> None:
        staff = self.staff
        for row in staff.rows:
            for tight in (False, True):
                if line := self._lines.get((row.name, tight)):
                    line.show(row)
        for panel, tile in zip(self._tiles, staff.tiles, strict=False):
            panel.show(tile)
        self.pause.say("不暂停了" if self.asking else "恢复服务" if staff.paused else "暂停服务")

    def _test(self) -> None:
        self.staff.run_all_tests()

    def _pause(self) -> None:
        if self.staff.paused:
            self.staff.resume()
            return
        self.asking = not self.asking
        self.scroll.offset = 0
        self.refresh()

    def _paused_for(self, reason: str) -> None:
        self.asking = False
        self.staff.pause(reason)
        self.refresh()

    def left(self) -> None:
        self.asking = False
