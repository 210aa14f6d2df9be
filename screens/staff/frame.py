"""What every staff screen shares: the dark header, the result of the last action, the way back.

Staff screens are in Chinese only. Pieces that can be touched are kept while what stands around them is built anew, so that no
finger loses the button below it when a device changes its state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.staff.views import Level
from screens.frame import Buttons, Frame
from screens.theme import BAD, MUTED, WARNING, Rgba
from screens.widgets.button import Button
from screens.widgets.header import StaffHeader, staff_button
from screens.widgets.notice import notice
from screens.widgets.piece import Piece
from screens.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.staff.staff import Staff

KINDS = {Level.FAULT: "bad", Level.WARNING: "warning", Level.GOOD: "good", Level.WAITING: "plain"}
"""The kind of tag or notice of each level."""
COLOURS: dict[Level, Rgba] = {Level.FAULT: BAD, Level.WARNING: WARNING, Level.GOOD: MUTED, Level.WAITING: MUTED}
"""The colour of the sentence of each level; the tag's words say it too."""


class StaffFrame(Frame):
    """Base of all staff screens. ``name`` stands in the header."""

    steps_shown = False
    name = ""

    @property
    def staff(self) -> Staff:
        """What staff see and do."""
        return self.session.staff

    def make_header(self) -> StaffHeader:
        own = self.session.settings.terminal
        return StaffHeader(self.look, self.name, f"终端 {own.id} · {own.hall}", self.way_out())

    def way_out(self) -> Button:
        """退出 ends staff mode on every screen."""
        return staff_button(self.look, "staff.leave", "退出", self.session.staff.leave, icon="cross")

    def back_button(self, words: str = "") -> Button:
        return Button(self.look, "staff.back", words or "返回", self.session.staff.back)

    def make_bar(self) -> Buttons:
        return [(self.back_button(), 1)]

    def messages(self) -> list[Piece]:
        """What came of the last action of the whole terminal."""
        return [notice(self.look, [self.staff.notice], "plain")] if self.staff.notice else []

    def heading(self, words: str) -> Piece:
        """The name of a part of the screen."""
        return Text(self.look, words, self.look.theme.label)

    def refresh(self) -> None:
        assert isinstance(self.header, StaffHeader)
        self.header.who.show(self.staff.who)
        super().refresh()
