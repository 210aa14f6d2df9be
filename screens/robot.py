"""A robot citizen: finds controls by their stable ids and touches them through Kivy's own input pipeline.

It sees what a person sees: the name of the screen, the controls on it, and whether they are enabled. Attached only by ``kiosk demo`` and
``kiosk bench``.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

from screens.window import prepare, save_frame

prepare(os.environ)

from kivy.base import EventLoop  # noqa: E402  (Kivy reads the environment when it is imported)
from kivy.clock import Clock  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.graphics.opengl import glFinish  # noqa: E402
from kivy.input.motionevent import MotionEvent  # noqa: E402
from kivy.uix.widget import Widget  # noqa: E402

from screens.input.layouts import Layout  # noqa: E402
from screens.widgets import controls  # noqa: E402

Plan = Generator[Callable[[], bool] | float, None, None]
"""What the robot does: it yields what to wait for, a condition or seconds."""

PATIENCE = 60.0
SETTLE = 0.25
"""Seconds a person looks at candidates before taking one, which have then come to rest."""
MOST_PAGES = 60
MOVES_A_FRAME = 5
"""Touchscreens report a finger's way several times a frame."""


class RobotLost(Exception):
    """What the robot waited for did not come, or a control it needs is not there."""


class Finger(MotionEvent):
    """One touch. ``args`` are (x, y) as fractions of the window."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("is_touch", True)
        kwargs.setdefault("type_id", "touch")
        super().__init__(*args, **kwargs)

    def depack(self, args: tuple[float, float]) -> None:
        """Take over the position."""
        self.sx, self.sy = args
        self.profile = ["pos"]
        super().depack(args)


class Robot:
    """Runs a plan a step a frame.

    ``root`` gives the widget tree to search, overlays included; ``screen`` the name of what is shown. ``to_pressed`` and ``to_screen`` hold
    the seconds from each touch to the next finished frame, and from each release to the first finished frame of another screen, with both names.
    """

    def __init__(self, root: Callable[[], Widget], screen: Callable[[], str]) -> None:
        self._root = root
        self._screen = screen
        self._touches = 0
        self._pressed_at: float | None = None
        self._released: tuple[float, str] | None = None
        self.to_pressed: list[float] = []
        self.to_screen: list[tuple[str, float]] = []
        self._pictures: list[Path] = []
        self.failure: Exception | None = None
        Window.bind(on_flip=self._flipped)

    def run(self, plan: Plan, then: Callable[[], None]) -> None:
        """Follow ``plan``; call ``then`` when it is over or lost (``failure`` tells)."""
        waiting: list[Callable[[], bool]] = [lambda: True]
        deadline = [time.monotonic() + PATIENCE]

        def step(_: float) -> bool:
            try:
                if not waiting[0]():
                    if time.monotonic() > deadline[0]:
                        raise RobotLost(f"waited {PATIENCE:g} s; controls on screen: {', '.join(sorted(self.ids()))}")
                    return True
                wanted = next(plan)
            except StopIteration:
                then()
                return False
            except Exception as error:  # noqa: BLE001 - whatever went wrong ends the plan and is told by who runs it
                self.failure = error
                then()
                return False
            waiting[0] = _until(wanted) if isinstance(wanted, float) else wanted
            deadline[0] = time.monotonic() + PATIENCE
            return True

        Clock.schedule_interval(step, 0)

    # What it sees ---------------------------------------------------------------------------------------------------

    def ids(self) -> Iterable[str]:
        """Every control on the screen."""
        return controls.all_ids(self._root())

    def sees(self, control_id: str) -> bool:
        """Whether the control is there and can be touched."""
        widget = controls.find(self._root(), control_id)
        return widget is not None and bool(getattr(widget, "enabled", True))

    def reads(self) -> list[str]:
        """Every text on the screen."""
        return controls.texts(self._root())

    def picture(self, path: Path) -> Plan:
        """Write what the window shows next, read back from the frame itself."""
        self._pictures.append(path)
        Window.canvas.ask_update()
        yield lambda: path not in self._pictures

    # What it does ---------------------------------------------------------------------------------------------------

    def touch(self, control_id: str) -> Plan:
        """Wait for the control, bring it into view, and tap its middle."""
        yield lambda: self.sees(control_id)
        yield from self.tap(control_id)

    def tap(self, control_id: str) -> Plan:
        """Bring the control into view and tap its middle at once; nothing where it is gone."""
        widget = controls.find(self._root(), control_id)
        if widget is None:
            return
        controls.scroll_into_view(widget)
        yield 0.0
        yield from self.poke(*controls.middle(widget))

    def poke(self, x: float, y: float) -> Plan:
        """Tap a place on the window, whatever is there."""
        finger = self.down(x, y)
        yield 0.0
        self.up(finger, x, y)
        yield 0.0

    def type(self, text: str) -> Plan:
        """Tap the on-screen keys one after another."""
        for character in text:
            yield from self.touch(f"key.{character}")

    def clear(self) -> Plan:
        """Empty the open field."""
        yield from self._turn_to(Layout.LETTERS)
        yield from self.touch("key.clear")

    def type_pinyin(self, text: str) -> Plan:
        """Type ``text`` by its pinyin on the open keyboard, choosing from the candidates it sees; what has no pinyin it knows, by code point."""
        for run in re.findall(r"[^\W\d_a-zA-Z]{1,4}|.", text):
            spelt = _spelt(run)
            if "".join(spelt) and len(spelt) == len(run):
                yield from self._turn_to(Layout.PINYIN)
                yield from self.type("".join(spelt))
                yield from self._choose(run)
            elif ord(run[0]) > 0x2E7F:
                for character in run:
                    yield from self._turn_to(Layout.RARE)
                    yield from self.type(f"u{ord(character):x}")
                    yield from self._choose(character)
            else:
                yield from self._letter(run)

    def _letter(self, character: str) -> Plan:
        if character.isalpha():
            yield from self._turn_to(Layout.LETTERS)
            if character.isupper():
                yield from self.touch("key.shift")
        yield from self.touch(f"key.{character}")
        if character.isupper():
            yield from self.touch("key.shift")

    def _choose(self, wanted: str) -> Plan:
        """Take the longest candidate that ``wanted`` begins with, again until all of it stands there."""
        pages = 0
        while wanted:
            yield lambda: self.sees("candidate.0")
            yield SETTLE
            seen = {control.control_id: control.words.text for control in controls.walk(self._root()) if "candidate." in control.control_id}
            fitting = [(name, text) for name, text in seen.items() if wanted.startswith(text)]
            name, text = max(fitting, key=lambda pair: len(pair[1]), default=("", ""))
            if text:
                yield from self.touch(name)
                wanted, pages = wanted.removeprefix(text), 0
                yield SETTLE
            elif pages < MOST_PAGES and self.sees("candidates.more"):
                yield from self.touch("candidates.more")
                pages += 1
            else:
                raise RobotLost(f"none of the candidates is the beginning of {wanted}")

    def _turn_to(self, way: Layout) -> Plan:
        if self.sees(f"way.{way}"):
            yield from self.touch(f"way.{way}")

    def write(self, text: str) -> Plan:
        """Write ``text`` by hand on the open keyboard's pad, a character at a time, choosing from the candidates it sees."""
        from screens import fonts, penmanship

        font = fonts.load().regular
        yield from self._turn_to(Layout.HANDWRITING)
        for character in text:
            yield lambda: self.sees("pad")
            pad = controls.find(self._root(), "pad")
            assert pad is not None
            narrow = pad.height / pad.width
            lines = penmanship.strokes(character, font)
            yield from self.scribble("pad", [[(0.5 + (x - 0.5) * narrow * 0.9, 0.95 - 0.9 * y) for x, y in line] for line in lines])
            yield from self._choose(character)

    def draw(self, control_id: str, strokes: Iterable[Iterable[tuple[float, float]]]) -> Plan:
        """Draw inside the control; points are fractions of its size."""
        yield lambda: self.sees(control_id)
        yield from self.scribble(control_id, strokes)

    def scribble(self, control_id: str, strokes: Iterable[Iterable[tuple[float, float]]]) -> Plan:
        """Draw inside the control at once; nothing where it is gone."""
        widget = controls.find(self._root(), control_id)
        if widget is None:
            return
        left, bottom = widget.to_window(widget.x, widget.y)
        for stroke in strokes:
            points = [(left + fx * widget.width, bottom + fy * widget.height) for fx, fy in stroke]
            finger = self.down(*points[0])
            for index, point in enumerate(points[1:]):
                if index % MOVES_A_FRAME == 0:
                    yield 0.0
                self.move(finger, *point)
            self.up(finger, *points[-1])
            yield 0.0

    def down(self, x: float, y: float) -> Finger:
        """Put a finger down there."""
        self._touches += 1
        finger = Finger("robot", self._touches, (x / Window.width, y / Window.height))
        self._pressed_at = time.perf_counter()
        EventLoop.post_dispatch_input("begin", finger)
        return finger

    def up(self, finger: Finger, x: float, y: float) -> None:
        """Take it away there."""
        self._released = (time.perf_counter(), self._screen())
        self._post("end", finger, x, y)

    def move(self, finger: Finger, x: float, y: float) -> None:
        """Draw it there."""
        self._post("update", finger, x, y)

    def _post(self, kind: str, finger: Finger, x: float, y: float) -> None:
        finger.move((x / Window.width, y / Window.height))
        EventLoop.post_dispatch_input(kind, finger)

    def _flipped(self, *_: object) -> None:
        screen = self._screen() if self._released else ""
        changed = self._released is not None and screen != self._released[1]
        if not (changed or self._pressed_at is not None or self._pictures):
            return  # to wait for a frame holds up all threads, which the terminal itself does not do
        glFinish()
        now = time.perf_counter()
        if self._pressed_at is not None:
            self.to_pressed.append(now - self._pressed_at)
            self._pressed_at = None
        if self._released is not None and changed:
            self.to_screen.append((f"{self._released[1]} > {screen}", now - self._released[0]))
            self._released = None
        while self._pictures:
            save_frame(self._pictures.pop(0))


def _spelt(run: str) -> list[str]:
    """The pinyin of each character that has one. Its dictionary takes 80 MB, which is loaded for Chinese only: the terminal itself needs none."""
    if run.isascii():
        return []
    from pypinyin import lazy_pinyin

    return lazy_pinyin(run, v_to_u=False, errors=lambda _: "")


def _until(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end
