"""Any number of answers: a box before each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from screens.look import Look
from screens.widgets.choice import NO_HINTS, Option
from screens.widgets.piece import Column, grid


class Several(Column):
    """The answers of a question that may have several: two beside each other where they are short."""

    def __init__(
        self,
        look: Look,
        field_id: str,
        options: Sequence[tuple[str, str]],
        on_toggle: Callable[[str], None],
        hints: Mapping[str, str] = NO_HINTS,
    ) -> None:
        self.options = {
            value: Option(look, f"choice.{field_id}.{value}", label, partial(on_toggle, value), box=True, hint=hints.get(value, ""))
            for value, label in options
        }
        theme = look.theme
        half = (theme.width - 2 * theme.margin - theme.gap) // 2 - theme.mm(8) * 2 - theme.mm(16)
        short = all(option.words.natural_width() <= half for option in self.options.values())
        super().__init__(look, [grid(look, list(self.options.values()), 2 if short else 1, theme.near)])

    def show(self, chosen: Collection[str]) -> None:
        """These answers are chosen."""
        for value, option in self.options.items():
            if option.chosen != (value in chosen):
                option.choose(value in chosen)
