"""Asks a department for a sealed document while the citizen waits, and prints it. The document is in memory only, until the visit ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kiosk import case_record
from kiosk.audit import AuditEvent
from kiosk.hub_live import BUSY, Document, HubLive, Unavailable
from kiosk.journey import Step
from kiosk.live import a4, instant
from kiosk.live.instant import MOST_COPIES, Instant, Phase
from kiosk.live.line import LiveLine
from kiosk.live.names import DOCUMENTS
from kiosk.words import words

if TYPE_CHECKING:
    from kiosk.session import Session

CONNECTOR = "departments"
MOST_TEXT = 200
NOT_SEALED = words("部门发来的证明没有电子印章，不能打印，请到窗口办理")


class InstantDesk:
    """One instant matter at a time. ``state`` is None while the visit does not stand there."""

    def __init__(self, session: Session, line: LiveLine) -> None:
        self._session, self._line = session, line
        self._document: Document | None = None
        self._round = 0
        self.state: Instant | None = None

    @property
    def working(self) -> bool:
        """Whether the department or the printer is at work."""
        return self.state is not None and self.state.working

    @property
    def over(self) -> bool:
        """Whether the paper is in the citizen's hand."""
        return self.state is not None and self.state.over

    def follow(self) -> None:
        """The session has gone to another place."""
        visit = self._session.visit
        there = visit is not None and visit.place.step is Step.INSTANT
        if there and self.state is None:
            self.ask()
        elif not there and self.state is not None:
            self.clear()

    def ask(self) -> None:
        """Ask the department, for the first time or again."""
        visit = self._session.visit
        if visit is None or visit.applicant is None or self.working:
            return
        entries = {name: visit.entries.get(name, "")[:MOST_TEXT] for name in case_record.values(visit, self._session.today)}
        service = DOCUMENTS[visit.matter.service]
        self.state = Instant(self._session.scheduler.monotonic())
        proof = case_record.identity_proof(visit)
        person = {"id_number": visit.applicant.number, "identity_proof": proof}
        self._send({"operation": "request", "service": service, **person, "values": entries})
        self._session.changed()

    def print_again(self) -> None:
        """Another copy, or what did not come out."""
        state = self.state
        if state is None or self._document is None or state.working:
            return
        if state.phase is Phase.UNPRINTED:
            self._print(self._wanted())
        elif state.more_copies():
            self._print(1)

    def tick(self) -> None:
        """Look at the clock."""
        if self.state is None or self.state.phase is not Phase.ASKING:
            return
        self.state = instant.ticked(self.state, self._session.scheduler.monotonic())
        if self.state.phase is not Phase.ASKING:
            self._round += 1
        self._session.changed()

    def clear(self) -> None:
        """Forget the document and what is under way."""
        self._round += 1
        self._document = self.state = None

    def _send(self, question: Mapping[str, Any]) -> None:
        this = self._round

        def ask(live: HubLive) -> tuple[Document, int] | dict[str, Any] | Unavailable:
            reply = live.service(CONNECTOR, question)
            if isinstance(reply, Unavailable) or reply.get("state") == "pending":
                return reply
            document = live.document(reply)
            if isinstance(document, Unavailable):
                return document
            try:
                return document, a4.pages(document.pdf)
            except ValueError:
                return Unavailable(BUSY)

        def told(answer: tuple[Document, int] | dict[str, Any] | Unavailable) -> None:
            if this == self._round and self.state is not None:
                self._answered(question, answer)

        self._line.ask(ask, told)

    def _answered(self, question: Mapping[str, Any], answer: tuple[Document, int] | dict[str, Any] | Unavailable) -> None:
        assert self.state is not None
        if isinstance(answer, Unavailable):
            self._end(answer.sentence, refused=answer.refused)
        elif isinstance(answer, dict):
            self._once_more(question, answer)
        elif not answer[0].stamped:
            self._end(NOT_SEALED, refused=True)
        else:
            self._document, count = answer
            self.state = instant.printing(self.state, count)
            self._print(self._wanted())

    def _once_more(self, question: Mapping[str, Any], pending: Mapping[str, Any]) -> None:
        """The department needs longer: ask again when it says."""
        this, seconds = self._round, pending.get("ask_again_seconds", 1.0)
        again = {**question, "operation": "fetch", "ticket": pending.get("ticket", "")}
        wait = min(max(float(seconds) if isinstance(seconds, int | float) else 1.0, 0.2), 5.0)
        self._session.scheduler.later(wait, lambda: self._send(again) if this == self._round else None)

    def _end(self, sentence: str, *, refused: bool) -> None:
        assert self.state is not None
        self.state = instant.failed(self.state, sentence, refused=refused)
        self._session.touched()
        self._session.changed()

    def _print(self, copies: int) -> None:
        session, this = self._session, self._round
        assert self.state is not None
        assert self._document is not None
        self.state = instant.printing(self.state, self.state.pages)

        def told(trouble: str) -> None:
            if this != self._round or self.state is None:
                return
            self.state = instant.printed(self.state, copies, trouble)
            self._note(copies if not trouble else 0)
            session.touched()
            session.changed()

        a4.print_pdf(session.terminal, session.scheduler, self._document.pdf, copies, told)
        session.changed()

    def _wanted(self) -> int:
        """How many copies the form asked for."""
        visit = self._session.visit
        said = visit.entries.get("copies", "") if visit else ""
        return min(max(int(said), 1), MOST_COPIES) if said.isascii() and said.isdigit() else 1

    def _note(self, copies: int) -> None:
        visit, session = self._session.visit, self._session
        if visit is not None and self.state is not None:
            session.terminal.audit(
                AuditEvent.DOCUMENT_PRINTED, session.scheduler.now(), matter=visit.matter.code, pages=self.state.pages, copies=copies
            )
