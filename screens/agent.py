"""For whom somebody came: for themselves, or for another person."""

from __future__ import annotations

from kiosk.journey import Acting
from screens.frame import Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.card import card, entry_row
from screens.widgets.choice import Choice
from screens.widgets.piece import Piece
from screens.widgets.text import Text


class Agent(Frame):
    """Who acts for another person reads here what they need for it."""

    def key(self) -> object:
        visit = self.session.visit
        return (visit.matter.code, visit.acting) if visit else ""

    def compose(self) -> list[Piece]:
        visit, look = self.session.visit, self.look
        if visit is None:
            return []
        options = [(str(Acting.SELF), _("给我自己办")), (str(Acting.AGENT), _("替别人办"))]
        self.choice = Choice(look, "acting", options, lambda value: self.session.answers.act_for(Acting(value)))
        rules = visit.matter.agent
        more: list[Piece] = []
        if rules.allowed:
            needs = [(_("您自己的身份证"), _("放在读卡区，先读您的")), (_("他的姓名和身份证号"), _("带了他的身份证更快"))]
            needs += [(item.name, item.note or _("在这里拍下来")) for item in rules.materials]
            more = [Text(look, _("替别人办，要准备"), look.theme.label), card(look, [entry_row(look, name, note) for name, note in needs])]
        else:
            more = [Text(look, _("这件事要本人来办"), look.theme.body, MUTED)]
        return [self.title(_("给谁办？")), *self.messages(), self.choice, *more]

    def update(self) -> None:
        visit = self.session.visit
        if visit:
            self.choice.show(str(visit.acting or ""))
