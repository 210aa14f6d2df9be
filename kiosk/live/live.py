"""Everything of a session that the hub answers while a citizen waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kiosk.journey import Step, Visit
from kiosk.live import supplement
from kiosk.live.appointment_desk import AppointmentDesk
from kiosk.live.cases_desk import CasesDesk
from kiosk.live.instant_desk import InstantDesk
from kiosk.live.line import LiveLine
from kiosk.live.messages import Messages
from kiosk.live.payment_desk import PaymentDesk
from kiosk.live.phone import PhoneDesk
from kiosk.submission import Signature

if TYPE_CHECKING:
    from kiosk.session import Session

POLL_SECONDS = 20.0


class Desk(Protocol):
    """What every live desk has."""

    @property
    def working(self) -> bool: ...
    def clear(self) -> None: ...


class Live:
    """The live desks of one session; main thread only."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._asked = float("-inf")
        self.line = LiveLine(session.terminal.identity, session.scheduler)
        self.instant = InstantDesk(session, self.line)
        self.cases = CasesDesk(session, self.line)
        self.payment = PaymentDesk(session, self.line)
        self.messages = Messages(session, self.line)
        self.appointment = AppointmentDesk(session, self.line)
        self.phone = PhoneDesk(session, self.line)
        self._desks: tuple[Desk, ...] = (self.instant, self.cases, self.payment, self.messages, self.appointment, self.phone)

    @property
    def working(self) -> bool:
        """Whether somebody waits for an answer or a printer: the question 还在吗 would be rude."""
        return any(desk.working for desk in self._desks)

    @property
    def personal(self) -> bool:
        """Whether something of somebody is here beside the visit."""
        return self.cases.personal or self.messages.personal

    @property
    def leaves_at_once(self) -> bool:
        """Whether leaving loses nothing, so that nobody need be asked."""
        return self.instant.over or (self._session.visit is None and self.personal)

    def back(self) -> bool:
        """One screen back where that is a live one; whether it was."""
        visit = self._session.visit
        if visit is not None and visit.supplement and visit.place.step is Step.MATERIALS:
            self.cases.resume()
            return True
        return self.cases.back()

    def hand_in(self, visit: Visit) -> None:
        """交上去: what was owed, without another signature."""
        session = self._session
        if not supplement.complete(visit):
            session.notify(supplement.NOTHING_YET)
        elif not session.busy and not session.receipt:
            session.keep(Signature((), b""))

    def follow(self) -> None:
        """The session has gone to another place."""
        self.instant.follow()

    def tick(self) -> None:
        """Look at the clock."""
        self._look_at_services()
        for desk in (self.instant, self.cases, self.payment, self.phone):
            desk.tick()

    def clear(self) -> None:
        """The citizen has gone: nothing of them stays."""
        self.line.clear()
        for desk in self._desks:
            desk.clear()

    def _look_at_services(self) -> None:
        """Ask now and then which live services are up, where any matter needs one."""
        session, now = self._session, self._session.scheduler.monotonic()
        if now - self._asked < POLL_SECONDS:
            return
        self._asked = now
        if not any(entry.services for entry in session.terminal.catalogue.entries):
            return
        services = session.terminal.services
        self.line.ask(lambda live: live.services(), lambda answer: session.changed() if services.told(answer) else None, kept=True)
