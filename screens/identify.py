"""Put the card down: a picture of where, one sentence of what is going on."""

from __future__ import annotations

from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.picture import CardPicture
from screens.widgets.piece import Piece
from screens.widgets.text import Text


class Identify(Frame):
    """The card is read by itself once it lies there."""

    def make_bar(self) -> Buttons:
        return [(self.back_button(), 1)]

    def compose(self) -> list[Piece]:
        look, theme = self.look, self.look.theme
        hints = [_("读到就会自动到下一步，读的时候别拿开"), _("没带身份证的，请到窗口办理；有问题点“帮助”")]
        return [
            self.title(_("把身份证平放在读卡区")),
            *self.messages(),
            CardPicture(look),
            *(Text(look, hint, theme.body, MUTED) for hint in hints),
        ]
