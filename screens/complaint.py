"""投诉: what it is about and what happened, in words to choose from; one number comes back."""

from __future__ import annotations

from functools import partial

from kiosk.live.messages import ABOUT, WHAT
from screens.i18n import _
from screens.overlay import Dialog
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.choice import Choice, Option
from screens.widgets.notice import notice
from screens.widgets.piece import Piece, grid
from screens.widgets.text import Text


class Complaint(Dialog):
    """No name is asked for."""

    name = _("投诉")

    def key(self) -> object:
        messages = self.session.live.messages
        return messages.about, messages.chosen, messages.complaint

    def make_bar(self) -> list[tuple[Piece, float]]:
        self.send = Button(self.look, "complaint.send", _("交给 12345"), self.session.live.messages.complain, kind="primary")
        return [(self.close_button(_("返回")), 33), (self.send, 67)]

    def update(self) -> None:
        messages = self.session.live.messages
        self.send.enable(bool(messages.about and messages.chosen and not messages.complaint.busy and not messages.complaint.good))

    def compose(self) -> list[Piece]:
        look, theme, messages = self.look, self.look.theme, self.session.live.messages
        sent = messages.complaint
        pieces: list[Piece] = [self.title(_("哪里办得不好？"))]
        if sent.busy or sent.sentence:
            pieces.append(notice(look, [sent.sentence or _("正在发…")], "good" if sent.good else "plain" if sent.busy else "bad"))
        if sent.good:
            return pieces
        about = Choice(look, "about", [(value, _(words)) for value, words in ABOUT.items()], messages.choose_about)
        about.show(messages.about)
        boxes: list[Piece] = []
        for index, words in enumerate(WHAT):
            box = Option(look, f"complaint.what.{index}", _(words), partial(messages.toggle, words), box=True)
            box.choose(words in messages.chosen)
            boxes.append(box)
        hotline = self.session.settings.terminal.hotline
        return [
            *pieces,
            Text(look, _("说的是"), theme.label),
            about,
            Text(look, _("怎么了，可以选几样"), theme.label),
            grid(look, boxes, 2 if not self.session.display.large else 1, theme.near),
            Text(look, _("不用留姓名。想细说，请打 {}，一天 24 小时。").format(hotline), theme.body, MUTED),
        ]
