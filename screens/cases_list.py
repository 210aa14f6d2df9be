"""A person's cases, newest first."""

from __future__ import annotations

from functools import partial

from kiosk.hub_live import CaseView
from kiosk.working_days import day_text
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.card import Tile, tag_row
from screens.widgets.header import Header, header_button
from screens.widgets.piece import Column, Piece
from screens.widgets.text import Text


def case_tags(case: CaseView) -> list[tuple[str, str]]:
    """What the citizen should do, or see, first."""
    tags = []
    if case.owed:
        tags.append((_("要补材料"), "warning"))
    if case.result_available:
        tags.append((_("结果出来了"), "good"))
    return tags


class CasesList(Frame):
    """A row for each: its name, when it was handed in, how it stands."""

    steps_shown = False

    def make_header(self) -> Header:
        home = header_button(self.look, "frame.leave", _("返回首页"), self.session.leave, icon="cross")
        return Header(self.look, _("我的办件"), [self.help_button(), home])

    def make_bar(self) -> Buttons:
        return [(self.back_button(_("返回")), 1)]

    def key(self) -> object:
        return self.session.live.cases.state.cases

    def compose(self) -> list[Piece]:
        cases = self.session.live.cases.state.cases
        return [self.title(_("查到 {} 件").format(len(cases))), *self.messages(), *(self._row(self.session.named(case)) for case in cases)]

    def _row(self, case: CaseView) -> Piece:
        look, theme = self.look, self.look.theme
        words: list[Piece] = [
            Text(look, case.matter_name, theme.name),
            Text(look, _(case.text), theme.body),
            Text(look, _("{}提交").format(day_text(case.received_at.date())), theme.caption, MUTED),
        ]
        if tags := case_tags(case):
            words.append(tag_row(look, tags))
        choose = partial(self.session.live.cases.choose, case.case_no)
        content = Column(look, words, gap=theme.mm(2.5))
        return Tile(look, f"cases.{case.case_no}", content, choose, arrow=True, padding=(theme.mm(9.7), theme.mm(7)))
