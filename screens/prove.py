"""Not by face: a code by text message, or submit now and be looked at in person at a window. Never a dead end."""

from __future__ import annotations

from functools import partial

from config.matter import FaceOtherwise
from kiosk.face.proof import ProofWay
from kiosk.live.names import issues_document
from kiosk.words import words
from screens.frame import Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.choice import Option
from screens.widgets.piece import Column, Piece
from screens.widgets.text import Text

WHY = {
    "refused": words("不比人脸也能办，您选一种："),
    "failed": words("人脸没有比上，不要紧，还能接着办。您选一种："),
    "no_photo": words("您的证件上没有能比的照片，换一种办法就行："),
    "no_camera": words("摄像头现在用不了，换一种办法就行："),
    "no_models": words("人脸比对现在用不了，换一种办法就行："),
    "minor": words("不满 14 周岁不比人脸，换一种办法就行："),
}
"""By the reason why faces are not compared."""
WAYS = {
    FaceOtherwise.SMS_CODE: (ProofWay.SMS_CODE, words("手机收验证码"), words("现在就核对好，手机要带在身边")),
    FaceOtherwise.WINDOW: (ProofWay.WINDOW, words("先提交，再去窗口看一眼本人"), words("约一个上班时间，带上身份证")),
}


AT_WINDOW = (words("到窗口办"), words("这件事当场拿结果，要先看到本人；可以约时间"))
"""In place of the second, where the paper is handed out at once."""


class Prove(Frame):
    """Only the ways the matter allows; a code only where this terminal has a hub to ask."""

    def key(self) -> object:
        visit = self.session.visit
        return (visit.matter.code, visit.face.reason, self.session.face.can_send) if visit else ""

    def compose(self) -> list[Piece]:
        visit, look, theme = self.session.visit, self.look, self.look.theme
        if visit is None:
            return []
        self.options: dict[ProofWay, Option] = {}
        rows: list[Piece] = []
        for allowed in visit.matter.face_otherwise:
            way, words, note = WAYS[allowed]
            if way is ProofWay.WINDOW and issues_document(visit.matter):
                words, note = AT_WINDOW
            if way is ProofWay.SMS_CODE and not self.session.face.can_send and len(visit.matter.face_otherwise) > 1:
                continue
            self.options[way] = Option(look, f"prove.{way}", _(words), partial(self.session.face.choose, way), bold=True)
            rows.append(Column(look, [self.options[way], Text(look, _(note), theme.caption, MUTED)], gap=theme.tight))
        return [
            self.title(_("换一种办法，看是不是本人")),
            *self.messages(),
            Text(look, _(WHY[visit.face.reason]), theme.body),
            Column(look, rows, gap=theme.gap),
        ]

    def update(self) -> None:
        visit = self.session.visit
        for way, option in self.options.items() if visit else ():
            option.choose(visit.face.other is way if visit else False)
