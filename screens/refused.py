"""Why this cannot be done: every reason at once, each with the way out."""

from __future__ import annotations

from functools import partial

from kiosk import journey
from kiosk.hand_off import REFUSED
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card, fact_row
from screens.widgets.notice import notice
from screens.widgets.piece import Piece
from screens.widgets.text import Text


class Refused(Frame):
    """Nothing was kept; nothing was lost."""

    def make_bar(self) -> Buttons:
        slip = Button(
            self.look, "refused.slip", _("打印单子去窗口"), partial(self.session.answers.hand_off, REFUSED), style=self.look.theme.strong
        )
        return [(slip, 45), (Button(self.look, "bar.primary", _("返回首页"), self.session.leave, kind="primary"), 55)]

    def key(self) -> object:
        return self._reasons()

    def _reasons(self) -> tuple[str, ...]:
        return journey.refusals(self.session.visit, self.session.today) if self.session.visit else ()

    def compose(self) -> list[Piece]:
        look, visit = self.look, self.session.visit
        if visit is None:
            return []
        own, authority = self.session.settings.terminal, visit.matter.authority
        ways = [
            fact_row(look, _("问部门"), f"{authority.short_name} {authority.phone}"),
            fact_row(look, _("到窗口"), own.hall, own.hall_phone),
        ]
        calm = Text(look, _("您的信息没有保存，离开后就清掉。请取走身份证。"), look.theme.body, MUTED)
        return [self.title(_("这件事您现在办不了")), notice(look, self._reasons(), "bad"), card(look, ways), calm]
