"""The face in a circle, one instruction at a time, how far it has come, and a way out at every moment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.face.challenge import Phase
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.look import Look
from screens.theme import GOOD, INK, MUTED, WARNING
from screens.widgets.button import Button
from screens.widgets.face_circle import FaceCircle
from screens.widgets.piece import Piece
from screens.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.session import Session


class Face(Frame):
    """The camera is on while this screen is there and nothing is decided. It shows a mirror: the arrow points where the head goes."""

    def __init__(self, look: Look, session: Session) -> None:
        super().__init__(look, session)
        theme = look.theme
        self.circle = FaceCircle(look, theme.tall(236, 150))
        self.words = Text(look, "", theme.title, INK, align="center")
        self.below = Text(look, "", theme.body, MUTED, align="center")
        self._bar: object = None

    def make_bar(self) -> Buttons:
        return []

    @property
    def passed(self) -> bool:
        """Whether it is shown already."""
        visit = self.session.visit
        return bool(visit and visit.face.proof)

    def key(self) -> object:
        return self.passed

    def compose(self) -> list[Piece]:
        return [*self.messages(), self.circle, self.words, self.below]

    def update(self) -> None:
        view = self.session.face.view
        failed = view.phase is Phase.FAILED
        words = _("比对通过，是您本人") if self.passed else _(view.say)
        if words != self.words.text:
            self.words.show(words)
        self.words.paint(self.look.shade(GOOD if self.passed else WARNING if failed else INK))
        self.below.show(self._below(failed, view.attempts_left))
        bar = (self.passed, failed)
        if bar != self._bar:
            self._bar = bar
            self.bar.exchange(self._buttons(failed))

    def _below(self, failed: bool, left: int) -> str:
        if self.passed:
            return _("照片已经删掉，只留下像不像的分数")
        return _("还可以试 {} 次，也可以换别的办法").format(left) if failed else _("一个人站在镜头前，照着提示慢慢转头")

    def _buttons(self, failed: bool) -> list[tuple[Piece, float]]:
        face = self.session.face
        if self.passed:
            return [(self.back_button(), 33), (self.next_button(_("下一步")), 67)]
        other = Button(self.look, "face.other", _("换别的办法"), face.rather_not)
        if failed:
            again = Button(self.look, "bar.primary", _("再试一次"), face.again, kind="primary")
            return [(other, 50), (again, 50)]
        return [(self.back_button(), 33), (other, 67)]

    def poll(self) -> None:
        """Show the newest picture."""
        if self.circle.parent:
            view = self.session.face.view
            self.circle.show(replace(view, phase=Phase.PASSED) if self.passed else view)

    def shown(self) -> None:
        self._bar = None
        self.refresh()

    def left(self) -> None:
        self.circle.drop()

    def clear(self) -> None:
        super().clear()
        self.circle.drop()
        self.words.show("")
        self._bar = None
