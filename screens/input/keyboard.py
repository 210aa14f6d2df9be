"""The keyboard on the screen: what is composed and its candidates, whole words, the pad or the keys of the layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Rectangle

from screens.i18n import _
from screens.input import tools as shared_tools
from screens.input.bar import Bar
from screens.input.keys import KeyButton
from screens.input.layouts import MODES, TEXT, Act, Key, Layout, rows
from screens.input.pad import Pad
from screens.input.tools import Tools
from screens.input.words import Words
from screens.input.writer import Writer
from screens.look import Look
from screens.theme import KEYBOARD, WARNING, Mode
from screens.widgets.piece import Group, Piece
from screens.widgets.text import Text

EDGE, TIGHT_EDGE = 4.4, 2.0
"""Millimetres of room around the keys."""
PAD_HEIGHT = 92
LOW_KEY = 21.0
"""Millimetres: how high keys are where a row of candidates stands above them."""


class Keyboard(Group):
    """``on_type`` gets finished characters, ``on_act`` what the keys that type nothing do; ``on_change`` is called when ``composing``
    or the keyboard's height differ. ``layout`` is what the field wants, ``way`` how a text is being written."""

    def __init__(self, look: Look, on_type: Callable[[str], None], on_act: Callable[[Act], None], tools: Tools | None = None) -> None:
        super().__init__(look)
        self.on_type, self.on_act = on_type, on_act
        self.on_change: Callable[[], None] = lambda: None
        self.tools = tools or shared_tools.shared()
        self.writer = Writer(self.tools, self._written, self._changed, lambda text: not look.fonts.missing(text))
        self.layout: Layout | None = None
        self._capital = False
        self._made: dict[tuple[Layout, bool], list[KeyButton]] = {}
        self._held: list[KeyButton] = []
        self.bar = Bar(look, self._turn_to, self.writer.choose, self.writer.more)
        self.pad = Pad(look, self.writer, self._tick)
        self.words = Words(look, self._written_word)
        self.trouble = Text(look, "", look.theme.caption, WARNING, align="center")
        with self.canvas.before:
            Color(*look.shade(KEYBOARD))
            self._band = Rectangle()

    # What the screen around it uses ---------------------------------------------------------------------------------

    @property
    def composing(self) -> str:
        """What stands in the field at the caret, underlined, until it is text."""
        return self.writer.composing

    @property
    def way(self) -> Layout | None:
        """The keys that are shown."""
        return self.writer.way if self.layout in TEXT else self.layout

    def offer(self, layout: Layout | None, words: tuple[str, ...] = ()) -> None:
        """Show these keys, or none, and ``words`` to be typed whole. The caller places the keyboard."""
        if layout is self.layout and words == self.words.words:
            return
        if layout:
            self.tools.warm()
        self.layout, self._capital = layout, False
        self.words.offer(words)
        self.writer.turn_to(self._first_way(layout))
        self._show()

    def height_for(self, _width: int, /) -> int:
        if self.way is None:
            return 0
        count = len(self._rows())
        keys = count * self._key_height + (count - 1) * self._gap
        above = [piece.height_for(self._room) for piece in self._above()]
        return keys + sum(above) + len(above) * self._gap + 2 * self._edge

    # Touches --------------------------------------------------------------------------------------------------------

    def on_touch_down(self, touch: Any) -> bool:
        """Whoever turns to something else has what they composed written first."""
        if self.layout and self.writer.busy and not self.collide_point(*touch.pos):
            self.writer.settle()
        return bool(super().on_touch_down(touch))

    def _tick(self) -> None:
        if self.tools.key_sound:
            self.tools.click.play()

    def _down(self, button: KeyButton) -> None:
        """A key that comes down makes those before it count: two thumbs type in the order in which they came."""
        self._tick()
        for other in self._held:
            if other is not button:
                other.fire()
        self._held = [other for other in self._held if other.pressed and not other.fired and other is not button] + [button]
        if button.stuck == 1:
            button.stuck += 1
            self.tools.trouble(_("触摸屏"), _("有一处一直显示被按着：看看屏幕上有没有水或东西，再检查触摸屏"))

    def _hit(self, key: Key) -> None:
        match key.act:
            case None:
                self._key(key.types)
            case Act.SHIFT:
                self._capital = not self._capital
                self._show()
                self.arrange()
            case Act.WIPE:
                self.writer.drop()
            case Act.SPACE:
                self._space()
            case Act.BACKSPACE if self.writer.backspace():
                pass
            case Act.CLEAR if self.writer.busy:
                self.writer.drop()
            case Act.NEXT | Act.HIDE if self.writer.busy:
                self._space()
            case _:
                self.on_act(key.act)

    def _key(self, types: str) -> None:
        if not self.writer.key(types):
            if self.writer.busy:
                self.writer.settle()
            self.on_type(types)

    def _space(self) -> None:
        """Take the first candidate, where something is begun; else a space."""
        if not self.writer.busy:
            self.on_type(" ")
        elif self.writer.candidates:
            self.writer.choose(self.writer.candidates[0])
        else:
            self.writer.settle()

    def _written_word(self, word: str) -> None:
        self.writer.settle()
        self.on_type(word)

    def _written(self, text: str) -> None:
        self.on_type(text)

    # What is shown --------------------------------------------------------------------------------------------------

    def _first_way(self, layout: Layout | None) -> Layout | None:
        """Handwriting comes first in large text; pinyin that does not work gives way."""
        if layout not in TEXT:
            return None
        if layout is Layout.PINYIN and (self.look.theme.mode is Mode.LARGE or self.writer.unusable(Layout.PINYIN)):
            return Layout.LETTERS if self.writer.unusable(Layout.HANDWRITING) else Layout.HANDWRITING
        return layout

    def _turn_to(self, way: Layout) -> None:
        self.writer.turn_to(way)
        self._show()
        self.on_change()

    def _changed(self) -> None:
        """The writer has moved on, or an engine has failed: then there is another way to write."""
        way = self.writer.way
        if way and self.writer.unusable(way):
            self.writer.turn_to(Layout.HANDWRITING if not self.writer.unusable(Layout.HANDWRITING) else Layout.LETTERS)
            self._show()
        self._bring_up_to_date()
        self.on_change()

    def _bring_up_to_date(self) -> None:
        unusable = frozenset(layout for layout, _ in MODES if self.writer.unusable(layout))
        self.bar.show(self.way, self.writer.candidates, unusable)
        self.pad.sync()
        names = "、".join(_(words) for layout, words in MODES if layout in unusable)
        others = "、".join(_(words) for layout, words in MODES if layout in (Layout.HANDWRITING, Layout.LETTERS) and layout not in unusable)
        said = _("{}现在不能用，请用{}").format(names, others) if names else ""
        if said != self.trouble.text:
            self.trouble.show(said)
            self._show()

    def _rows(self) -> tuple[Any, ...]:
        return rows(self.way, self._capital) if self.way else ()

    @property
    def _room(self) -> int:
        return int(self.width) - 2 * self._edge

    @property
    def _key_height(self) -> int:
        theme = self.look.theme
        return theme.mm(LOW_KEY) if self.layout in TEXT or not theme.portrait else theme.key_height

    @property
    def _tight(self) -> bool:
        """On a landscape display all keys have 148 mm in low mode, and in large text the field above needs the room: whole words are not
        offered, the pad is smaller."""
        theme = self.look.theme
        return not theme.portrait and (theme.low or theme.mode is Mode.LARGE)

    @property
    def _edge(self) -> int:
        return self.look.theme.mm(TIGHT_EDGE if self._tight else EDGE)

    @property
    def _gap(self) -> int:
        return self.look.theme.key_gap if self.layout in TEXT else self.look.theme.near

    def _above(self) -> list[Piece]:
        """What stands above the keys, from the top."""
        if self.layout not in TEXT:
            return []
        found: list[Piece] = [self.trouble] if self.trouble.text else []
        found.append(self.bar)
        if self.words.words and not self._tight:
            found.append(self.words)
        if self.way is Layout.HANDWRITING:
            self.pad.room = self.look.theme.mm(PAD_HEIGHT - 6 if self._tight else PAD_HEIGHT)
            found.append(self.pad)
        return found

    def _show(self) -> None:
        """Make what this way of writing needs, once, and show it."""
        if self.way is None:
            self.fill([])
            return
        self._held = []
        self.fill([*self._above(), *self._keys()])
        self._bring_up_to_date()

    def _keys(self) -> list[KeyButton]:
        """The keys of this way of writing, made once."""
        assert self.way
        which = (self.way, self._capital)
        if which not in self._made:
            keys = [key for row in self._rows() for key in row.keys]
            self._made[which] = [KeyButton(self.look, key, self._key_height, self._down, self._hit) for key in keys]
        return self._made[which]

    def arrange(self) -> None:
        self._band.pos, self._band.size = self.pos, self.size
        if self.way is None:
            return
        theme = self.look.theme
        left, top = int(self.x) + self._edge, int(self.top) - self._edge
        for piece in self._above():
            height = piece.height_for(self._room)
            piece.place(left, top - height, self._room, height)
            top -= height + self._gap
        keys = iter(self._keys())
        for row in self._rows():
            gap = theme.key_gap
            cell = (self._room + gap) / (sum(key.width for key in row.keys) + 2 * row.inset)
            x = left + cell * row.inset
            for key in row.keys:
                end = x + cell * key.width - gap
                next(keys).place(round(x), top - self._key_height, round(end) - round(x), self._key_height)
                x = end + gap
            top -= self._key_height + self._gap
