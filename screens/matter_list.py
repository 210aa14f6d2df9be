"""The matters of a theme, or what a search found; the search is typed here."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from kiosk import guide_view
from kiosk.offers import Grouping
from kiosk.session import Offer
from screens.frame import Buttons
from screens.home import BROWSE, PROMPT
from screens.i18n import _
from screens.input.editing import Editing
from screens.input.layouts import Layout
from screens.one_field import OneField
from screens.theme import INK, MUTED
from screens.widgets.button import Button
from screens.widgets.card import Tile, tag_row
from screens.widgets.field import Entry
from screens.widgets.header import Header, header_button
from screens.widgets.piece import Column, Piece, grid
from screens.widgets.rows import Line, Rows
from screens.widgets.text import Text

LONGEST_QUERY = 20
FEW = 30
"""So many rows are all made at once."""
FIRST_CHINESE = 0x4E00


class MatterList(OneField):
    """Rows that lead to a guide; what cannot be done now is grey and says why."""

    steps_shown = False
    layout, longest = Layout.LETTERS, LONGEST_QUERY

    def make_header(self) -> Header:
        self.search = Entry(self.look, "list.search", self.open_keys, prompt=_(PROMPT), height=self.look.theme.search)
        self.search.on_caret = self.place_caret
        home = header_button(self.look, "frame.leave", _("返回首页"), self.session.leave, icon="cross")
        return Header(self.look, "", [self.help_button(), home])

    def make_bar(self) -> Buttons:
        return [(self.back_button(_("返回")), 1)]

    def key(self) -> object:
        return self.session.theme, self.session.listed, self.session.suggestions

    def compose(self) -> list[Piece]:
        look, session = self.look, self.session
        offers = session.listed
        content: list[Piece] = self.messages()
        if session.theme:
            stopped = session.grouping is Grouping.STOPPED
            content.append(self.title(_("这些事现在办不了") if stopped else _("选一件要办的事")))
            if stopped and session.settings.terminal.nearest:
                content.append(Text(look, _("最近能办：{}").format(session.settings.terminal.nearest), look.theme.body, MUTED))
        else:
            content += [self.title(_("想办什么事？")), self.search, *self._suggestions()]
        if len(offers) > FEW:
            rows = Rows(look, [Line(self._kind(offer), partial(self._row, offer)) for offer in offers], gap=look.theme.gap)
            self.scroll.on_seen = rows.look_at
            content.append(rows)
        else:
            self.scroll.on_seen = None
            content += [self._row(offer) for offer in offers]
        if not session.theme and not offers:
            empty = _("没有找到，换个说法再试试，比如少打几个字") if session.query else _("打名称的拼音或首字母，比如“老年证”打 lnz")
            content.append(Text(look, empty, look.theme.body, MUTED))
            content.append(Button(look, "list.browse", _(BROWSE), session.browse, style=look.theme.strong, height=look.theme.search))
        return content

    def _suggestions(self) -> list[Piece]:
        """What people call it: one row."""
        look, theme = self.look, self.look.theme
        told = self.session.suggestions[: theme.columns]
        buttons: list[Piece] = [
            Button(look, f"list.suggestion.{number}", text, partial(self.session.search, text), style=theme.strong, height=theme.target)
            for number, text in enumerate(told, start=1)
        ]
        if not buttons:
            return []
        asked = Text(look, _("是不是这个意思？"), theme.caption, MUTED)
        return [Column(look, [asked, grid(look, buttons, theme.columns, theme.mm(5.4))], gap=theme.mm(2))]

    def _tags(self, offer: Offer) -> list[tuple[str, str]]:
        matter = offer.matter
        visits = (guide_view.visits_text(matter), "good" if matter.max_visits == 0 else "plain")
        return [visits, (guide_view.duration_text(matter.promised_limit), "plain")]

    def _kind(self, offer: Offer) -> Hashable:
        """What a row's height depends on: names as wide as each other break alike, for they are Chinese throughout or the same."""
        name = offer.matter.name
        chinese = all(ord(character) >= FIRST_CHINESE for character in name)
        below = tuple(self._tags(offer)) if offer.possible else offer.reason
        return len(name) if chinese else name, below

    def _row(self, offer: Offer) -> Piece:
        look, theme, matter = self.look, self.look.theme, offer.matter
        tags = self._tags(offer)
        words: list[Piece] = [Text(look, matter.name, theme.name, INK if offer.possible else MUTED)]
        words.append(tag_row(look, tags) if offer.possible else Text(look, offer.reason, theme.caption, MUTED))
        content = Column(look, words, gap=theme.mm(3))
        choose = partial(self.session.choose, matter.code)
        row = f"list.matter.{matter.code}"
        return Tile(look, row, content, choose, enabled=offer.readable, arrow=True, padding=(theme.mm(9.7), theme.mm(8)))

    def shown(self) -> None:
        self.typing = not self.session.theme and not self.session.query
        self.editing = Editing.at_end(self.session.query)
        self.offer_keys()

    def clear(self) -> None:
        super().clear()
        self.scroll.on_seen = None

    def update(self) -> None:
        assert isinstance(self.header, Header)
        self.header.title.show(self.session.list_title or _("搜事项"))
        if self.editing.text != self.session.query:
            self.editing = Editing.at_end(self.session.query)
        self.search.show(self.editing, active=self.typing, composing=self.keyboard.composing if self.keyboard else "")

    def entered(self, editing: Editing) -> None:
        self.editing = editing
        self.session.search(editing.text)
