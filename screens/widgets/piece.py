"""What every widget of ours is: something that knows its height at a width and lays itself out at once, in whole pixels.

Kivy's own layouts settle over several frames; these are placed in one pass, so a screen is complete in its first frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.graphics import BorderImage, Color, Rectangle
from kivy.uix.widget import Widget

from screens.look import Look
from screens.theme import WHITE, Rgba


class Piece(Widget):
    """Base of all widgets. ``place`` gives it its room; ``arrange`` puts what is in it."""

    def __init__(self, look: Look) -> None:
        super().__init__(size_hint=(None, None), size=(0, 0))
        self.look = look

    def apply_class_lang_rules(self, *_: Any, **__: Any) -> None:
        """Kivy's style sheet would dress every class called Button; ours dress themselves."""

    def natural_width(self) -> int:
        """The width it would like to have."""
        return 0

    def height_for(self, _width: int, /) -> int:
        """The height it needs at ``width``."""
        return 0

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Take this room (Kivy's coordinates: ``y`` is the lower edge)."""
        self.pos = (x, y)
        self.size = (width, height)
        self.arrange()

    def arrange(self) -> None:
        """Put everything in its place within ``pos`` and ``size``."""


class Space(Piece):
    """Empty room of a fixed height."""

    def __init__(self, look: Look, height: int, width: int = 0) -> None:
        super().__init__(look)
        self._room = (width, height)

    def natural_width(self) -> int:
        return self._room[0]

    def height_for(self, _width: int, /) -> int:
        return self._room[1]


class Ground(Piece):
    """A filled rectangle, such as a divider."""

    def __init__(self, look: Look, colour: Rgba, height: int = 0) -> None:
        super().__init__(look)
        self._height = height
        with self.canvas:
            Color(*look.shade(colour))
            self._fill = Rectangle()

    def height_for(self, _width: int, /) -> int:
        return self._height

    def arrange(self) -> None:
        self._fill.pos, self._fill.size = self.pos, self.size


class Skin:
    """A nine patch drawn behind a widget, exchangeable for another."""

    def __init__(self, owner: Piece, name: str) -> None:
        self._owner, self.name = owner, name
        with owner.canvas.before:
            Color(*WHITE)
            self._image = BorderImage(auto_scale="both_lower")
        self.show(name)

    def show(self, name: str) -> None:
        """Draw this patch."""
        self.name = name
        patch = self._owner.look.patches[name]
        self._image.texture = patch.texture
        self._image.border = (patch.border,) * 4
        self.fit()

    def fit(self) -> None:
        """Follow the widget's place."""
        margin = self._owner.look.patches[self.name].margin
        owner = self._owner
        self._image.pos = (owner.x - margin, owner.y - margin)
        self._image.size = (owner.width + 2 * margin, owner.height + 2 * margin)


class Group(Piece):
    """Base of what holds other pieces."""

    def __init__(self, look: Look, children: Sequence[Piece] = ()) -> None:
        super().__init__(look)
        self.pieces: list[Piece] = []
        self.fill(children)

    def fill(self, children: Sequence[Piece]) -> None:
        """Hold exactly these, in reading order, taken from wherever they were. The caller places the group again."""
        if self.pieces or self.children:
            self.clear_widgets()
        self.pieces = list(children)
        for child in self.pieces:
            if child.parent is not None:
                child.parent.remove_widget(child)
            self.add_widget(child)


class Column(Group):
    """Pieces below each other over the whole width; those in ``stretch`` share what height is left."""

    def __init__(
        self, look: Look, children: Sequence[Piece] = (), *, gap: int = 0, padding: tuple[int, int] = (0, 0), stretch: Sequence[Piece] = ()
    ) -> None:
        self.gap, self.padding, self.stretch = gap, padding, list(stretch)
        super().__init__(look, children)

    def natural_width(self) -> int:
        return max((child.natural_width() for child in self.pieces), default=0) + 2 * self.padding[0]

    def height_for(self, width: int, /) -> int:
        inner = width - 2 * self.padding[0]
        heights = [child.height_for(inner) for child in self.pieces]
        return sum(heights) + self.gap * max(0, len(heights) - 1) + 2 * self.padding[1]

    def arrange(self) -> None:
        across, down = self.padding
        inner = int(self.width) - 2 * across
        spare = max(0, int(self.height) - self.height_for(int(self.width))) // max(1, len(self.stretch))
        top = int(self.top) - down
        for child in self.pieces:
            height = child.height_for(inner) + (spare if child in self.stretch else 0)
            child.place(int(self.x) + across, top - height, inner, height)
            top -= height + self.gap


class Row(Group):
    """Pieces beside each other. Each has a share of the width; share 0 takes its natural width. ``fill_height`` makes all as high as the row."""

    def __init__(
        self,
        look: Look,
        children: Sequence[tuple[Piece, float]] = (),
        *,
        gap: int = 0,
        padding: tuple[int, int] = (0, 0),
        fill_height: bool = False,
    ) -> None:
        self.gap, self.padding, self.fill_height = gap, padding, fill_height
        self.shares = [share for _, share in children]
        super().__init__(look, [child for child, _ in children])

    def widths(self, width: int) -> list[int]:
        """The width of each piece in a row of ``width``."""
        room = width - 2 * self.padding[0] - self.gap * max(0, len(self.pieces) - 1)
        fixed = [0 if share else child.natural_width() for child, share in zip(self.pieces, self.shares, strict=True)]
        room -= sum(fixed)
        found, given, total, before = [], 0, sum(self.shares) or 1, 0.0
        for share, own in zip(self.shares, fixed, strict=True):
            before += share
            part = round(room * before / total) - given if share else 0
            given += part
            found.append(own + part)
        return found

    def natural_width(self) -> int:
        return sum(child.natural_width() for child in self.pieces) + self.gap * max(0, len(self.pieces) - 1) + 2 * self.padding[0]

    def height_for(self, width: int, /) -> int:
        heights = (child.height_for(own) for child, own in zip(self.pieces, self.widths(width), strict=True))
        return max(heights, default=0) + 2 * self.padding[1]

    def arrange(self) -> None:
        left, inner = int(self.x) + self.padding[0], int(self.height) - 2 * self.padding[1]
        mirrored = self.look.theme.mirrored
        for child, width in zip(self.pieces, self.widths(int(self.width)), strict=True):
            height = inner if self.fill_height else min(inner, child.height_for(width))
            x = int(self.x) + int(self.right) - left - width if mirrored else left
            child.place(x, int(self.y) + self.padding[1] + (inner - height) // 2, width, height)
            left += width + self.gap


def grid(look: Look, children: Sequence[Piece], columns: int, gap: int) -> Column:
    """Pieces in rows of ``columns`` equal widths; the last row is filled up with empty room."""
    rows = []
    for start in range(0, len(children), columns):
        cells: list[tuple[Piece, float]] = [(child, 1) for child in children[start : start + columns]]
        cells += [(Space(look, 0), 1) for _ in range(columns - len(cells))]
        rows.append(Row(look, cells, gap=gap, fill_height=True))
    return Column(look, rows, gap=gap)


class Panel(Group):
    """One piece on a patch, inset by ``padding`` (across, down)."""

    def __init__(self, look: Look, child: Piece, patch: str, padding: tuple[int, int]) -> None:
        super().__init__(look, [child])
        self.padding = padding
        self.skin = Skin(self, patch)

    def natural_width(self) -> int:
        return self.pieces[0].natural_width() + 2 * self.padding[0]

    def height_for(self, width: int, /) -> int:
        return self.pieces[0].height_for(width - 2 * self.padding[0]) + 2 * self.padding[1]

    def arrange(self) -> None:
        across, down = self.padding
        self.skin.fit()
        self.pieces[0].place(int(self.x) + across, int(self.y) + down, int(self.width) - 2 * across, int(self.height) - 2 * down)


class Tinted:
    """A picture in one colour at a fixed size, drawn by its owner."""

    def __init__(self, owner: Piece, texture: Any, colour: Rgba) -> None:
        self._owner, self.texture = owner, texture
        with owner.canvas:
            self._colour = Color(*owner.look.shade(colour))
            self._image = Rectangle(texture=texture, size=texture.size)

    def put(self, x: float, y: float) -> None:
        """Draw it with its lower left corner here."""
        self._image.pos = (round(x), round(y))

    def paint(self, colour: Rgba) -> None:
        """Change the colour."""
        self._colour.rgba = self._owner.look.shade(colour)

    def exchange(self, texture: Any) -> None:
        """Draw another picture instead."""
        self.texture = texture
        self._image.texture, self._image.size = texture, texture.size
