"""An appointment at a window (预约): the free slots of the next working days, one of them booked, and its slip."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from devices.printer.outcome import PrintOutcome
from kiosk.answers import SLIP_FAILED, SLIP_PRINTED
from kiosk.hub_live import HubLive, Unavailable
from kiosk.live.line import LiveLine
from kiosk.live.papers import AppointmentData
from kiosk.screen import Overlay
from kiosk.words import words
from kiosk.working_days import add_working_days

if TYPE_CHECKING:
    from kiosk.session import Session

CONNECTOR = "appointments"
DAYS = 3


@dataclass(frozen=True, slots=True)
class Slots:
    """``free``: places left by day and slot. ``busy``: asking. ``sentence``: what went wrong, or how the slip went."""

    free: tuple[tuple[date, tuple[tuple[str, int], ...]], ...] = ()
    busy: bool = True
    sentence: str = ""
    booked: AppointmentData | None = None


class AppointmentDesk:
    """For who is known: a slot belongs to a person."""

    def __init__(self, session: Session, line: LiveLine) -> None:
        self._session, self._line = session, line
        self._round = 0
        self.state = Slots()

    @property
    def possible(self) -> bool:
        """Whether somebody is known for whom a slot could be booked."""
        return self._number() != ""

    @property
    def working(self) -> bool:
        """Whether an answer is awaited."""
        return self._session.overlay is Overlay.APPOINTMENT and self.state.busy

    def open(self) -> None:
        """预约: look which slots are free."""
        session = self._session
        if not self.possible:
            return
        if self.state.booked is None:
            self._round += 1
            self.state = Slots()
            self._list()
        session.show_overlay(Overlay.APPOINTMENT)

    def book(self, day: date, slot: str) -> None:
        """Take one; its slip is printed at once."""
        session, this, visit, hall = self._session, self._round, self._session.visit, self._session.settings.terminal.hall
        if self.state.busy or self.state.booked is not None or visit is None:
            return
        self.state = replace(self.state, busy=True, sentence="")
        question = {"operation": "book", "hall": hall, "day": day.isoformat(), "slot": slot, "matter_code": visit.matter.code}
        question["id_number"] = self._number()

        def told(reply: dict[str, Any] | Unavailable) -> None:
            if this != self._round:
                return
            if isinstance(reply, Unavailable) or not reply.get("queue_no"):
                sentence = reply.sentence if isinstance(reply, Unavailable) else words("没有约上，请换一个时段")
                self.state = replace(self.state, busy=False, sentence=sentence)
                if isinstance(reply, Unavailable) and reply.refused:
                    self._list()
            else:
                bring = session.answers.parting.bring
                paper = AppointmentData(
                    str(reply["queue_no"]),
                    str(reply.get("ticket", "")),
                    visit.matter.name,
                    day,
                    slot,
                    session.scheduler.now(),
                    session.settings.terminal,
                    bring,
                )
                self.state = replace(self.state, busy=False, booked=paper)
                self._print(paper)
            session.touched()
            session.changed()

        self._line.ask(lambda live: live.service(CONNECTOR, question), told)
        session.changed()

    def clear(self) -> None:
        """The citizen has gone."""
        self._round += 1
        self.state = Slots()

    def _list(self) -> None:
        session, this = self._session, self._round
        days = [add_working_days(session.today, ahead, session.terminal.holidays) for ahead in range(1, DAYS + 1)]
        hall, kept = session.settings.terminal.hall, self.state.sentence

        def ask(live: HubLive) -> tuple[tuple[date, tuple[tuple[str, int], ...]], ...] | Unavailable:
            found = []
            for day in days:
                reply = live.service(CONNECTOR, {"operation": "list", "hall": hall, "day": day.isoformat()})
                if isinstance(reply, Unavailable):
                    return reply
                free = reply.get("free")
                found.append((day, tuple((str(slot), int(left)) for slot, left in free.items()) if isinstance(free, dict) else ()))
            return tuple(found)

        def told(answer: tuple[tuple[date, tuple[tuple[str, int], ...]], ...] | Unavailable) -> None:
            if this != self._round:
                return
            if isinstance(answer, Unavailable):
                self.state = Slots(busy=False, sentence=answer.sentence)
            else:
                self.state = Slots(answer, busy=False, sentence=kept)
            session.changed()

        self._line.ask(ask, told)

    def _print(self, paper: AppointmentData) -> None:
        this = self._round

        def told(outcome: PrintOutcome) -> None:
            if this == self._round:
                self.state = replace(self.state, sentence=SLIP_PRINTED if outcome is PrintOutcome.PRINTED else SLIP_FAILED)
                self._session.changed()

        self._session.answers.print_slip(paper, paper.parts, told)

    def _number(self) -> str:
        """The number of who stands there; empty where nobody is known."""
        visit = self._session.visit
        person = (visit.present or visit.applicant) if visit else None
        return person.number if person else ""
