"""暂停服务: why, since when, where it can be done instead, whom to call."""

from __future__ import annotations

from datetime import datetime

from kiosk.words import words
from kiosk.working_days import MONTHS
from screens.frame import Buttons, Frame
from screens.home import show_time
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card, fact_row, phone_row
from screens.widgets.header import HomeHeader
from screens.widgets.notice import notice
from screens.widgets.piece import Piece, Space
from screens.widgets.text import Text


class OutOfService(Frame):
    """Nothing can be started here; nothing that was handed in is lost."""

    steps_shown = False

    def make_header(self) -> HomeHeader:
        own = self.session.settings.terminal
        return HomeHeader(self.look, own.title, own.slogan)

    def make_bar(self) -> Buttons:
        return [(Button(self.look, "frame.help", _("帮助"), self.session.help), 1)]

    def key(self) -> object:
        return self.session.paused, self.session.paused_since

    def compose(self) -> list[Piece]:
        look, theme, own = self.look, self.look.theme, self.session.settings.terminal
        why = [_(self.session.paused or words("机器正在检修"))]
        since = self.session.paused_since
        if since:
            why.append(_("{} 开始").format(moment(since, self.session.scheduler.now())))
        places: list[Piece] = []
        if own.nearest:
            places.append(fact_row(look, _("最近的机器"), own.nearest))
        places.append(fact_row(look, _("到窗口办"), own.hall, own.window_hours))
        phones = [phone_row(look, _("这台机器的事"), own.hall_phone), phone_row(look, _("办事问政务热线，一天 24 小时"), own.hotline)]
        return [
            Space(look, theme.tall(50, 2)),
            Text(look, _("这台机器现在不能办事"), theme.title, align="center"),
            notice(look, why, "warning", centred=True),
            Space(look, theme.mm(4)),
            Text(look, _("可以这样办"), theme.label),
            card(look, places),
            card(look, phones),
            Text(look, _("已经提交的申请不受影响，部门照常办理。"), theme.body, MUTED, align="center"),
        ]

    def update(self) -> None:
        assert isinstance(self.header, HomeHeader)
        show_time(self.header, self.session.scheduler.now())


def moment(at: datetime, now: datetime) -> str:
    """``今天 14:05`` or ``11月20日 14:05``."""
    day = _("今天") if at.date() == now.date() else _("{}{}日").format(MONTHS[at.month - 1], at.day)
    return f"{day} {at:%H:%M}"
