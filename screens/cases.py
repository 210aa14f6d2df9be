"""我的办件: put the card down, hold the slip's code before the reader, or type the number."""

from __future__ import annotations

from kiosk.live.cases import Cases
from screens.frame import Buttons
from screens.i18n import _
from screens.input.editing import Editing
from screens.input.layouts import Layout
from screens.one_field import OneField
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card, fact_row
from screens.widgets.field import Entry
from screens.widgets.header import Header, header_button
from screens.widgets.notice import notice
from screens.widgets.picture import CardPicture
from screens.widgets.piece import Piece
from screens.widgets.text import Text

LONGEST_NUMBER, LONGEST_CODE = 24, 8


class FindCases(OneField):
    """The number alone tells one plain state; card or code show everything."""

    steps_shown = False
    layout, longest = Layout.CREDIT_CODE, LONGEST_NUMBER

    def make_header(self) -> Header:
        self.entry = Entry(self.look, "cases.number", self.open_keys, prompt=_("凭条上的收件编号"))
        self.code = Entry(self.look, "cases.code", self.open_keys, prompt=_("凭条最下面的 8 位查询码"))
        self.entry.on_caret = self.code.on_caret = self.place_caret
        home = header_button(self.look, "frame.leave", _("返回首页"), self.session.leave, icon="cross")
        return Header(self.look, _("我的办件"), [self.help_button(), home])

    def make_bar(self) -> Buttons:
        self.search = Button(self.look, "bar.primary", _("查一查"), self._search, kind="primary")
        return [(self.back_button(_("返回")), 33), (self.search, 67)]

    def key(self) -> object:
        cases = self.session.live.cases
        return cases.state.plain, cases.state.asks_code, cases.working, self.typing, self._scans

    @property
    def _scans(self) -> bool:
        return "barcode" in self.session.settings.devices

    def compose(self) -> list[Piece]:
        look, theme, cases = self.look, self.look.theme, self.session.live.cases
        if cases.state.plain:
            return self._plain(cases.state)
        pieces: list[Piece] = [self.title(_("把身份证平放在读卡区")), *self.messages()]
        if not self.typing:
            pieces.append(CardPicture(look))
        if self._scans and not self.typing:
            pieces.append(Text(look, _("也可以把凭条上的码对准扫码口"), theme.body, MUTED))
        pieces += [Text(look, _("都没带，就输入收件编号"), theme.label), self.entry]
        return pieces

    def _plain(self, state: Cases) -> list[Piece]:
        """How far the case of a number is, and what tells more."""
        look, theme = self.look, self.look.theme
        number = card(look, [fact_row(look, _("收件编号"), self.session.live.cases.number)])
        pieces: list[Piece] = [self.title(_("查到了")), *self.messages(), notice(look, [_(state.plain)], "plain"), number]
        if state.asks_code:
            more = _("想看还差什么、最晚哪天，请放上身份证，或扫凭条上的码") if self._scans else _("想看还差什么、最晚哪天，请放上身份证")
            pieces += [Text(look, more, theme.body, MUTED), Text(look, _("没带身份证，就输入查询码"), theme.label), self.code]
        return pieces

    def shown(self) -> None:
        self.typing = False
        self.offer_keys()

    def update(self) -> None:
        cases, state = self.session.live.cases, self.session.live.cases.state
        entry, text = (self.code, state.code) if state.asks_code else (self.entry, cases.number)
        self.longest = LONGEST_CODE if state.asks_code else LONGEST_NUMBER
        if self.editing.text != text:
            self.editing = Editing.at_end(text)
        entry.show(self.editing, active=self.typing)
        self.search.say(_("知道了，离开") if self._told else _("查一查"))
        self.search.enable(not cases.working and (self._told or bool(text)))

    @property
    def _told(self) -> bool:
        """Whether there is nothing more to ask."""
        state = self.session.live.cases.state
        return bool(state.plain and not state.code)

    def _search(self) -> None:
        if self._told:
            self.session.leave()
            return
        self.typing = False
        self.offer_keys()
        self.session.live.cases.find()

    def typed(self, characters: str) -> None:
        super().typed(characters.upper())

    def entered(self, editing: Editing) -> None:
        self.editing = editing
        self.session.live.cases.enter(editing.text)
