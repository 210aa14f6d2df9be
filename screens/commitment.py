"""The commitment to hand something in later, in full; nothing is ticked beforehand."""

from __future__ import annotations

from functools import partial

from kiosk.privacy import supplement_text
from kiosk.submission import owed
from screens.frame import Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.card import card, entry_row
from screens.widgets.choice import Option
from screens.widgets.piece import Column, Piece
from screens.widgets.tag import Tag
from screens.widgets.text import Text


class Commitment(Frame):
    """What is owed, until when, what happens otherwise, and the promise."""

    def key(self) -> object:
        visit = self.session.visit
        return (visit.supplies, visit.committed) if visit else ""

    def compose(self) -> list[Piece]:
        session, look, theme = self.session, self.look, self.look.theme
        visit = session.visit
        if visit is None or visit.applicant is None:
            return []
        missing = owed(visit, session.today, session.terminal.holidays)
        rows = [
            entry_row(
                look, _("{}，最晚 {}补交").format(item.name, item.last_day_text), item.consequence_text, Tag(look, _("待补交"), "warning")
            )
            for item in missing
        ]
        promise = supplement_text(visit, [item.name for item in missing])
        text = Column(look, [Text(look, line, theme.body) for line in promise], gap=theme.mm(3), padding=(0, theme.mm(6)))
        agree = Option(
            look, "commitment.agree", _("我读完了，同意上面的承诺"), partial(session.commit, not visit.committed), box=True, bold=True
        )
        agree.choose(visit.committed)
        back = Text(look, _("不想承诺，可以点“上一步”，现在就拍"), theme.caption, MUTED)
        return [self.title(_("请读一下补交承诺")), *self.messages(), card(look, rows), card(look, [text]), agree, back]
