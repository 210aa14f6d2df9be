"""The matters of one terminal: by theme, by code, the popular ones, and search by what people type."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from config.load import load_folder
from config.matter import Matter
from config.search import Index
from config.themes import DEFAULTS, Theme, load_themes


class Catalogue:
    """Matters in the order given; those not meant for terminals are left out."""

    def __init__(self, matters: Iterable[Matter], themes: Iterable[Theme] | None = None) -> None:
        self.matters = tuple(matter for matter in matters if matter.kiosk_enabled)
        self.themes = tuple(load_themes() if themes is None else themes)
        self._by_code = {matter.code: matter for matter in self.matters}
        self._index = Index(self.matters)

    @classmethod
    def load(cls, folder: Path | str = "") -> Catalogue:
        """The catalogue of ``folder``, or the built-in one. A ``themes.yaml`` in the folder replaces the built-in themes.

        Raises MatterError with all problems, OSError where something cannot be read.
        """
        where = Path(folder) if folder else DEFAULTS / "matters"
        return cls(load_folder(where), load_themes(where))

    def __len__(self) -> int:
        return len(self.matters)

    @property
    def popular(self) -> tuple[Matter, ...]:
        """大家常办."""
        return tuple(matter for matter in self.matters if matter.popular)

    def by_code(self, code: str) -> Matter | None:
        """The matter with this 实施编码, or with this 基本编码 where only one has it; None where there is none."""
        if code in self._by_code:
            return self._by_code[code]
        same = [matter for matter in self.matters if matter.codes.basic == code]
        return same[0] if len(same) == 1 else None

    def by_theme(self, theme: str) -> tuple[Matter, ...]:
        """The matters of one theme."""
        return tuple(matter for matter in self.matters if theme in matter.themes)

    def search(self, text: str) -> list[Matter]:
        """Matters whose name, short name or an alias is meant by ``text``, best first: Chinese, pinyin, initials, one wrong key allowed."""
        return self._index.search(text)

    def warm(self) -> None:
        """Prepare the search index now (up to half a second, once): call it off the screen's thread, before someone types."""
        self._index.warm()
