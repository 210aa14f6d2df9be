"""A citizen who cannot see: knows the keys under the fingers and what was said, nothing else. A process of its own, as the terminal is.

It never looks at a widget or at the session's state: ``session.voice.heard`` is what came out of the loudspeaker, in words.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.commands.run import application
from kiosk.settings import load, state_folder
from kiosk.simulator_line import tell

DOWN, UP, ENTER, ESCAPE, F5, SPACE = 274, 273, 13, 27, 286, 32
PHONE = "13800000000"
Plan = Any


class Ears:
    """What was said, and since when."""

    def __init__(self, heard: Callable[[], tuple[str, ...]]) -> None:
        self._heard, self._from = heard, 0
        self.all: list[str] = []

    def listen(self) -> list[str]:
        """What was said since the last key; it may go on."""
        self.all = list(self._heard())
        return self.all[self._from :]

    def forget(self) -> None:
        """A key is pressed: what was said until now no longer counts."""
        self._from = len(self._heard())


class Blind:
    """Presses keys in Kivy's window, as a keypad does."""

    def __init__(self, ears: Ears, control: str, *, switches: bool) -> None:
        self.ears, self._control = ears, control
        self.struck: set[int] = set()
        self._on = SPACE if switches else DOWN

    def press(self, key: int) -> Plan:
        """One key, then wait for the answer."""
        self.strike(key)
        yield lambda: bool(self.ears.listen())

    def strike(self, key: int) -> None:
        """One key."""
        from kivy.core.window import Window

        self.ears.forget()
        self.struck.add(key)
        Window.dispatch("on_key_down", key, 0, "", [])
        if key == SPACE:
            Window.dispatch("on_textinput", " ")

    def type(self, digits: str) -> Plan:
        """Digits of the keypad."""
        from kivy.core.window import Window

        for digit in digits:
            self.ears.forget()
            self.struck.add(ord(digit))
            Window.dispatch("on_key_down", ord(digit), 0, digit, [])
            Window.dispatch("on_textinput", digit)
            yield lambda: bool(self.ears.listen())
            yield 0.06

    def was_said(self, words: str) -> bool:
        """Whether this was among what was said since the last key."""
        return any(words in line for line in self.ears.listen())

    def hear(self, words: str) -> Plan:
        """Wait until this is said."""
        yield lambda: self.was_said(words)

    def find(self, words: str) -> Plan:
        """On and on until the control in focus is called so."""
        for _ in range(80):
            yield from self.press(self._on)
            if any(f"，{words}" in f"，{line}" for line in self.ears.listen()):
                return
        raise AssertionError(f"nothing on this screen is called {words}: {self.ears.all[-30:]}")

    def choose(self, words: str) -> Plan:
        """Find and press."""
        yield from self.find(words)
        yield from self.press(ENTER)

    def hand(self, command: str) -> None:
        """What a hand does at the machine: lay the card down, take it."""
        tell(self._control, command)

    def visit(self) -> Plan:
        """老年人优待证 from the first key to the receipt."""
        yield from self.press(self._on)
        yield from self.hear("不看屏幕也能办")
        yield from self.hear("您好，想办什么事")
        yield from self.choose("老年人优待证")
        yield from self.hear("办这件事，您要准备")
        yield from self.choose("开始办理")
        yield from self.hear("给谁办")
        yield from self.choose("给我自己办")
        yield from self.choose("下一步")
        yield from self.hear("把身份证平放在读卡区")
        self.hand("id_reader put elderly")
        yield from self.hear("怎么联系您")
        yield from self.phone()
        yield from self.choose("下一步")
        yield from self.hear("您的户籍在本市吗")
        yield from self.choose("户籍在本市，是")
        yield from self.choose("下一步")
        yield from self.hear("用哪张照片")
        yield from self.choose("照片，现在拍一张")
        yield from self.choose("下一步")
        yield from self.hear("办好了怎么拿")
        yield from self.choose("下一步")
        yield from self.hear("处要改")
        yield from self.hear("请选择怎么拿")
        yield from self.choose("到窗口自己拿")
        yield from self.choose("到哪里拿，住处的社区")
        yield from self.choose("下一步")
        yield from self.hear("把材料拍一下")
        yield from self.choose("开始拍照")
        yield from self.hear("脸放进框里")
        yield from self.photograph()
        yield from self.choose("就用这张")
        yield from self.hear("把材料拍一下")
        yield from self.choose("下一步")
        yield from self.hear("请核对，有错就改")
        yield from self.hear("可以按：上一步")
        if self._on == DOWN:
            yield from self.press(F5)
            yield from self.hear("请核对，有错就改")
        yield from self.choose("没问题，去签名")
        yield from self.hear("请在框里签名")
        yield from self.choose("按确认键代替手写签名")
        yield from self.hear("已按键确认")
        yield from self.choose("签名并提交")
        yield from self.hear("材料已收下，还没有受理")
        yield from self.hear("收件凭条打印好了")
        self.hand("id_reader take")
        yield from self.find("完成，离开")
        self.strike(ENTER)

    def photograph(self) -> Plan:
        """Press; told to wait a little because there is no picture at the moment, wait a little and press again."""
        while True:
            yield from self.choose("拍照")
            yield lambda: self.was_said("照片拍好了") or self.was_said("请稍等再拍")
            if self.was_said("照片拍好了"):
                return
            yield 1.0

    def phone(self) -> Plan:
        """The number by the keypad's digits, or with two switches key by key."""
        yield from self.find("手机号，输入框")
        yield from self.press(ENTER)
        yield from self.hear("用数字键打")
        if self._on == DOWN:
            yield from self.type(PHONE)
            yield from self.press(ENTER)
        else:
            for digit in PHONE:
                for _ in range(40):
                    if self.ears.listen()[-1:] == [digit]:
                        break
                    yield from self.press(self._on)
                yield from self.press(ENTER)
            yield from self.choose("收起")


def main() -> int:
    """Go on the errand and write what was heard to ``OUT/heard.json``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--control", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--switches", action="store_true")
    arguments = parser.parse_args()
    told: dict[str, Any] = {"error": "", "heard": []}
    with application(load(arguments.settings), state_folder()) as (_, app):

        def begin(*_: object) -> None:
            from screens.robot import Robot

            ears = Ears(lambda: app.session.voice.heard)
            blind = Blind(ears, arguments.control, switches=arguments.switches)
            robot = Robot(lambda: app.root, lambda: "")

            def over() -> None:
                if robot.failure is not None:
                    told["error"] = f"{type(robot.failure).__name__}: {robot.failure}; at last: {ears.all[-12:]}"
                told["struck"] = sorted(blind.struck)
                app.stop()

            def plan() -> Plan:
                said: list[str] = told["heard"]
                for wanted in blind.visit():
                    yield wanted
                    said[:] = ears.all if len(ears.all) >= len(said) else said
                yield lambda: not app.session.voice.heard

            robot.run(plan(), over)

        app.bind(on_start=begin)
        app.run()
    (arguments.out / "heard.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return int(bool(told["error"]))


if __name__ == "__main__":
    raise SystemExit(main())
