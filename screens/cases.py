"""我的办件: put the card down, hold the slip's code before the reader, or type the number."""

from __future__ import annotations

from screens.frame import Buttons
from screens.i18n import _
from screens.input.editing import Editing
from screens.input.layouts import Layout
from screens.one_field import OneField
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.field import Entry
from screens.widgets.header import Header, header_button
from screens.widgets.notice import notice
from screens.widgets.picture import CardPicture
from screens.widgets.piece import Piece
from screens.widgets.text import Text

LONGEST_NUMBER = 24


class FindCases(OneField):
    """The number alone tells one plain state; card or code show everything."""

    steps_shown = False
    layout, longest = Layout.CREDIT_CODE, LONGEST_NUMBER

    def make_header(self) -> Header:
        self.entry = Entry(self.look, "cases.number", self.open_keys, prompt=_("凭条上的收件编号"))
        self.entry.on_caret = self.place_caret
        home = header_button(self.look, "frame.leave", _("返回首页"), self.session.leave, icon="cross")
        return Header(self.look, _("我的办件"), [self.help_button(), home])

    def make_bar(self) -> Buttons:
        self.search = Button(self.look, "bar.primary", _("查一查"), self.session.live.cases.find, kind="primary")
        return [(self.back_button(_("返回")), 33), (self.search, 67)]

    def key(self) -> object:
        cases = self.session.live.cases
        return cases.state.plain, cases.working, self.typing, "barcode" in self.session.settings.devices

    def compose(self) -> list[Piece]:
        look, theme, cases = self.look, self.look.theme, self.session.live.cases
        pieces: list[Piece] = [self.title(_("把身份证平放在读卡区")), *self.messages()]
        if cases.state.plain:
            pieces += [
                notice(look, [_(cases.state.plain)], "good"),
                Text(look, _("放上身份证，或扫凭条上的码，能看全部"), theme.body, MUTED),
            ]
        elif not self.typing:
            pieces.append(CardPicture(look))
        if "barcode" in self.session.settings.devices and not self.typing:
            pieces.append(Text(look, _("也可以把凭条上的码对准扫码口"), theme.body, MUTED))
        pieces += [Text(look, _("都没带，就输入收件编号"), theme.label), self.entry]
        return pieces

    def shown(self) -> None:
        self.typing = False
        self.offer_keys()

    def update(self) -> None:
        cases = self.session.live.cases
        if self.editing.text != cases.number:
            self.editing = Editing.at_end(cases.number)
        self.entry.show(self.editing, active=self.typing)
        self.search.enable(bool(cases.number) and not cases.working)

    def typed(self, characters: str) -> None:
        super().typed(characters.upper())

    def entered(self, editing: Editing) -> None:
        self.editing = editing
        self.session.live.cases.enter(editing.text)
