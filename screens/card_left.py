"""A card lies on the reader and nobody takes it."""

from __future__ import annotations

from kiosk.words import words
from screens.i18n import _
from screens.overlay import Dialog, centred
from screens.theme import MUTED
from screens.widgets.notice import notice
from screens.widgets.picture import CardPicture
from screens.widgets.piece import Piece
from screens.widgets.text import Text


class CardLeft(Dialog):
    """Goes away by itself once the card is taken."""

    name = words("请取走身份证")

    def make_bar(self) -> list[tuple[Piece, float]]:
        return [(self.close_button(_("不是我的，继续")), 1)]

    def compose(self) -> list[Piece]:
        look, theme = self.look, self.look.theme
        pieces: list[Piece] = [
            Text(look, _("身份证还在读卡区"), theme.title, align="center"),
            notice(look, [_("请把它取走，拿好")], "bad", centred=True, strong=True),
            CardPicture(look, taken=True),
            Text(look, _("不是您的，请交给工作人员。\n别用别人的身份证办事。"), theme.body, MUTED, align="center"),
        ]
        return centred(self, pieces, 24)
