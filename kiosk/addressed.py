"""How one citizen is spoken to: the language of the matter in hand and the voice, beside how the screens look."""

from __future__ import annotations

from dataclasses import replace

from kiosk import journey
from kiosk.browsing import Browsing
from kiosk.fields import Problem
from kiosk.journey import Visit
from kiosk.translated import in_language
from kiosk.voice import Voice


class Addressed(Browsing):
    """Base of the session. ``pressed`` is how something was last chosen: ``tap`` or ``keys``, for the record of consents."""

    voice: Voice
    problems: tuple[Problem, ...]
    pressed: str = "tap"

    def set_display(self, **changes: bool | str) -> None:
        """Show and tell it otherwise; nothing entered is lost."""
        if self.visit and "language" in changes:
            self.visit = self.visit_in(str(changes["language"]))
            self.problems = journey.problems(self.visit, self.visit.place, self.today) if self.problems else ()
        super().set_display(**changes)

    def reset_display(self) -> None:
        """The next citizen finds the usual screens, and nothing of what was said."""
        super().reset_display()
        self.voice.forget()
        self.pressed = "tap"

    def visit_in(self, language: str) -> Visit:
        """The visit with its matter in ``language``; what is submitted is always the source's."""
        if self._visit.supplement:
            return self._visit
        matter = self.terminal.catalogue.by_code(self._visit.matter.code) or self._visit.matter
        return replace(self._visit, matter=in_language(matter, language))
