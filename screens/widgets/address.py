"""An address: the region picked level by level, and below it the street, number and room."""

from __future__ import annotations

from collections.abc import Callable

from screens.i18n import _
from screens.input.editing import Editing
from screens.look import Look
from screens.widgets.field import Entry
from screens.widgets.piece import Column
from screens.widgets.region import RegionPicker


class Address(Column):
    """``on_pick`` gets the region's code; the rest is typed into ``entry``."""

    def __init__(self, look: Look, field_id: str, levels: int, on_pick: Callable[[str], None], on_tap: Callable[[], None]) -> None:
        self.region = RegionPicker(look, field_id, levels, on_pick)
        self.entry = Entry(look, f"field.{field_id}", on_tap, prompt=_("街道、小区、门牌号"))
        super().__init__(look, [self.region, self.entry], gap=look.theme.near)

    def show(self, code: str, detail: Editing, *, active: bool, wrong: bool, composing: str = "") -> None:
        """Show this region and this street."""
        self.region.show(code)
        self.entry.show(detail, active=active, wrong=wrong, composing=composing)
