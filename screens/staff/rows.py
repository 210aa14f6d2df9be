"""The rows of staff screens: a device with its state, its cause and its action; a tile; a tag with a name and a sentence."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.staff.views import ACTION_WORDS, Action, DeviceRow, Level, Tile
from screens.look import Look
from screens.staff.frame import COLOURS, KINDS
from screens.theme import BAD, DIVIDER, INK, MUTED, PRIMARY, WARNING, Rgba
from screens.widgets.button import Button
from screens.widgets.piece import Column, Ground, Panel, Piece, Row, Skin
from screens.widgets.tag import Tag
from screens.widgets.text import Text
from screens.widgets.touchable import Touchable

BEFORE_MM = 7
"""How far the outline of a pressed line stands before its tag."""
MOST_LINES = 4
"""Of a cause in the list; the device's own page shows all of it."""
VALUES: dict[Level, Rgba] = {Level.FAULT: BAD, Level.WARNING: WARNING, Level.GOOD: INK, Level.WAITING: INK}


class DeviceLine(Touchable):
    """Tag, name and cause of a device; touching it opens the device's page."""

    def __init__(self, look: Look, row: DeviceRow, on_tap: Callable[[], None], spare: int) -> None:
        theme = look.theme
        self.tag = Tag(look, row.tag, KINDS[row.level], width=theme.staff_tag)
        self.name = Text(look, row.label, theme.body, INK, lines=1)
        self.line = Text(look, row.line, theme.caption, COLOURS[row.level], lines=MOST_LINES)
        words = Column(look, [self.name, self.line])
        self.row = Row(look, [(self.tag, 0), (words, 1)], gap=theme.mm(7.6), padding=(0, spare))
        super().__init__(look, f"staff.device.{row.name}", on_tap, [self.row])
        self.skin = Skin(self, "line")

    def show(self, row: DeviceRow) -> None:
        """How the device stands now; the caller places the line again."""
        self.tag.say(row.tag, KINDS[row.level])
        self.line.show(row.line, COLOURS[row.level])

    def show_pressed(self, pressed: bool, /) -> None:
        self.skin.show("line.pressed" if pressed else "line")

    def height_for(self, width: int, /) -> int:
        theme = self.look.theme
        return max(theme.target, self.row.height_for(width - theme.mm(BEFORE_MM)))

    def arrange(self) -> None:
        self.skin.fit()
        before = self.look.theme.mm(BEFORE_MM)
        self.row.place(int(self.x) + before, int(self.y), int(self.width) - before, int(self.height))


def device_card(look: Look, rows: list[Piece], down: int) -> Panel:
    """A card of lines that reach closer to its edges than the dividers do, so that their words stand in the card's columns."""
    theme = look.theme
    before, lined = theme.mm(BEFORE_MM), list[Piece]()
    for index, row in enumerate(rows):
        if index:
            lined.append(Row(look, [(Ground(look, DIVIDER, theme.line), 1)], padding=(before, 0)))
        lined.append(row)
    return Panel(look, Column(look, lined), "card", (theme.inset - before, down))


def action_button(look: Look, control_id: str, action: Action, on_tap: Callable[[], None]) -> Button:
    """An action as blue words without an outline, as in the list of devices."""
    theme = look.theme
    return Button(look, control_id, ACTION_WORDS[action], on_tap, kind="link", style=theme.label, height=theme.target, colour=PRIMARY)


def way(look: Look, control_id: str, words: str, on_tap: Callable[[], None]) -> Button:
    """A way to another staff screen, as blue words with a › behind them."""
    theme = look.theme
    return Button(look, control_id, words, on_tap, kind="link", style=theme.strong, height=theme.target, icon="chevron", colour=PRIMARY)


class TilePanel(Panel):
    """One of the tiles below the devices."""

    def __init__(self, look: Look, tile: Tile) -> None:
        theme = look.theme
        self.label = Text(look, tile.label, theme.caption, MUTED, lines=1)
        self.value = Text(look, tile.value, theme.action, VALUES[tile.level])
        self.note = Text(look, tile.note, theme.caption, MUTED, lines=2)
        super().__init__(look, Column(look, [self.label, self.value, self.note], gap=theme.mm(2)), "card", (theme.mm(10), theme.mm(5)))

    def show(self, tile: Tile) -> None:
        """What it says now; the caller places it again."""
        self.label.show(tile.label)
        self.value.show(tile.value, VALUES[tile.level])
        self.note.show(tile.note)

    def height_for(self, width: int, /) -> int:
        return max(self.look.theme.staff_tile, super().height_for(width))


def tagged(look: Look, tag: str, level: Level, name: str, words: str, right: Piece | None = None) -> Row:
    """A tag, then a name with a sentence below, then perhaps something to touch."""
    theme = look.theme
    texts: list[Piece] = [Text(look, name, theme.body)]
    if words:
        texts.append(Text(look, words, theme.caption, COLOURS[level]))
    children: list[tuple[Piece, float]] = [(Tag(look, tag, KINDS[level], width=theme.staff_tag), 0), (Column(look, texts), 1)]
    if right is not None:
        children.append((right, 0))
    return Row(look, children, gap=theme.mm(7.6), padding=(0, theme.mm(4)))


def facts(look: Look, pairs: tuple[tuple[str, str], ...]) -> list[Piece]:
    """What is so, one below the other: the label at the left, the value at the right."""
    theme = look.theme
    return [
        Row(
            look,
            [(Text(look, label, theme.caption, MUTED), 34), (Text(look, value, theme.caption), 66)],
            gap=theme.mm(4),
            padding=(0, theme.mm(2.6)),
        )
        for label, value in pairs
    ]
