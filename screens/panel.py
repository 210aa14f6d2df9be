"""The demo's panel: a small window of its own to act on the simulated devices. ``python -m screens.panel CONTROL_SOCKET SCALE LEFT TOP``.

It knows nothing but the socket: one command a line, one JSON answer.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any

from screens.window import prepare

prepare(os.environ)

from kivy.app import App  # noqa: E402  (Kivy reads the environment when it is imported)
from msgspec import structs  # noqa: E402

from kiosk.settings import Display  # noqa: E402
from kiosk.simulator_line import SimulatorError, tell  # noqa: E402
from screens.window import configure  # noqa: E402

DISPLAY = Display(width=560, height=1250, diagonal_inches=15.8, fullscreen=False)
GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "读卡区",
        (
            ("放老人的卡", "id_reader put elderly"),
            ("放职工的卡", "id_reader put worker"),
            ("把卡拿走", "id_reader take"),
            ("读到一半拿走", "id_reader pull-mid-read"),
            ("拔掉读卡器", "id_reader unplug"),
            ("接上读卡器", "id_reader plug"),
        ),
    ),
    (
        "扫描台",
        (
            ("放合同第 1 页", "document_camera page contract 1"),
            ("放合同第 2 页", "document_camera page contract 2"),
            ("拿走纸", "document_camera page empty"),
            ("灯灭了", "document_camera page dark"),
            ("拔掉摄像头", "document_camera unplug"),
            ("接上摄像头", "document_camera plug"),
        ),
    ),
    (
        "凭条打印机",
        (
            ("装满纸", "receipt_printer paper full"),
            ("没有纸", "receipt_printer paper out"),
            ("打开盖子", "receipt_printer cover open"),
            ("合上盖子", "receipt_printer cover closed"),
        ),
    ),
    ("网络", (("拔掉网线", "network off"), ("接上网线", "network on"))),
)


class Panel(App):
    """One button a command; the last answer stands on top."""

    def __init__(self, control: str, scale: float, left: int, top: int) -> None:
        super().__init__()
        self.control = control
        self.title = "模拟设备"
        self.display = structs.replace(DISPLAY, width=round(DISPLAY.width * scale), height=round(DISPLAY.height * scale))
        configure(self.display, (left, top))

    def build(self) -> Any:
        """Open the window."""
        from kivy.base import EventLoop

        EventLoop.ensure_window()
        from kivy.core.window import Window

        from screens import fonts
        from screens.look import Look
        from screens.theme import GROUND, INK, Theme
        from screens.widgets.button import Button
        from screens.widgets.piece import Column, Piece, Space, grid
        from screens.widgets.text import Text

        Window.clearcolor = GROUND
        theme = Theme(self.display.width, self.display.height, self.display.diagonal_inches)
        look = Look(theme, fonts.load())
        said = Text(look, "点一下，设备就会变", theme.caption, INK)
        pieces: list[Piece] = [said]
        for title, commands in GROUPS:
            buttons = [self._button(look, said, words, command) for words, command in commands]
            pieces += [Text(look, title, theme.label, INK), grid(look, buttons, 2, theme.near)]
        pieces += [Space(look, theme.near), Button(look, "panel.end", "结束演示", self.stop, style=theme.caption_bold, height=theme.target)]
        column = Column(look, pieces, gap=theme.near, padding=(theme.gap, theme.gap))
        column.place(0, 0, self.display.width, self.display.height)
        return column

    def _button(self, look: Any, said: Any, words: str, command: str) -> Any:
        from screens.widgets.button import Button

        theme = look.theme
        return Button(
            look, f"panel.{command}", words, lambda: said.show(self._tell(command)), style=theme.caption_bold, height=theme.target
        )

    def _tell(self, command: str) -> str:
        try:
            tell(self.control, command)
        except SimulatorError as error:
            return f"没有做成：{error}"
        return f"好了：{command}"


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        Panel(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])).run()
