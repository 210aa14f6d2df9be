"""详细说明: who handles the data, for what, how long, and what rights there are (个人信息保护法 §17)."""

from __future__ import annotations

from kiosk.privacy import notice
from kiosk.words import words
from screens.i18n import _
from screens.overlay import Dialog
from screens.widgets.card import card, fact_row
from screens.widgets.piece import Piece


class Privacy(Dialog):
    """One row for each thing the law wants told beforehand."""

    name = words("您的信息怎么用")

    def key(self) -> object:
        return self.session.visit and self.session.visit.matter.code

    def make_bar(self) -> list[tuple[Piece, float]]:
        return [(self.close_button(_("知道了"), kind="primary"), 1)]

    def compose(self) -> list[Piece]:
        visit, own = self.session.visit, self.session.settings.terminal
        if visit is None:
            return []
        rows = [fact_row(self.look, row.label, row.text, row.more) for row in notice(visit.matter, own)]
        return [self.title(_("只用来办这件事，送到后本机就删")), card(self.look, rows)]
