"""After a bad rating: why, if one likes to say."""

from __future__ import annotations

from functools import partial

from kiosk.live.messages import REASONS
from kiosk.words import words
from screens.i18n import _
from screens.overlay import Dialog
from screens.widgets.button import Button
from screens.widgets.choice import Option
from screens.widgets.piece import Piece, grid


class Reasons(Dialog):
    """Nobody has to give any."""

    name = words("评价")

    def key(self) -> object:
        return self.session.live.messages.chosen

    def make_bar(self) -> list[tuple[Piece, float]]:
        messages = self.session.live.messages
        complain = Button(self.look, "reasons.complain", _("我要投诉"), messages.open_complaint, style=self.look.theme.strong)
        return [(complain, 40), (Button(self.look, "reasons.send", _("就这样，谢谢"), messages.send_rating, kind="primary"), 60)]

    def compose(self) -> list[Piece]:
        look, messages = self.look, self.session.live.messages
        boxes: list[Piece] = []
        for index, why in enumerate(REASONS):
            box = Option(look, f"reasons.{index}", _(why), partial(messages.toggle, why), box=True)
            box.choose(why in messages.chosen)
            boxes.append(box)
        return [self.title(_("哪里不满意？可以不选")), grid(look, boxes, 1, look.theme.near)]
