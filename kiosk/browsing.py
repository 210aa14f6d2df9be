"""Finding a matter: by theme, by what happens in a life (人生大事), by department, by what people type. Before anybody is known."""

from __future__ import annotations

from abc import abstractmethod

from kiosk import offers
from kiosk.languages import SIMPLIFIED, TRADITIONAL, traditional
from kiosk.offers import Grouping, Offer, ThemeOffer
from kiosk.public_view import PublicView
from kiosk.screen import Screen

MOST_SUGGESTED = 10
"""Characters of a suggestion: longer ones are names, whose rows stand below anyhow."""


class Browsing(PublicView):
    """Base of the session. ``theme`` is the id of the group that is listed, one of ``grouping``; without one, what ``query`` finds."""

    grouping = Grouping.THEME
    theme: str
    query: str

    @property
    def popular(self) -> tuple[Offer, ...]:
        """大家常办."""
        return offers.offers(self.terminal, self.terminal.catalogue.popular, self.today, self.display.language)

    @property
    def themes(self) -> tuple[ThemeOffer, ...]:
        """The themes on home."""
        return offers.groups(self.terminal, Grouping.THEME, self.today)

    @property
    def life_events(self) -> tuple[ThemeOffer, ...]:
        """The life events that have a matter here."""
        return tuple(group for group in offers.groups(self.terminal, Grouping.LIFE_EVENT, self.today) if group.total)

    @property
    def departments(self) -> tuple[ThemeOffer, ...]:
        """Who answers for the matters here."""
        return offers.groups(self.terminal, Grouping.DEPARTMENT, self.today, self.display.language)

    @property
    def listed(self) -> tuple[Offer, ...]:
        """The rows of the list: a group's matters, or what the search found."""
        if self.theme and self.grouping is Grouping.STOPPED:
            return self.stopped
        catalogue = self.terminal.catalogue
        found = offers.members(catalogue, self.grouping, self.theme) if self.theme else catalogue.search(self.query)
        return offers.offers(self.terminal, found, self.today, self.display.language)

    @property
    def stopped(self) -> tuple[Offer, ...]:
        """What cannot be done here now, with the reasons: behind 看哪些 on home."""
        return offers.stopped(self.terminal, self.today, self.display.language)

    @property
    def list_title(self) -> str:
        """What the group is called that is listed; empty for a search."""
        return offers.title(self.terminal.catalogue, self.grouping, self.theme, self.display.language) if self.theme else ""

    @property
    def suggestions(self) -> tuple[str, ...]:
        """What people say that begins like what was typed, as far as no row says it already. It is Chinese, for who reads that."""
        language = self.display.language
        if not self.query or language not in (SIMPLIFIED, TRADITIONAL):
            return ()
        shown = {self.query, *(name for offer in self.listed for name in (offer.matter.name, offer.matter.short_name))}
        told = [text if language == SIMPLIFIED else traditional(text) for text in self.terminal.catalogue.suggest(self.query)]
        return tuple(text for text in told if text not in shown and len(text) <= MOST_SUGGESTED)

    def wake(self) -> None:
        """Somebody touched the attract screen."""
        self.show(Screen.HOME)

    def browse(self) -> None:
        """The life events and the departments."""
        self.show(Screen.BROWSE)

    def open_theme(self, theme: str, grouping: Grouping = Grouping.THEME) -> None:
        """List the matters of a theme, or of another group."""
        self.theme, self.query, self.grouping = theme, "", grouping
        self.show(Screen.LIST)

    def search(self, text: str) -> None:
        """List what matches ``text``."""
        self.theme, self.query = "", text
        self.show(Screen.LIST)

    def before(self, screen: Screen) -> Screen:
        """The public screen that one comes back to from ``screen``."""
        grouped = screen is Screen.LIST and self.theme and self.grouping in (Grouping.LIFE_EVENT, Grouping.DEPARTMENT)
        return Screen.BROWSE if grouped else Screen.HOME

    @abstractmethod
    def show(self, screen: Screen) -> None:
        """Put a public screen up."""
