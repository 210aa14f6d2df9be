"""White cards, the rows in them, and the cards that can be touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from screens.look import Look
from screens.theme import DIVIDER, INK, MUTED, PRIMARY
from screens.widgets.piece import Column, Ground, Panel, Piece, Row, Skin, Space, Tinted
from screens.widgets.tag import Tag
from screens.widgets.text import Text
from screens.widgets.touchable import Touchable


def card(look: Look, rows: Sequence[Piece], *, padding: tuple[int, int] | None = None) -> Panel:
    """A white card of ``rows`` with dividers between them."""
    lined: list[Piece] = []
    for index, row in enumerate(rows):
        if index:
            lined.append(Ground(look, DIVIDER, look.theme.line))
        lined.append(row)
    return Panel(look, Column(look, lined), "card", padding or (look.theme.inset, look.theme.mm(5.5)))


def entry_row(look: Look, name: str, note: str, right: Piece | None = None) -> Piece:
    """A name with a smaller note below, and a tag or a button at the right."""
    theme = look.theme
    words: list[Piece] = [Text(look, name, theme.body)]
    if note:
        words.append(Text(look, note, theme.caption, MUTED))
    left = Column(look, words)
    children: list[tuple[Piece, float]] = [(left, 1)]
    if right is not None:
        children.append((right, 0))
    return Row(look, children, gap=theme.mm(5), padding=(0, theme.mm(5.5)))


def fact_row(look: Look, label: str, text: str, more: str = "") -> Piece:
    """A label at the left and what is so at the right."""
    theme = look.theme
    words: list[Piece] = [Text(look, text, theme.body)]
    if more:
        words.append(Text(look, more, theme.caption, MUTED))
    left = Text(look, label, theme.body, MUTED)
    children: list[tuple[Piece, float]] = [(left, 27), (Column(look, words), 73)]
    return Row(look, children, gap=theme.mm(4), padding=(0, theme.mm(6.2)))


def phone_row(look: Look, who: str, number: str) -> Piece:
    """Whom to call, and the number in large digits at the right."""
    theme = look.theme
    words: list[tuple[Piece, float]] = [(Text(look, who, theme.body), 1), (Text(look, number, theme.clock, PRIMARY), 0)]
    return Row(look, words, gap=theme.gap, padding=(0, theme.mm(6)))


def tag_row(look: Look, tags: Sequence[tuple[str, str]]) -> Piece:
    """Tags beside each other."""
    children: list[tuple[Piece, float]] = [(Tag(look, words, kind), 0) for words, kind in tags]
    children.append((Space(look, 0), 1))
    return Row(look, children, gap=look.theme.mm(3.3))


def place_note(hours: str, phone: str) -> str:
    """When a place is open and its phone, a line each; the hours only where they are known."""
    return "\n".join(line for line in (hours, phone) if line)


class Tile(Touchable):
    """A card that can be touched, with anything in it. Greyed when disabled. ``arrow`` draws a › at the right."""

    def __init__(
        self,
        look: Look,
        control_id: str,
        content: Piece,
        on_tap: Callable[[], None],
        *,
        height: int = 0,
        enabled: bool = True,
        arrow: bool = False,
        padding: tuple[int, int] | None = None,
        skin: str = "card",
    ) -> None:
        super().__init__(look, control_id, on_tap, [content])
        self.enabled, self.room, self._plain = enabled, height, skin
        self.padding = padding or (look.theme.mm(9.7), look.theme.mm(6))
        self.skin = Skin(self, skin if enabled else "card.disabled")
        self.arrow = (
            Tinted(self, look.icon("left" if look.theme.mirrored else "chevron", look.theme.mm(9)), PRIMARY) if arrow and enabled else None
        )

    @property
    def _arrow_room(self) -> int:
        return self.arrow.texture.width + self.look.theme.mm(2) if self.arrow else 0

    def show_pressed(self, pressed: bool, /) -> None:
        self.skin.show("card.pressed" if pressed else self._plain)

    def dress(self, skin: str) -> None:
        """Stand on another patch while not pressed."""
        self._plain = skin
        self.skin.show(skin)

    def height_for(self, width: int, /) -> int:
        inner = width - 2 * self.padding[0] - self._arrow_room
        return max(self.room, self.look.theme.target, self.pieces[0].height_for(inner) + 2 * self.padding[1])

    def arrange(self) -> None:
        across, _ = self.padding
        self.skin.fit()
        inner = int(self.width) - 2 * across - self._arrow_room
        height = self.pieces[0].height_for(inner)
        mirrored = self.look.theme.mirrored
        left = int(self.x) + across + (self._arrow_room if mirrored else 0)
        self.pieces[0].place(left, int(self.y) + (int(self.height) - height) // 2, inner, height)
        if self.arrow:
            size = self.arrow.texture.width
            left = int(self.x) + across - self.look.theme.mm(2) if mirrored else self.right - across - size + self.look.theme.mm(2)
            self.arrow.put(left, self.y + (self.height - size) / 2)


def titled(look: Look, title: str, note: str, *, enabled: bool = True, strong: bool = True) -> Column:
    """A bold name with a note below, for tiles."""
    theme = look.theme
    style = theme.name if strong else theme.body
    return Column(look, [Text(look, title, style, INK if enabled else MUTED), Text(look, note, theme.caption, MUTED)], gap=theme.mm(0.5))
