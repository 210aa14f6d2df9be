"""What screens read of the terminal rather than of one citizen: what is offered, what is out of order, what a matter's guide says."""

from __future__ import annotations

from datetime import date, datetime

from kiosk import guide_view, hand_off, offers
from kiosk.display_mode import Displayed
from kiosk.hub_live import CaseView
from kiosk.journey import Visit
from kiosk.languages import SIMPLIFIED
from kiosk.live import cases
from kiosk.review import Section, review
from kiosk.scheduler import Scheduler
from kiosk.service import Service
from kiosk.settings import Settings
from kiosk.terminal import Terminal
from kiosk.translated import in_language


class PublicView(Displayed):
    """Base of the session."""

    terminal: Terminal
    settings: Settings
    scheduler: Scheduler
    visit: Visit | None
    service: Service

    @property
    def today(self) -> date:
        """The day, in the hall's time zone."""
        return self.scheduler.now().date()

    @property
    def paused(self) -> str:
        """Why nothing can be started here, as citizens read it; empty while in service."""
        return self.service.paused

    @property
    def paused_since(self) -> datetime | None:
        """When the pause began."""
        return self.service.since

    def named(self, case: CaseView) -> CaseView:
        """A case of the hub with its names in the language of the screen."""
        language = self.display.language
        known = self.terminal.catalogue.by_code(case.matter_code) if language != SIMPLIFIED else None
        return cases.named(case, in_language(known, language) if known else None)

    @property
    def faults(self) -> tuple[str, ...]:
        """What is out of order, for citizens."""
        return offers.faults(self.terminal, self.today)

    @property
    def guide(self) -> guide_view.GuideView:
        """What the guide says of the chosen matter."""
        return guide_view.guide(self._visit.matter, self.settings.terminal.hotline)

    @property
    def cannot_start(self) -> tuple[str, str]:
        """Why nobody can start the chosen matter here today: the cause and its sentence, empty where there is nothing."""
        matter = self._visit.matter
        if away := self.terminal.services.obstacle(matter.services):
            return hand_off.SERVICE, away
        return hand_off.cannot_start(matter, self.today, signs_reliably=self.terminal.signer is not None)

    @property
    def review(self) -> tuple[Section, ...]:
        """Everything that will be sent."""
        return review(self._visit, self.today)

    @property
    def _visit(self) -> Visit:
        assert self.visit is not None
        return self.visit
