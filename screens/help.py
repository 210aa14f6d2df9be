"""帮助: whom to call, and how this machine works."""

from __future__ import annotations

from functools import partial

from kiosk.screen import Overlay
from kiosk.words import words
from screens.i18n import _
from screens.overlay import Dialog
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card, phone_row
from screens.widgets.choice import beside
from screens.widgets.piece import Column, Piece
from screens.widgets.text import Text


class Help(Dialog):
    """The department's own number first."""

    name = words("帮助")

    def key(self) -> object:
        return self.session.visit and self.session.visit.matter.code

    def compose(self) -> list[Piece]:
        look, theme = self.look, self.look.theme
        own, visit = self.session.settings.terminal, self.session.visit
        phones: list[Piece] = []
        if visit:
            authority = visit.matter.authority
            phones.append(phone_row(look, _("这件事问{}").format(authority.short_name), authority.phone))
        phones.append(phone_row(look, _("其他事问政务热线，一天 24 小时") if visit else _("办事问政务热线，一天 24 小时"), own.hotline))
        phones.append(phone_row(look, _("机器有问题找{}").format(own.hall), own.hall_phone))
        ways = [
            _("1. 选要办的事，看看要准备什么"),
            _("2. 把身份证平放在读卡区，读完再拿"),
            _("3. 照着问题填，要拍的材料拍一下"),
            _("4. 核对、签名，拿好收件凭条"),
        ]
        steps: list[Piece] = [Text(look, line, theme.body) for line in ways]
        calm = Text(look, _("您填的都还在，看完点“继续办理”接着办。"), theme.body, MUTED)
        how = card(look, [Column(look, [Text(look, _("怎么办事"), theme.name), *steps], gap=theme.mm(3), padding=(0, theme.mm(5)))])
        return [self.title(_("要帮忙，打电话问")), card(look, phones), beside(look, self._ways()), how, *([calm] if visit else [])]

    def _ways(self) -> list[Piece]:
        """Other ways of reading: aloud, or in another language."""
        look, session, theme = self.look, self.session, self.look.theme
        aloud = partial(session.show_overlay, Overlay.VOICE)
        language = partial(session.show_overlay, Overlay.LANGUAGE)
        return [
            Button(look, "help.voice", _("朗读"), aloud, style=theme.strong, height=theme.search),
            Button(look, "help.language", "语言 / Language", language, style=theme.strong, height=theme.search),
        ]

    def update(self) -> None:
        self.close.say(_("继续办理") if self.session.visit else _("返回"))

    def make_bar(self) -> list[tuple[Piece, float]]:
        self.close = self.close_button(_("继续办理"), kind="primary")
        return [(self.close, 1)]
