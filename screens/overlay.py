"""What lies over a screen: it fills the display, so nothing below can be touched and nothing is drawn twice."""

from __future__ import annotations

from collections.abc import Sequence

from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.widgets.button import Button
from screens.widgets.header import Header
from screens.widgets.piece import Column, Piece, Space


class Dialog(Frame):
    """Base of the overlays: a header with a name only, content, and buttons below."""

    steps_shown = False
    name = ""

    def make_header(self) -> Header:
        return Header(self.look, self.name, self.header_buttons())

    def header_buttons(self) -> list[Piece]:
        return [self.help_button()]

    def make_bar(self) -> Buttons:
        return [(self.close_button(_("继续办理"), kind="primary"), 1)]

    def close_button(self, words: str, *, kind: str = "button") -> Button:
        """Back to the screen below."""
        return Button(self.look, "overlay.close", words, self.session.close_overlay, kind=kind)

    def refresh(self) -> None:
        key = self.key()
        if key != self._key:
            self._key = key
            self.body.fill(self.compose())
            self.scroll.offset = 0
        self.update()
        self.arrange()


def centred(dialog: Dialog, pieces: Sequence[Piece], above_mm: float) -> list[Piece]:
    """Content that begins ``above_mm`` below the header."""
    return [Space(dialog.look, dialog.look.theme.mm(above_mm)), Column(dialog.look, pieces, gap=dialog.look.theme.mm(8))]
