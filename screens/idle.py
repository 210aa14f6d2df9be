"""还在吗: asked when nothing has happened for a while, before everything is wiped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.i18n import _
from screens.look import Look
from screens.overlay import Dialog, centred
from screens.theme import MUTED, PRIMARY
from screens.widgets.button import Button
from screens.widgets.piece import Piece
from screens.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.session import Session


class Idle(Dialog):
    """A countdown, and one large way on."""

    name = ""

    def __init__(self, look: Look, session: Session) -> None:
        super().__init__(look, session)
        self.header.title.show(session.settings.terminal.title)

    def make_bar(self) -> list[tuple[Piece, float]]:
        leave = Button(self.look, "leave.confirm", _("不办了，退出"), self.session.confirm_leave)
        return [(leave, 40), (Button(self.look, "idle.stay", _("继续办理"), self.session.stay, kind="primary"), 60)]

    def key(self) -> object:
        return self.session.visit is not None and self.session.visit.personal

    def compose(self) -> list[Piece]:
        look, theme = self.look, self.look.theme
        self.left_text = Text(look, "", theme.count, PRIMARY, align="center")
        after = _("到时间会清掉您填的内容，保护您的信息") if self.key() else _("到时间会回到首页")
        pieces: list[Piece] = [
            Text(look, _("还在吗？"), theme.title, align="center"),
            self.left_text,
            Text(look, _("秒后自动退出。") + after, theme.body, MUTED, align="center"),
        ]
        return centred(self, pieces, 90 if look.theme.portrait else 30)

    def update(self) -> None:
        left = self.session.idle_left
        self.left_text.show("" if left is None else str(left))
