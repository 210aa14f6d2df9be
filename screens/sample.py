"""A sample of a material, so that people see what is wanted before they look for it."""

from __future__ import annotations

from kiosk.words import words
from screens.i18n import _
from screens.overlay import Buttons, Dialog
from screens.theme import MUTED
from screens.widgets.picture import Still
from screens.widgets.piece import Piece
from screens.widgets.text import Text

LYING = 1.6
"""Heights of the room that a picture takes where the display lies on its side: most papers stand, and are scrolled to be read."""


class SamplePicture(Dialog):
    """The picture as large as fits, with what it must show above."""

    name = words("看样例")

    def make_bar(self) -> Buttons:
        return [(self.close_button(_("看好了，返回"), kind="primary"), 1)]

    def key(self) -> object:
        return self.session.materials.sample

    def compose(self) -> list[Piece]:
        sample = self.session.materials.sample
        if sample is None:
            return []
        look, theme = self.look, self.look.theme
        content: list[Piece] = [self.title(_("{}，照这样就行").format(sample.name))]
        if sample.standard:
            content.append(Text(look, sample.standard, theme.body, MUTED))
        width = theme.width - 2 * theme.margin
        above = sum(piece.height_for(width) + theme.gap for piece in content)
        room = theme.content_height - above - theme.mm(24)
        content.append(Still(look, sample.picture, room if theme.portrait else round(LYING * theme.content_height), most=2))
        return content
