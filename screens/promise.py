"""告知承诺: the whole text, and the choice between promising and bringing the proof. Nothing is chosen beforehand."""

from __future__ import annotations

from functools import partial

from config.matter import Commitment
from kiosk import asks
from screens.frame import Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.card import card
from screens.widgets.choice import Option
from screens.widgets.piece import Column, Piece
from screens.widgets.text import Text


class Promise(Frame):
    """Who does not want to promise is not asked again (安阳市政务服务条例 第26条)."""

    def _commitment(self) -> Commitment | None:
        visit = self.session.visit
        return next((item for item in visit.matter.commitments if item.id == visit.place.item), None) if visit else None

    def key(self) -> object:
        visit, item = self.session.visit, self._commitment()
        return (item.id, visit.promises.get(item.id)) if visit and item else ""

    def compose(self) -> list[Piece]:
        visit, item, look, theme = self.session.visit, self._commitment(), self.look, self.look.theme
        if visit is None or item is None:
            return []
        lines: list[Piece] = [Text(look, line, theme.body) for line in item.text.split("\n") if line.strip()]
        text = Column(look, lines, gap=theme.mm(3), padding=(0, theme.mm(6)))
        decided = visit.promises.get(item.id)
        proofs = asks.replaces(visit.matter, item)
        decide = self.session.answers.promise
        agree = Option(
            look,
            "promise.agree",
            _("我读完了，我承诺"),
            partial(decide, item.id, None if decided and not proofs else True),
            box=not proofs,
            bold=True,
        )
        agree.choose(decided is True)
        pieces: list[Piece] = [self.title(item.title), *self.messages(), card(look, [text]), agree]
        if proofs:
            names = "、".join(proof.name for proof in proofs)
            bring = Option(look, "promise.decline", _("我不承诺，我交{}").format(names), partial(decide, item.id, False), bold=True)
            bring.choose(decided is False)
            pieces += [bring, Text(look, _("两种都可以，选哪种都不影响办理"), theme.caption, MUTED)]
        return pieces
