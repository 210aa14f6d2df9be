"""May a face be compared? In plain words, on a screen of its own; saying no is as easy as saying yes, and nothing is chosen beforehand."""

from __future__ import annotations

from functools import partial

from kiosk.privacy import FACE_POINTS
from screens.frame import Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.card import card, fact_row
from screens.widgets.choice import Option, beside
from screens.widgets.piece import Piece
from screens.widgets.text import Text


class Consent(Frame):
    """Both answers look the same, and lead on (人脸识别技术应用安全管理办法 第十条)."""

    def compose(self) -> list[Piece]:
        look, theme, face = self.look, self.look.theme, self.session.face
        self.yes = Option(look, "consent.agree", _("同意，比一比"), partial(face.agree, True), bold=True)
        self.no = Option(look, "consent.refuse", _("不同意，换一种"), partial(face.agree, False), bold=True)
        told = card(look, [fact_row(look, _(label), _(text)) for label, text in FACE_POINTS])
        return [
            self.title(_("看看是不是您本人，比一下脸可以吗？")),
            *self.messages(),
            told,
            Text(look, _("选哪个都能接着办"), theme.caption, MUTED),
        ]

    def compose_foot(self) -> list[Piece]:
        """Never one answer in sight without the other, however long the text above is."""
        return [beside(self.look, [self.yes, self.no])]

    def update(self) -> None:
        visit = self.session.visit
        if visit:
            self.yes.choose(visit.face.agreed is True)
            self.no.choose(visit.face.agreed is False)
