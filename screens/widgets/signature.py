"""The box for a signature drawn with a finger."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from typing import Any

from kivy.graphics import Color, InstructionGroup, Line

from screens.look import Look
from screens.theme import DIVIDER, INK
from screens.widgets.piece import Piece, Skin

Stroke = tuple[tuple[float, float, float], ...]

SHORTEST_MM = 20
"""Less ink than this is a slip of the finger, not a signature."""


class SignaturePad(Piece):
    """Strokes are kept in millimetres from the upper left corner and seconds from the first touch."""

    def __init__(
        self,
        look: Look,
        height: int,
        clock: Callable[[], float],
        on_drawn: Callable[[], None],
        on_confirm: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(look)
        self._on_confirm = on_confirm
        self.control_id = "sign.pad"
        self._room, self._clock, self._on_drawn = height, clock, on_drawn
        self._drawn: list[list[tuple[float, float, float]]] = []
        self._lines: dict[Any, Line] = {}
        self._started = 0.0
        self._restored: tuple[Stroke, ...] = ()
        self.skin = Skin(self, "paper")
        with self.canvas:
            Color(*look.shade(DIVIDER))
            self._base = Line(width=look.theme.line)
            Color(*look.shade(INK))
        self._ink = InstructionGroup()
        self.canvas.add(self._ink)

    def confirm(self) -> None:
        """A key was pressed here, by somebody who does not draw."""
        if self._on_confirm is not None and not self.disabled:
            self._on_confirm()

    @property
    def signed(self) -> bool:
        """Whether there is enough ink for a signature."""
        unit = self.look.theme.pixels_per_mm
        length = sum(abs(x - u) + abs(y - v) for stroke in self._drawn for (x, y, _), (u, v, _) in pairwise(stroke))
        return length / unit >= SHORTEST_MM

    def strokes(self) -> tuple[Stroke, ...]:
        """Everything drawn: x and y in millimetres, t in seconds."""
        unit = self.look.theme.pixels_per_mm
        return tuple(
            tuple((round((x - self.x) / unit, 2), round((self.top - y) / unit, 2), round(at - self._started, 3)) for x, y, at in stroke)
            for stroke in self._drawn
        )

    def restore(self, strokes: tuple[Stroke, ...]) -> None:
        """Show strokes that were drawn on another pad, once this one has its place."""
        self._restored = strokes

    def _draw_restored(self) -> None:
        strokes, self._restored, unit = self._restored, (), self.look.theme.pixels_per_mm
        self._started = self._clock() - max((at for stroke in strokes for _, _, at in stroke), default=0.0)
        for stroke in strokes:
            points = [(min(self.x + x * unit, self.right), max(self.top - y * unit, self.y), self._started + at) for x, y, at in stroke]
            self._drawn.append(points)
            flat = [value for x, y, _ in points for value in (x, y)]
            self._ink.add(Line(points=flat, width=self._thickness / 2, cap="round", joint="round"))
        self._on_drawn()

    def png(self) -> bytes:
        """The signature in black on white, one pixel a pixel of the screen."""
        from PIL import Image, ImageDraw

        picture = Image.new("1", (int(self.width), int(self.height)), 1)
        pen = ImageDraw.Draw(picture)
        thick = self._thickness
        for stroke in self._drawn:
            points = [(x - self.x, self.top - y) for x, y, _ in stroke]
            if len(points) > 1:
                pen.line(points, fill=0, width=round(thick), joint="curve")
            for x, y in (points[0], points[-1]):
                pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=0)
        out = BytesIO()
        picture.save(out, "PNG", optimize=True)
        return out.getvalue()

    def wipe(self) -> None:
        """Drop everything drawn."""
        self._drawn, self._lines, self._restored = [], {}, ()
        self._ink.clear()
        self._on_drawn()

    @property
    def _thickness(self) -> float:
        return self.look.theme.pixels_per_mm * 1.6

    def height_for(self, _width: int, /) -> int:
        return self._room

    def arrange(self) -> None:
        self.skin.fit()
        inset, height = self.look.theme.mm(14), self.y + self.height * 0.24
        if self._restored:
            self._draw_restored()
        self._base.points = (self.x + inset, height, self.right - inset, height)

    def on_touch_down(self, touch: Any) -> bool:
        if self.disabled or self._lines or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        touch.ud["keeps"] = True
        now = self._clock()
        if not self._drawn:
            self._started = now
        self._drawn.append([(touch.x, touch.y, now)])
        line = Line(points=(touch.x, touch.y), width=self._thickness / 2, cap="round", joint="round")
        self._lines[touch.uid] = line
        self._ink.add(line)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        line = self._lines.get(touch.uid)
        if touch.grab_current is not self or line is None:
            return False
        x = min(max(touch.x, self.x), self.right)
        y = min(max(touch.y, self.y), self.top)
        self._drawn[-1].append((x, y, self._clock()))
        line.points += [x, y]
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._lines.pop(touch.uid, None)
        self._on_drawn()
        return True
