"""The field that characters are written on with a finger."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, InstructionGroup, Line

from screens.i18n import _
from screens.input.writer import Writer
from screens.look import Look
from screens.theme import DIVIDER, INK, MUTED, Mode
from screens.widgets.piece import Group, Skin
from screens.widgets.text import Text

PAUSE_SECONDS = 2.0
"""A stroke after so long a rest begins the next character; twice as long in large text."""
INK_MM = 1.6


class Pad(Group):
    """Strokes go to ``writer`` and are read after each one; several characters may stand beside each other."""

    def __init__(self, look: Look, writer: Writer, on_down: Callable[[], None]) -> None:
        self.hint = Text(look, _("用手指在这里写字，一个一个写，或者连着写"), look.theme.caption, MUTED, align="center")
        super().__init__(look, [self.hint])
        self.control_id = "pad"
        self.writer, self._on_down = writer, on_down
        self.pause = PAUSE_SECONDS * (2 if look.theme.mode is Mode.LARGE else 1)
        self._open: dict[Any, tuple[Line, list[tuple[float, float]]]] = {}
        self._rested_at = 0.0
        self.room = 0
        self.skin = Skin(self, "paper")
        with self.canvas.before:
            Color(*DIVIDER)
            self._middle = Line(width=look.theme.line, dash_length=6, dash_offset=6)
        with self.canvas:
            Color(*INK)
        self._ink = InstructionGroup()
        self.canvas.add(self._ink)

    def height_for(self, _width: int, /) -> int:
        return self.room

    def sync(self) -> None:
        """Wipe the ink where the writer holds none; the hint stands on an empty pad."""
        if not self.writer.strokes and not self._open:
            self._ink.clear()
        empty = not self.writer.strokes and not self._open
        self.hint.show(self.hint.text, MUTED if empty else (*MUTED[:3], 0.0))

    def arrange(self) -> None:
        self.skin.fit()
        room = self.hint.style.leading
        self.hint.place(int(self.x), int(self.top) - room - self.look.theme.mm(3), int(self.width), room)
        y = self.y + self.height / 2
        self._middle.points = (self.x + self.look.theme.mm(4), y, self.right - self.look.theme.mm(4), y)

    def on_touch_down(self, touch: Any) -> bool:
        if self.disabled or self._open or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        touch.ud["keeps"] = True
        self._on_down()
        if self.writer.strokes and Clock.get_time() - self._rested_at > self.pause:
            self.writer.began()
            self.sync()
        line = Line(points=(touch.x, touch.y), width=self.look.theme.pixels_per_mm * INK_MM / 2, cap="round", joint="round")
        self._open[touch.uid] = (line, [(touch.x, touch.y)])
        self._ink.add(Color(*INK))
        self._ink.add(line)
        self.sync()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self or touch.uid not in self._open:
            return False
        line, points = self._open[touch.uid]
        x, y = min(max(touch.x, self.x), self.right), min(max(touch.y, self.y), self.top)
        points.append((x, y))
        line.points += [x, y]
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self or touch.uid not in self._open:
            return False
        touch.ungrab(self)
        _, points = self._open.pop(touch.uid)
        self._rested_at = Clock.get_time()
        self.writer.drew(self._scaled(points))
        self.writer.read()
        return True

    def _scaled(self, points: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
        """From the upper left corner, in parts of the height, without points on top of each other."""
        kept = [points[0], *(b for a, b in pairwise(points) if a != b)]
        return tuple(((x - self.x) / self.height, (self.top - y) / self.height) for x, y in kept)
