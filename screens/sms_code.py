"""A code by text message: the number, a button that sends, the code."""

from __future__ import annotations

from kiosk.own_pages import SMS_PHONE
from screens.form import Form
from screens.frame import Buttons
from screens.i18n import _
from screens.widgets.button import Button
from screens.widgets.piece import Piece


class SmsCode(Form):
    """The page of fields with its own way on: the hub is asked whether the code is the one it sent."""

    def make_bar(self) -> Buttons:
        check = Button(self.look, "bar.primary", _("核对"), self._check, kind="primary")
        return [(self.back_button(), 33), (check, 67)]

    def compose(self) -> list[Piece]:
        content = super().compose()
        if SMS_PHONE not in self.blocks:
            return content
        theme = self.look.theme
        self.send = Button(self.look, "sms.send", _("发验证码"), self._send, style=theme.strong, height=theme.target)
        content.insert(content.index(self.blocks[SMS_PHONE]) + 1, self.send)
        return content

    def update(self) -> None:
        super().update()
        if SMS_PHONE not in self.blocks:
            return
        left = self.session.face.wait_to_send
        self.send.say(_("发验证码（{} 秒后可以重发）").format(left) if left else _("发验证码"))
        self.send.enable(not left and not self.session.busy)

    def _send(self) -> None:
        self._activate("")
        self.session.face.send_code()

    def _check(self) -> None:
        self._activate("")
        self.session.face.check_code()
