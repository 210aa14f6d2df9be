"""A long list of which only the rows near what is seen are made: opening 1,500 matters and dragging through them is as quick as seven."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from screens.look import Look
from screens.widgets.piece import Group, Piece

AHEAD = 0.5
"""So much of the display above and below what is seen is made before it is seen."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: how to ``make`` it, and its ``kind``: rows of one kind are equally high."""

    kind: Hashable
    make: Callable[[], Piece]


class Rows(Group):
    """Rows below each other. Whoever scrolls tells by :meth:`look_at` what is seen."""

    def __init__(self, look: Look, lines: Sequence[Line], *, gap: int) -> None:
        self._lines, self._gap = tuple(lines), gap
        self._heights: dict[tuple[Hashable, int], int] = {}
        self._ends: tuple[int, list[int]] = (0, [])
        self._made: dict[int, Piece] = {}
        self._seen = (0.0, 0.0)
        self._room: object = None
        super().__init__(look)

    def height_for(self, width: int, /) -> int:
        ends = self._ends_at(width)
        return ends[-1] - self._gap if ends else 0

    def arrange(self) -> None:
        room = (tuple(self.pos), tuple(self.size))
        if room != self._room:
            self._room = room
            self._made.clear()
            self.fill([])
        self.look_at(*self._seen)

    def look_at(self, bottom: float, top: float) -> None:
        """Make the rows between these heights (in the coordinates of the list), and those just beyond; drop the others."""
        self._seen = (bottom, top)
        width, ahead = int(self.width), AHEAD * self.look.theme.height
        ends = self._ends_at(width)
        first = bisect_right(ends, self.top - top - ahead)
        last = min(len(ends), 1 + bisect_left(ends, self.top - bottom + ahead))
        if not width or list(self._made) == list(range(first, last)):
            return
        for index in [index for index in self._made if not first <= index < last]:
            self.remove_widget(self._made.pop(index))
        begun = min(self._made, default=last)
        for index in reversed(range(first, min(begun, last))):
            self.add_widget(self._row(index), index=len(self.children))
        for index in range(max(begun, first), last):
            if index not in self._made:
                self.add_widget(self._row(index))
        self._made = dict(sorted(self._made.items()))
        self.pieces = list(self._made.values())

    def _row(self, index: int) -> Piece:
        """Made and in its place. Those before the others are added first, so that the ring and the voice find all in reading order."""
        ends = self._ends[1]
        row = self._made[index] = self._lines[index].make()
        end = ends[index] - self._gap
        height = end - (ends[index - 1] if index else 0)
        row.place(int(self.x), int(self.top) - end, int(self.width), height)
        return row

    def _ends_at(self, width: int) -> list[int]:
        """The lower edge of each row below the top of the list, its gap included."""
        if self._ends[0] != width:
            self._ends = width, list(accumulate(self._height(line, width) + self._gap for line in self._lines))
        return self._ends[1]

    def _height(self, line: Line, width: int) -> int:
        known = self._heights.get((line.kind, width))
        if known is None:
            known = self._heights[line.kind, width] = line.make().height_for(width)
        return known
