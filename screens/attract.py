"""What runs while nobody is there: what can be done here, at night too. The first touch anywhere wakes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.frame import Buttons, Frame
from screens.home import show_time
from screens.i18n import _
from screens.look import Look
from screens.theme import MUTED, ON_FILL
from screens.widgets.card import card
from screens.widgets.header import HomeHeader
from screens.widgets.notice import notice
from screens.widgets.piece import Column, Panel, Piece, Space
from screens.widgets.text import Text
from screens.widgets.touchable import Touchable

if TYPE_CHECKING:
    from kiosk.session import Session

MOST = 6


class Attract(Frame):
    """Nothing personal, nothing that moves."""

    steps_shown = False

    def __init__(self, look: Look, session: Session) -> None:
        super().__init__(look, session)
        self.whole = Whole(self)
        self.add_widget(self.whole)

    def make_header(self) -> HomeHeader:
        own = self.session.settings.terminal
        return HomeHeader(self.look, own.title, own.slogan)

    def make_bar(self) -> Buttons:
        return []

    def key(self) -> object:
        return tuple(offer.matter.code for offer in self.session.popular), self.session.faults

    def compose(self) -> list[Piece]:
        look, theme = self.look, self.look.theme
        names: list[Piece] = [
            Column(look, [Text(look, offer.matter.short_name, theme.name, align="center")], padding=(0, theme.mm(7)))
            for offer in self.session.popular[:MOST]
        ]
        invitation = Text(look, _("点一下屏幕，开始办事"), theme.title, ON_FILL, align="center")
        content: list[Piece] = [
            Space(look, theme.tall(58, 4)),
            Text(look, _("在这里就能办事"), theme.title, align="center"),
            Text(look, _("一天 24 小时，夜里也能办，不用排队"), theme.body, MUTED, align="center"),
            Space(look, theme.mm(6)),
            card(look, names),
            Space(look, theme.mm(10)),
            Panel(look, invitation, "primary", (theme.inset, theme.tall(20, 12))),
            Text(look, _("带上身份证就行。不会操作，进去后点“帮助”"), theme.body, MUTED, align="center"),
        ]
        if self.session.faults:
            content += [Space(look, theme.mm(4)), notice(look, self.session.faults, "warning")]
        return content

    def update(self) -> None:
        assert isinstance(self.header, HomeHeader)
        show_time(self.header, self.session.scheduler.now())

    def arrange(self) -> None:
        super().arrange()
        self.whole.place(0, 0, int(self.width), int(self.height))


class Whole(Touchable):
    """The whole display as one target, over everything else and without a look of its own."""

    def __init__(self, frame: Attract) -> None:
        super().__init__(frame.look, "attract.start", frame.session.wake)
