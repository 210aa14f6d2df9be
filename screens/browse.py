"""Matters by what happens in a life, and by department: for who does not know what it is called."""

from __future__ import annotations

from functools import partial

from kiosk.offers import Grouping, ThemeOffer
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.widgets.card import Tile, titled
from screens.widgets.header import Header, header_button
from screens.widgets.piece import Column, Piece, Row, grid
from screens.widgets.tag import Badge
from screens.widgets.text import Text


class Browse(Frame):
    """Two groups of tiles, each leading to a list."""

    steps_shown = False

    def make_header(self) -> Header:
        home = header_button(self.look, "frame.leave", _("返回首页"), self.session.leave, icon="cross")
        return Header(self.look, _("找一件事"), [self.help_button(), home])

    def make_bar(self) -> Buttons:
        return [(self.back_button(_("返回")), 1)]

    def key(self) -> object:
        return self.session.life_events, self.session.departments

    def compose(self) -> list[Piece]:
        session = self.session
        return [
            *self.messages(),
            self.title(_("您遇到什么事？")),
            *self._section(_("人生大事"), Grouping.LIFE_EVENT, session.life_events),
            *self._section(_("哪个部门的事"), Grouping.DEPARTMENT, session.departments),
        ]

    def _section(self, words: str, grouping: Grouping, groups: tuple[ThemeOffer, ...]) -> list[Piece]:
        look, theme = self.look, self.look.theme
        tiles = [self._tile(grouping, group) for group in groups]
        gap = theme.mm(5.4)
        return [Column(look, [Text(look, words, theme.label), grid(look, tiles, theme.columns, gap)], gap=theme.mm(3.4))] if tiles else []

    def _tile(self, grouping: Grouping, group: ThemeOffer) -> Piece:
        look, theme = self.look, self.look.theme
        words = titled(look, group.title, counted(group, large=self.session.display.large))
        content: Piece = Row(look, [(Badge(look, group.icon, True), 0), (words, 1)], gap=theme.mm(5)) if group.icon else words
        open_it = partial(self.session.open_theme, group.id, grouping)
        return Tile(look, f"browse.{grouping}.{group.id}", content, open_it, padding=(theme.mm(7), theme.mm(5)))


def counted(group: ThemeOffer, *, large: bool) -> str:
    """How many matters a group has and how many can be done now; what is not there yet says so."""
    if not group.total:
        return _("暂未开通")
    return (_("共 {} 件\n能办 {} 件") if large else _("{} 件，现在能办 {}")).format(group.total, group.possible)
