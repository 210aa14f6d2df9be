"""退出: asked before anything is lost."""

from __future__ import annotations

from kiosk.words import words
from screens.i18n import _
from screens.overlay import Dialog, centred
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.piece import Piece
from screens.widgets.text import Text


class Leave(Dialog):
    """Leaving wipes everything; staying keeps it."""

    name = words("退出")

    def make_bar(self) -> list[tuple[Piece, float]]:
        leave = Button(self.look, "leave.confirm", _("退出并清掉"), self.session.confirm_leave)
        return [(leave, 40), (self.close_button(_("继续办理"), kind="primary"), 60)]

    def compose(self) -> list[Piece]:
        look, theme = self.look, self.look.theme
        pieces = [
            Text(look, _("真的要退出吗？"), theme.title, align="center"),
            Text(look, _("还没有提交。\n退出后，刚才读的、填的、拍的都会清掉。"), theme.body, MUTED, align="center"),
            Text(look, _("记得取走身份证。"), theme.body, MUTED, align="center"),
        ]
        return centred(self, pieces, 110 if look.theme.portrait else 40)
