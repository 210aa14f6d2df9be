"""The keyboard in a window, for the bench: ``python -m kiosk.commands.input_window RIME_FOLDER``; the last line of output is JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from screens.window import configure, prepare

prepare(os.environ)

from kiosk.settings import Display  # noqa: E402  (Kivy reads the environment when it is imported)

SETTLED = 5
"""Frames until what a button needs to be drawn is there."""
TEXTS = ("zhongshanlu", "ningboshi", "jiangbeiqu", "zhangxiuying") * 5


def main(user: Path) -> None:
    """Type and watch the frames."""
    display = Display(fullscreen=False)
    configure(display)
    from kivy.base import EventLoop

    EventLoop.ensure_window()
    EventLoop.start()
    from kivy.clock import Clock
    from kivy.core.window import Window
    from kivy.graphics.opengl import glFinish

    from screens import fonts
    from screens.input.keyboard import Keyboard
    from screens.input.layouts import Layout
    from screens.input.tools import Tools, rime_command
    from screens.look import Look
    from screens.theme import Theme
    from screens.widgets import controls
    from screens.widgets.button import Button

    look = Look(Theme(display.width, display.height, display.diagonal_inches), fonts.load())
    for style in (look.theme.entry, look.theme.body):
        look.line("字", style)  # the screens around the keyboard have these fonts open already, and have drawn a button
    button = Button(look, "before", "字", lambda: None)
    button.place(0, 0, display.width, button.height_for(display.width))
    Window.add_widget(button)
    for _ in range(SETTLED):
        EventLoop.idle()
        glFinish()
    Window.remove_widget(button)
    before = _resident("self")
    tools = Tools(lambda then: Clock.schedule_once(lambda _: then()), rime=rime_command(user), key_sound=False)
    keyboard = Keyboard(look, lambda _: None, lambda _: None, tools)
    keyboard.offer(Layout.PINYIN)
    keyboard.place(0, 0, display.width, keyboard.height_for(display.width))
    keyboard.size = (display.width, 0)
    keyboard.place(0, 0, display.width, keyboard.height_for(display.width))
    Window.add_widget(keyboard)
    seen: dict[str, Any] = {"to_candidates": [], "to_letter": []}
    for text in TEXTS:
        for letter in text:
            began = time.perf_counter()
            key = controls.find(keyboard, f"key.{letter}")
            assert key is not None
            key.tapped()
            EventLoop.idle()
            glFinish()
            seen["to_letter"].append(1000 * (time.perf_counter() - began))
            while keyboard.writer.waiting:
                EventLoop.idle()
            EventLoop.idle()
            glFinish()
            seen["to_candidates"].append(1000 * (time.perf_counter() - began))
        keyboard.writer.drop()
    seen["memory"] = _resident("self") - before
    seen["engine"] = _resident(str(tools.pinyin.pid))
    tools.close()
    sys.stdout.write(json.dumps(seen) + "\n")


def _resident(pid: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return int(status.split("VmRSS:")[1].split()[0]) * 1024 / 1_000_000


if __name__ == "__main__":
    main(Path(sys.argv[1]))
