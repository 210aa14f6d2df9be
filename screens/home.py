"""The first screen: what would you like to do?"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from kiosk.offers import Grouping
from kiosk.session import Overlay, ThemeOffer
from kiosk.words import words
from kiosk.working_days import MONTHS, WEEKDAYS
from screens.browse import counted
from screens.frame import Buttons, Frame
from screens.help import BOTH
from screens.i18n import _
from screens.widgets.button import Button
from screens.widgets.card import Tile, titled
from screens.widgets.field import Entry
from screens.widgets.header import HomeHeader
from screens.widgets.notice import notice
from screens.widgets.piece import Column, Piece, Row, grid
from screens.widgets.tag import Badge
from screens.widgets.text import Text

MOST_POPULAR = 6
PROMPT = words("搜事项：输入名称、拼音或首字母")
BROWSE = words("不知道叫什么？按人生大事、按部门找")


class Home(Frame):
    """Search, 大家常办, the themes, what is out of order."""

    steps_shown = False

    def make_header(self) -> HomeHeader:
        own = self.session.settings.terminal
        return HomeHeader(self.look, own.title, own.slogan)

    def make_bar(self) -> Buttons:
        session = self.session
        large = session.display.large
        language = Button(self.look, "home.language", BOTH, partial(session.show_overlay, Overlay.LANGUAGE), style=self.look.theme.strong)
        letters = Button(self.look, "home.large", _("标准字") if large else _("大字版"), partial(session.set_display, large=not large))
        return [(language, 5), (letters, 3), (Button(self.look, "frame.help", _("帮助"), session.help), 3)]

    def key(self) -> object:
        session = self.session
        return tuple((offer.matter.code, offer.readable) for offer in session.popular), session.themes, session.faults

    def compose(self) -> list[Piece]:
        look, theme, session = self.look, self.look.theme, self.session
        search = Entry(look, "home.search", partial(session.search, ""), prompt=_(PROMPT), height=theme.search)
        popular: list[Piece] = []
        # What is out of order has to be seen sooner than the last row of popular matters, each of which stands under its theme too.
        most = MOST_POPULAR - theme.columns if session.faults else MOST_POPULAR
        for offer in session.popular[:most]:
            code = offer.matter.code
            button = Button(
                look, f"home.matter.{code}", offer.matter.short_name, partial(session.choose, code), style=theme.strong, height=theme.tile
            )
            button.enable(offer.readable)
            popular.append(button)
        content: list[Piece] = [
            *self.messages(),
            Column(look, [self.title(_("您好，想办什么事？")), search], gap=theme.mm(3)),
        ]
        if popular:
            content.append(
                Column(
                    look,
                    [Text(look, _("大家常办"), theme.label), grid(look, popular, theme.columns, theme.mm(5.4))],
                    gap=theme.mm(3.4),
                    padding=(0, theme.mm(3)),
                )
            )
        content.append(
            Button(
                look, "home.cases", _("我的办件：查进度、补材料、打结果"), session.live.cases.open, style=theme.strong, height=theme.search
            )
        )
        content.append(grid(look, [self._theme(offer) for offer in session.themes], theme.columns, theme.mm(5.8)))
        if session.faults:
            sentences = list(session.faults)
            if session.settings.terminal.nearest:
                sentences.append(_("最近能办：{}").format(session.settings.terminal.nearest))
            content.append(self._out_of_order(sentences))
        content.append(Button(look, "home.browse", _(BROWSE), session.browse, style=theme.strong, height=theme.search))
        return content

    def _out_of_order(self, sentences: list[str]) -> Piece:
        look, theme, session = self.look, self.look.theme, self.session
        if not session.stopped:
            return notice(look, sentences, "warning")
        which = Button(
            look,
            "home.stopped",
            _("看哪些"),
            partial(session.open_theme, "stopped", Grouping.STOPPED),
            style=theme.strong,
            height=theme.target,
        )
        return notice(look, sentences, "warning", beside=which)

    def _theme(self, offer: ThemeOffer) -> Piece:
        look, theme = self.look, self.look.theme
        some = offer.total > 0
        words = titled(look, offer.title, counted(offer, large=self.session.display.large), enabled=some)
        content = Row(look, [(Badge(look, offer.icon, some), 0), (words, 1)], gap=theme.mm(6.6))
        open_it = partial(self.session.open_theme, offer.id)
        return Tile(look, f"home.theme.{offer.id}", content, open_it, height=theme.theme_tile, enabled=some)

    def update(self) -> None:
        assert isinstance(self.header, HomeHeader)
        show_time(self.header, self.session.scheduler.now())


def show_time(header: HomeHeader, now: datetime) -> None:
    """The time and the day at the right of the header."""
    header.clock.show(f"{now.hour:02d}:{now.minute:02d}")
    header.day.show(_("{}{}日 {}").format(MONTHS[now.month - 1], now.day, WEEKDAYS[now.weekday()]))
