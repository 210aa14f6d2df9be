"""The languages, each in its own name; what was entered stays."""

from __future__ import annotations

from functools import partial

from kiosk.languages import language
from screens.frame import Buttons
from screens.overlay import Dialog
from screens.theme import MUTED
from screens.widgets.choice import Option
from screens.widgets.piece import Column, Piece
from screens.widgets.text import Text

NOTE = "您填的都还在。\nWhat you have entered is kept."


class LanguageChoice(Dialog):
    """Not translated: whoever opens it may read any one of the languages."""

    name = "语言 / Language"

    def make_bar(self) -> Buttons:
        return [(self.close_button("返回 / Back", kind="primary"), 1)]

    def key(self) -> object:
        return self.session.display.language

    def compose(self) -> list[Piece]:
        look, theme = self.look, self.look.theme
        rows: list[Piece] = []
        for code in self.session.settings.display.languages:
            row = Option(look, f"language.{code}", language(code).name, partial(self._speak, code), bold=True)
            row.choose(code == self.session.display.language)
            rows.append(row)
        return [self.title("语言 / Language"), Column(look, rows, gap=theme.gap), Text(look, NOTE, theme.body, MUTED)]

    def _speak(self, code: str) -> None:
        self.session.set_display(language=code)
        self.session.close_overlay()
