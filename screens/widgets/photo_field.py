"""A photo that a form asks for: a button to the camera, and the photo once there is one."""

from __future__ import annotations

from collections.abc import Callable

from screens.i18n import _
from screens.look import Look
from screens.widgets.button import Button
from screens.widgets.picture import Still
from screens.widgets.piece import Column, Panel, Piece, Row, Space


class PhotoField(Column):
    """``on_tap`` goes to the camera."""

    def __init__(self, look: Look, field_id: str, on_tap: Callable[[], None]) -> None:
        self.field_id, self.on_tap = field_id, on_tap
        self._shown: bytes | None = b"nothing shown yet"
        super().__init__(look, gap=look.theme.near)
        self.show(None)

    def show(self, jpeg: bytes | None) -> None:
        """Show the photo, or only the way to the camera."""
        if jpeg == self._shown:
            return
        self._shown = jpeg
        look, theme = self.look, self.look.theme
        words = _("看一看，或重拍") if jpeg else _("现在就拍")
        button = Button(look, f"field.{self.field_id}", words, self.on_tap, kind="button", style=theme.strong, height=theme.field)
        if jpeg is None:
            self.fill([button])
            return
        inset = theme.mm(3)
        picture = Panel(look, Still(look, jpeg, theme.mm(60)), "card", (inset, inset))
        beside: list[tuple[Piece, float]] = [(picture, 30), (button, 50), (Space(look, 0), 20)]
        self.fill([Row(look, beside, gap=theme.gap)])
