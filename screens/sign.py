"""Sign with a finger, then submit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.look import Look
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.piece import Piece, Row
from screens.widgets.signature import SignaturePad
from screens.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.session import Session


class Sign(Frame):
    """The signature belongs to what was just checked; leaving the screen voids it."""

    def __init__(self, look: Look, session: Session) -> None:
        super().__init__(look, session)
        self.by_keys = False
        self.pad = SignaturePad(self.look, self.look.theme.tall(150, 112), self.session.scheduler.monotonic, self.drawn, self.confirmed)
        self.pad.spoken = _("签名框。不能手写的，按确认键代替手写签名，会照实记成按键确认")
        self.said = Text(self.look, "", self.look.theme.body, MUTED)

    def make_bar(self) -> Buttons:
        self.submit = Button(self.look, "bar.primary", _("签名并提交"), self._submit, kind="primary")
        return [(self.back_button(), 33), (self.submit, 67)]

    def compose(self) -> list[Piece]:
        look, theme = self.look, self.look.theme
        again = Button(look, "sign.clear", _("擦掉重写"), self.pad.wipe, style=theme.strong, height=theme.search)
        hint = Text(look, _("用手指在框里写您的名字，写大一点"), theme.body, MUTED)
        last = Text(look, _("提交的就是您刚才核对的内容；要改，请点“上一步”"), theme.body, MUTED)
        row = Row(look, [(hint, 1), (again, 0)], gap=theme.gap)
        return [self.title(_("请在框里签名")), *self.messages(), self.pad, row, last, self.said]

    def update(self) -> None:
        self.submit.enable((self.pad.signed or self.by_keys) and not self.session.busy)
        self.pad.disabled = bool(self.session.busy)

    def drawn(self) -> None:
        """A stroke was added or all were wiped: a drawn signature takes the place of the key."""
        self._confirm(False)
        self.arrange()

    def confirmed(self) -> None:
        """The key that stands for the signature was pressed."""
        self.pad.wipe()
        self._confirm(True)
        self.refresh()

    def _confirm(self, by_keys: bool) -> None:
        self.by_keys = by_keys
        self.said.show(self._hint())
        self.update()

    def _hint(self) -> str:
        """Why what was drawn is no signature, or what the key stands for."""
        if self.by_keys:
            return _("已按键确认，代替手写签名。这不是手写签名，会照实记下来")
        return _("太小了，看不出名字，请写大一点") if self.pad.strokes() and not self.pad.signed else ""

    def carry(self) -> object:
        return self.pad.strokes() or None

    def take(self, carried: object) -> None:
        if isinstance(carried, tuple):
            self.pad.restore(carried)

    def shown(self) -> None:
        self.pad.wipe()

    def clear(self) -> None:
        super().clear()
        self.pad.wipe()

    def _submit(self) -> None:
        if self.by_keys:
            self.session.submit((), b"")
        elif self.pad.signed:
            self.session.submit(self.pad.strokes(), self.pad.png())
