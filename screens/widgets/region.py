"""A region picked level by level: the levels beside each other, below them what can be chosen at the open one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from config import regions
from screens.i18n import _
from screens.look import Look
from screens.widgets.button import Button
from screens.widgets.piece import Column, Piece, grid

COLUMNS = 3


class RegionPicker(Column):
    """``on_pick`` gets the code of every level that is chosen; the deepest one counts. ``levels`` says how deep it goes."""

    def __init__(self, look: Look, field_id: str, levels: int, on_pick: Callable[[str], None]) -> None:
        self.field_id, self.levels, self.on_pick = field_id, levels, on_pick
        self.code = ""
        self.open_level: int | None = None
        self._shown: object = None
        super().__init__(look, gap=look.theme.near)
        self.show("")

    def show(self, code: str) -> None:
        """This region is chosen; empty for none. The caller places the picker again, for its height may change."""
        self.code = code if regions.find(code) else ""
        key = (self.code, self.open_level)
        if key != self._shown:
            self._shown = key
            self.fill(self._compose())

    @property
    def _path(self) -> list[regions.Region]:
        return list(regions.path(self.code))

    def _compose(self) -> list[Piece]:
        chosen = self._path
        steps = [self._step(index, region) for index, region in enumerate(chosen)]
        deeper = self._choices(len(chosen))
        if deeper:
            steps.append(self._step(len(chosen), None))
        rows: list[Piece] = [grid(self.look, steps, min(COLUMNS, max(2, len(steps))), self.look.theme.near)]
        choices = self._choices(self.open_level) if self.open_level is not None else ()
        if choices:
            theme = self.look.theme
            buttons: list[Piece] = [
                _Place(
                    self.look,
                    f"region.{self.field_id}.{region.code}",
                    region.name,
                    partial(self._picked, region),
                    kind="chosen" if region in chosen else "button",
                    style=theme.caption,
                    height=theme.target,
                )
                for region in choices
            ]
            rows.append(grid(self.look, buttons, COLUMNS, theme.near))
        return rows

    def _choices(self, index: int) -> tuple[regions.Region, ...]:
        """What can be chosen at the level ``index``, given what stands above it."""
        chosen = self._path
        above = chosen[index - 1] if 0 < index <= len(chosen) else None
        if index > len(chosen) or (above is not None and above.level >= self.levels):
            return ()
        return tuple(region for region in regions.children(above.code if above else regions.COUNTRY) if region.level <= self.levels)

    def _step(self, index: int, region: regions.Region | None) -> Button:
        theme = self.look.theme
        words = region.name if region else (_("选省、直辖市"), _("选市、区"), _("选区县"), _("选街道"))[min(index, 3)]
        return _Place(
            self.look,
            f"region.{self.field_id}.level{index + 1}",
            words,
            partial(self._open, index),
            kind="field.active" if index == self.open_level else "field",
            style=theme.strong,
            height=theme.field,
            icon="down",
        )

    def _open(self, index: int) -> None:
        self.open_level = None if index == self.open_level else index
        self.on_pick(self.code)

    def _picked(self, region: regions.Region) -> None:
        deeper = region.level < self.levels and regions.children(region.code)
        self.open_level = len(regions.path(region.code)) if deeper else None
        self.on_pick(region.code)


class _Place(Button):
    """A button on the patch of a field, or of a chosen answer, which have one look while pressed."""

    def show_pressed(self, pressed: bool, /) -> None:
        self.skin.show(("button.pressed" if self.kind in ("button", "chosen") else "field.pressed") if pressed else self.kind)
