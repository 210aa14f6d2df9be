"""A list that can be dragged up and down. Touches reach what is in it at once; only a drag takes them away again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, PopMatrix, PushMatrix, Rectangle, ScissorPop, ScissorPush, Translate

from screens.look import Look
from screens.theme import OUTLINE
from screens.widgets.piece import Group, Piece


class Scroll(Group):
    """Shows ``content`` through a window; a bar at the right edge shows where one is."""

    def __init__(self, look: Look, content: Piece, *, margin: int = 0) -> None:
        super().__init__(look, [content])
        self.content, self.margin, self.offset = content, margin, 0
        self.lead = 0
        """pixels of empty room above the content"""
        self.on_seen: Callable[[float, float], None] | None = None
        """told the lower and upper edge of what is seen of the content, in its coordinates, whenever that may have changed"""
        with self.canvas.before:
            self._scissor = ScissorPush()
            PushMatrix()
            self._shift = Translate(0, 0)
        with self.canvas.after:
            PopMatrix()
            ScissorPop()
            self._bar_colour = Color(*look.shade(OUTLINE)[:3], 0)
            self._bar = Rectangle()

    @property
    def hidden(self) -> int:
        """How many pixels of the content do not fit."""
        return max(0, self.lead + int(self.content.height) - int(self.height))

    def height_for(self, width: int, /) -> int:
        return self.content.height_for(width - 2 * self.margin)

    def arrange(self) -> None:
        width = int(self.width) - 2 * self.margin
        height = self.content.height_for(width)
        self.content.place(int(self.x) + self.margin, int(self.top) - self.lead - height, width, height)
        self._scissor.x, self._scissor.y = int(self.x), int(self.y)
        self._scissor.width, self._scissor.height = int(self.width), int(self.height)
        self.scroll_to(self.offset)

    def scroll_to(self, offset: float) -> None:
        """Show the content from ``offset`` pixels below its top."""
        self.offset = round(min(max(0, offset), self.hidden))
        self._shift.y = self.offset
        unit = self.look.theme.line
        shown = self.hidden > 0
        self._bar_colour.a = 1 if shown else 0
        if shown:
            long = max(10 * unit, int(self.height * self.height / max(1, self.lead + self.content.height)))
            travel = (self.height - long) * self.offset / self.hidden
            self._bar.pos, self._bar.size = (self.right - 4 * unit, self.top - long - travel), (2 * unit, long)
        else:
            self._bar.size = (0, 0)
        if self.on_seen is not None:
            self.on_seen(self.y - self.offset, self.top - self.offset)

    def show_child(self, child: Any, room: int = 0) -> bool:
        """Scroll just so far that ``child`` is seen, with ``room`` pixels around it where there are as many; whether anything moved."""
        before = self.offset
        room = max(0, min(room, (int(self.height) - int(child.height)) // 2))
        _, bottom = _within(child, self.content)
        top = bottom + int(child.height)
        above = self.lead + int(self.content.top) - top - room
        below = self.lead + int(self.content.top) - bottom + room
        if below - self.offset > self.height:
            self.scroll_to(below - self.height)
        if above < self.offset:
            self.scroll_to(above)
        return self.offset != before

    def to_local(self, x: float, y: float, **_: Any) -> tuple[float, float]:
        return x, y - self.offset

    def to_parent(self, x: float, y: float, **_: Any) -> tuple[float, float]:
        return x, y + self.offset

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos):
            return False
        touch.ud.setdefault("scroll", (self, touch.y, self.offset, False))
        touch.grab(self)
        touch.push()
        touch.apply_transform_2d(self.to_local)
        self.content.on_touch_down(touch)
        touch.pop()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        owner, start, offset, dragging = touch.ud["scroll"]
        if owner is not self or touch.ud.get("keeps"):
            return True
        if not dragging and self.hidden and abs(touch.y - start) > self.look.theme.drag:
            dragging = True
            control = touch.ud.pop("control", None)
            if control is not None:
                control.release()
            touch.ud["scroll"] = (self, start, offset, True)
        if dragging:
            self.scroll_to(offset + touch.y - start)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        return True


def _within(child: Any, content: Any) -> tuple[int, int]:
    """The lower left corner of ``child`` in the coordinates of ``content``, through lists in between."""
    x, y = child.pos
    parent = child.parent
    while parent is not None and parent is not content:
        x, y = parent.to_parent(x, y)
        parent = parent.parent
    return int(x), int(y)
