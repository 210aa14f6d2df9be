"""投诉: what it is about and what happened, in words to choose from or in one's own; one number comes back."""

from __future__ import annotations

from functools import partial

from kiosk.live.messages import ABOUT, LONGEST, WHAT
from kiosk.words import words
from screens.i18n import _
from screens.input.editing import Editing
from screens.input.layouts import Layout
from screens.one_field import OneField
from screens.overlay import Dialog
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.choice import Choice, Option
from screens.widgets.field import Entry
from screens.widgets.header import Header
from screens.widgets.notice import notice
from screens.widgets.piece import Column, Piece, grid
from screens.widgets.text import Text


class Complaint(OneField, Dialog):
    """No name is asked for."""

    name = words("投诉")
    layout, longest = Layout.PINYIN, LONGEST

    def make_header(self) -> Header:
        self.entry = Entry(self.look, "complaint.words", self.open_keys, prompt=_("可以不写；想说的点这里写"))
        self.entry.on_caret = self.place_caret
        self.own = Column(self.look, [Text(self.look, _("用自己的话说"), self.look.theme.label), self.entry], gap=self.look.theme.near)
        return super().make_header()

    def key(self) -> object:
        messages = self.session.live.messages
        return messages.about, messages.chosen, messages.complaint

    def make_bar(self) -> list[tuple[Piece, float]]:
        self.send = Button(self.look, "complaint.send", _("交给 12345"), self._send, kind="primary")
        self.close = self.close_button(_("返回"))
        return [(self.close, 33), (self.send, 67)]

    def update(self) -> None:
        messages = self.session.live.messages
        if self.editing.text != messages.written:
            self.editing = Editing.at_end(messages.written)
        self.entry.show(self.editing, active=self.typing, composing=self.keyboard.composing if self.keyboard else "")
        sent = messages.complaint.good
        self.send.enable(messages.says_something and not messages.complaint.busy and not sent)
        if sent is (self.send in self.bar.buttons):
            self.close.become("primary" if sent else "button")
            self.bar.exchange([(self.close, 1)] if sent else [(self.close, 33), (self.send, 67)])

    def compose(self) -> list[Piece]:
        look, theme, messages = self.look, self.look.theme, self.session.live.messages
        sent = messages.complaint
        pieces: list[Piece] = [self.title(_("交给 12345 了") if sent.good else _("哪里办得不好？"))]
        if sent.busy or sent.sentence:
            pieces.append(notice(look, [sent.sentence or _("正在发…")], "good" if sent.good else "plain" if sent.busy else "bad"))
        if sent.good:
            return pieces
        about = Choice(look, "about", [(value, _(said)) for value, said in ABOUT.items()], messages.choose_about)
        about.show(messages.about)
        boxes: list[Piece] = []
        for index, what in enumerate(WHAT):
            box = Option(look, f"complaint.what.{index}", _(what), partial(messages.toggle, what), box=True)
            box.choose(what in messages.chosen)
            boxes.append(box)
        hotline = self.session.settings.terminal.hotline
        return [
            *pieces,
            Text(look, _("说的是"), theme.label),
            about,
            Text(look, _("怎么了，可以选几样"), theme.label),
            grid(look, boxes, 2 if not self.session.display.large else 1, theme.near),
            self.own,
            Text(look, _("不用留姓名。想细说，请打 {}，一天 24 小时。").format(hotline), theme.body, MUTED),
        ]

    # The keyboard ---------------------------------------------------------------------------------------------------

    def shown(self) -> None:
        self.typing = False
        self.offer_keys()

    def clear(self) -> None:
        super().clear()
        if self.keyboard:
            self.keyboard.offer(None)

    def arrange(self) -> None:
        super().arrange()
        if self.typing:
            self.scroll.show_child(self.own, self.look.theme.mm(3))

    def entered(self, editing: Editing) -> None:
        changed, self.editing = editing.text != self.editing.text, editing
        if changed:
            self.session.live.messages.write(editing.text)
        else:
            self.refresh()

    def _send(self) -> None:
        self.typing = False
        self.offer_keys()
        self.session.live.messages.complain()
