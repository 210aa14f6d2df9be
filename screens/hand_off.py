"""To a window: why, where, and what to bring, on the screen and on a slip."""

from __future__ import annotations

from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card, entry_row, fact_row, place_note
from screens.widgets.header import header_button
from screens.widgets.notice import notice
from screens.widgets.piece import Piece
from screens.widgets.text import Text


class HandOff(Frame):
    """Every reason at once; nothing was kept."""

    steps_shown = False

    def header_buttons(self) -> list[Piece]:
        return [self.help_button(), header_button(self.look, "frame.leave", _("返回首页"), self.session.leave, icon="cross")]

    def make_bar(self) -> Buttons:
        words = _("打印这张单子")
        print_it = Button(self.look, "bar.primary", words, self.session.answers.print_parting, kind="primary")
        return [(self.back_button(), 33), (print_it, 67)]

    def key(self) -> object:
        visit = self.session.visit
        return (visit.place, visit.answers, self.session.live.appointment.possible) if visit else ""

    def compose(self) -> list[Piece]:
        visit, look, theme = self.session.visit, self.look, self.look.theme
        if visit is None:
            return []
        what = self.session.answers.parting
        ways = [
            fact_row(look, _("去哪里"), what.hall, place_note(what.hall_hours, what.hall_phone)),
            fact_row(look, _("问部门"), f"{what.department} {what.department_phone}", _("其他问题打 {}").format(what.hotline)),
        ]
        pieces: list[Piece] = [self.title(_("这件事请到窗口办")), *self.messages(), notice(look, what.reasons, "warning")]
        if what.bring:
            pieces += [Text(look, _("请带上"), theme.label), card(look, [entry_row(look, name, "") for name in what.bring])]
        pieces.append(card(look, ways))
        if self.session.live.appointment.possible:
            book = Button(
                look, "hand_off.book", _("约个时间去窗口"), self.session.live.appointment.open, style=theme.strong, height=theme.search
            )
            pieces.append(book)
        if visit.personal:
            pieces.append(Text(look, _("您的信息没有保存，离开后就清掉。"), theme.body, MUTED))
        return pieces
