"""A child's matter: the guardian's own card, and their consent to a text that is shown in full."""

from __future__ import annotations

from kiosk import journey
from kiosk.giving import GUARDIAN_CONSENT
from kiosk.redact import mask_number
from screens.frame import Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.card import card, entry_row
from screens.widgets.choice import Option
from screens.widgets.picture import CardPicture
from screens.widgets.piece import Column, Piece
from screens.widgets.tag import Tag
from screens.widgets.text import Text


class Guardian(Frame):
    """Nothing is ticked beforehand."""

    def key(self) -> object:
        visit = self.session.visit
        return (visit.guardian, visit.agent, visit.consents) if visit else ""

    def compose(self) -> list[Piece]:
        visit, look, theme = self.session.visit, self.look, self.look.theme
        if visit is None or visit.applicant is None:
            return []
        who = journey.guardian(visit)
        if who is None:
            below = visit.matter.guardian.below if visit.matter.guardian else 18
            why = _("{}不满 {} 周岁，要监护人同意").format(visit.applicant.name, below)
            return [self.title(_("请监护人把身份证放在读卡区")), *self.messages(), CardPicture(look), Text(look, why, theme.body, MUTED)]
        read = entry_row(look, who.name, mask_number(who.number), Tag(look, _("监护人"), "good"))
        text = Column(look, [Text(look, self.session.answers.guardian_text, theme.body)], padding=(0, theme.mm(6)))
        agreed = visit.consented(GUARDIAN_CONSENT)
        agree = Option(
            look,
            "guardian.agree",
            _("我读完了，我同意"),
            lambda: self.session.answers.guardian_agrees(not agreed),
            box=True,
            bold=True,
        )
        agree.choose(agreed)
        calm = Text(look, _("不同意也没关系，可以到窗口问清楚再办"), theme.caption, MUTED)
        return [self.title(_("请监护人读一下")), *self.messages(), card(look, [read]), card(look, [text]), agree, calm]
