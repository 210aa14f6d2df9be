"""Everything that will be sent, each part with 修改."""

from __future__ import annotations

from functools import partial

from kiosk.journey import Step
from kiosk.review import Section
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.theme import DIVIDER
from screens.widgets.button import Button
from screens.widgets.card import fact_row
from screens.widgets.piece import Column, Ground, Panel, Piece, Row, Space
from screens.widgets.text import Text


class Review(Frame):
    """Checked before signing; what is signed afterwards is exactly this."""

    def make_bar(self) -> Buttons:
        return [(self.back_button(), 33), (self.next_button(_("没问题，去签名")), 67)]

    def key(self) -> object:
        return self._sections()

    def _sections(self) -> tuple[Section, ...]:
        visit = self.session.visit
        return self.session.review if visit and visit.place.step is Step.REVIEW else ()

    def compose(self) -> list[Piece]:
        parts = [self._section(index, section) for index, section in enumerate(self._sections())]
        return [self.title(_("请核对，有错就改")), *self.messages(), *parts]

    def _section(self, index: int, section: Section) -> Piece:
        look, theme = self.look, self.look.theme
        head: list[tuple[Piece, float]] = [(Text(look, section.title, theme.name), 1)]
        if section.place is None:
            head.append((Space(look, theme.target), 0))
        else:
            change = partial(self.session.change, section.place)
            head.append((Button(look, f"review.change.{index + 1}", _("修改"), change, style=theme.caption_bold, height=theme.target), 0))
        rows: list[Piece] = [Row(look, head, gap=theme.gap, padding=(0, theme.mm(1.5)))]
        for label, text in section.rows:
            rows += [Ground(look, DIVIDER, theme.line), fact_row(look, label, text)]
        return Panel(look, Column(look, rows), "card", (theme.inset, theme.mm(4.5)))
