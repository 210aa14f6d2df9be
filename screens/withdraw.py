"""撤回: asked once more before it is done."""

from __future__ import annotations

from kiosk.words import words
from screens.i18n import _
from screens.overlay import Dialog, centred
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.piece import Piece
from screens.widgets.text import Text


class Withdraw(Dialog):
    """Withdrawing ends the case; staying keeps it."""

    name = words("撤回")

    def key(self) -> object:
        return self.session.live.cases.state.case

    def make_bar(self) -> list[tuple[Piece, float]]:
        withdraw = Button(self.look, "withdraw.confirm", _("撤回，不办了"), self.session.live.cases.withdraw)
        return [(withdraw, 40), (self.close_button(_("不撤，接着办"), kind="primary"), 60)]

    def compose(self) -> list[Piece]:
        look, theme, case = self.look, self.look.theme, self.session.live.cases.state.case
        pieces = [
            Text(look, _("真的要撤回吗？"), theme.title, align="center"),
            Text(look, self.session.named(case).matter_name if case else "", theme.name, align="center"),
            Text(look, _("撤回后部门不再办这件事。\n以后要办，得重新申请。"), theme.body, MUTED, align="center"),
        ]
        return centred(self, pieces, 100 if theme.portrait else 30)
