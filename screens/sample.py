"""A sample of a material, so that people see what is wanted before they look for it."""

from __future__ import annotations

from config.matter import Material
from kiosk import journey
from kiosk.words import words
from screens.frame import Buttons
from screens.i18n import _
from screens.overlay import Dialog
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
        return self.session.materials.sample, self._material()

    def _material(self) -> Material | None:
        """In the language of the visit, which may be changed while the picture is looked at."""
        visit, sample = self.session.visit, self.session.materials.sample
        asked = journey.materials(visit, self.session.today) if visit and sample else ()
        return next((item for item in asked if sample and item.id == sample.material), None)

    def compose(self) -> list[Piece]:
        sample, material = self.session.materials.sample, self._material()
        if sample is None or material is None:
            return []
        look, theme = self.look, self.look.theme
        content: list[Piece] = [self.title(_("{}，照这样就行").format(material.name))]
        if material.accept_standard:
            content.append(Text(look, material.accept_standard, theme.body, MUTED))
        width = theme.width - 2 * theme.margin
        above = sum(piece.height_for(width) + theme.gap for piece in content)
        room = theme.content_height - above - theme.mm(24)
        content.append(Still(look, sample.picture, room if theme.portrait else round(LYING * theme.content_height), most=2))
        return content
