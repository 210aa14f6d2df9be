"""My cases: asks the hub by card, by a slip's code or by a number; withdraws, prints results, begins a supplement. In memory only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from devices.barcode.code import ScannedCode
from devices.printer.outcome import PrintOutcome
from kiosk.answers import SLIP_FAILED, SLIP_PRINTED
from kiosk.applicant import Applicant
from kiosk.audit import AuditEvent
from kiosk.hub_live import SENTENCES, CaseView, Document, Found, HubLive, Proof, Unavailable
from kiosk.live import a4, cases, held, supplement
from kiosk.live.cases import Cases
from kiosk.live.line import LiveLine
from kiosk.live.papers import ProgressData
from kiosk.screen import Overlay, Screen
from kiosk.words import good_news, words

if TYPE_CHECKING:
    from kiosk.session import Session

SCREENS = (Screen.CASES, Screen.CASES_LIST, Screen.CASE)
T = TypeVar("T")
LOOKING = words("正在查，请稍等…")


class CasesDesk:
    """``screen`` of the session is one of ``SCREENS`` while somebody is here."""

    def __init__(self, session: Session, line: LiveLine) -> None:
        self._session, self._line = session, line
        self._round = 0
        self._person: Applicant | None = None
        self.state = Cases()
        self.number = ""
        """what was typed"""
        self.working = False

    @property
    def here(self) -> bool:
        """Whether these screens are shown."""
        return self._session.visit is None and self._session.screen in SCREENS

    @property
    def personal(self) -> bool:
        """Whether something of somebody is here."""
        return bool(self.state.cases or self.state.plain or self._person or self.number)

    @property
    def person(self) -> Applicant | None:
        """Whose card was read."""
        return self._person

    @property
    def wants_card(self) -> bool:
        """Whether the reader is read for this."""
        return self.here and self._session.screen is Screen.CASES and not self.working

    def open(self) -> None:
        """我的办件."""
        self.clear()
        self._session.show(Screen.CASES)

    def enter(self, text: str) -> None:
        """What stands in the box: the number, then the code that goes with it."""
        if self.state.asks_code:
            self.state = replace(self.state, code=text)
        else:
            self.number = text
            self.state = replace(self.state, plain="")
        self._session.notice = ""
        self._session.changed()

    def find(self) -> None:
        """Look up what was typed."""
        self._slip(f"{self.number}/{self.state.code}" if self.state.code else self.number)

    def tick(self) -> None:
        """Take what the barcode reader has read."""
        if not self.wants_card:
            return
        reader = self._session.terminal.devices.get("barcode")
        take: Callable[[], ScannedCode | None] | None = getattr(reader.device, "take", None) if reader else None
        code = take() if take else None
        if code is not None:
            self._session.touched()
            self._slip(code.text)

    def person_read(self, person: Applicant) -> bool:
        """Somebody's card was read."""
        self._person, proof = person, Proof(id_number=person.number)
        self._ask(lambda live: live.my_cases(person.number), lambda found: self._found(found, proof, cases.NOTHING_FOUND))
        return True

    def choose(self, case_no: str) -> None:
        """Look at one of them."""
        self.state = replace(self.state, chosen=case_no)
        self._session.show(Screen.CASE)

    def back(self) -> bool:
        """One screen back; whether there was one of these."""
        if not self.here or self.working:
            return self.working
        if self._session.screen is Screen.CASE and len(self.state.cases) > 1:
            self._session.show(Screen.CASES_LIST)
        elif self._session.screen is not Screen.CASES or self.state.plain:
            self.open()
        else:
            return False
        return True

    def resume(self) -> None:
        """Back to the case from its supplement."""
        self._session.show(Screen.CASE)

    def withdraw(self) -> None:
        """撤回, once it was confirmed."""
        case, proof = self.state.case, self.state.proof
        self._session.close_overlay()
        if case is None or not case.may_withdraw:
            return
        self._ask(lambda live: live.withdraw(case.case_no, proof), self._withdrawn)

    def ask_withdraw(self) -> None:
        """撤回 is asked once more."""
        self._session.show_overlay(Overlay.WITHDRAW)

    def print_result(self, child_no: str = "") -> None:
        """Fetch the result of the case, or of one of its matters, which marks it collected, and print it."""
        case, proof = self.state.case, self.state.proof
        chosen = case and (next((child for child in case.children if child.case_no == child_no), None) if child_no else case)
        if not chosen or not chosen.result_available or self.working:
            return
        if not self._session.terminal.usable("a4_printer"):
            self._session.notify(words("打印机现在打不了 A4 纸，请到窗口领取。结果还在，没有丢"))
            return
        self._ask(lambda live: live.result(chosen.case_no, proof), partial(self._fetched, chosen.matter_code), words("正在取结果，请稍等…"))

    def print_progress(self) -> None:
        """打印进度单."""
        session, case, this = self._session, self.state.case, self._round
        if case is None or self.working:
            return
        matter = session.terminal.catalogue.by_code(case.matter_code)
        paper = ProgressData(case, session.scheduler.now(), session.settings.terminal, matter.authority if matter else None)
        self.working, session.busy = True, words("正在打印…")
        session.changed()

        def told(outcome: PrintOutcome) -> None:
            if this == self._round:
                self.working = False
                session.notify(SLIP_PRINTED if outcome is PrintOutcome.PRINTED else SLIP_FAILED)

        session.answers.print_slip(paper, paper.parts, told)

    def supplement(self) -> None:
        """现在就补: to the materials that are owed."""
        case = self.state.case
        base = self._session.terminal.catalogue.by_code(case.matter_code) if case else None
        if case is None or not case.owed:
            return
        if base is None or not self._session.terminal.usable("document_camera"):
            self._session.notify(words("这台机器现在补不了这件事的材料，请带着材料和编号到窗口交"))
            return
        self._session.go(supplement.begin(base, case, self._person))

    def clear(self) -> None:
        """Forget everybody."""
        self._round += 1
        self.state, self._person, self.number, self.working = Cases(), None, "", False

    def _slip(self, text: str) -> None:
        session, home = self._session, self._session.terminal.home
        if self.working:
            return
        if self.state.locked:
            session.notify(cases.TOO_MANY_TRIES)
            return
        slip = cases.slip(text)
        if slip is None:
            self.state = replace(self.state, tries=self.state.tries + 1, code="")
            session.notify(SENTENCES["wrong-code"] if self.state.asks_code else cases.WRONG_NUMBER)
            return

        def look(live: HubLive) -> Found | str | Unavailable:
            answer = live.look_up(slip.receipt_no, slip.code)
            if isinstance(answer, Unavailable) and (answer.offline or answer.sentence == SENTENCES["unknown"]):
                return held.sentence(home, slip.receipt_no, offline=answer.offline) or answer
            return answer

        def told(answer: Found | str | Unavailable) -> None:
            if isinstance(answer, Found) and answer.case is not None:
                self._found((answer.case,), Proof(code=slip.code), "")
                return
            if isinstance(answer, Unavailable):
                same = slip.receipt_no == self.number
                plain, asks = (self.state.plain, self.state.asks_code) if same else ("", False)
                self.state = replace(self.state, plain=plain, asks_code=asks, code="", tries=self.state.tries + answer.refused)
                session.notify(answer.sentence)
                return
            self.number = slip.receipt_no
            plain = answer if isinstance(answer, str) else answer.state.text
            self.state = replace(self.state, plain=plain, asks_code=isinstance(answer, Found), code="")
            session.notify("")

        self._ask(look, told)

    def _found(self, found: tuple[CaseView, ...] | Unavailable, proof: Proof, nothing: str) -> None:
        session = self._session
        if isinstance(found, Unavailable) or not found:
            offline = isinstance(found, Unavailable) and found.offline
            session.notify(cases.BY_CARD_OFFLINE if offline else found.sentence if isinstance(found, Unavailable) else nothing)
            return
        self.state = replace(self.state, cases=found, proof=proof, chosen=found[0].case_no if len(found) == 1 else "")
        session.show(Screen.CASE if len(found) == 1 else Screen.CASES_LIST)

    def _withdrawn(self, answer: CaseView | Unavailable) -> None:
        if isinstance(answer, Unavailable):
            self._session.notify(answer.sentence)
            return
        self._now(answer)
        self._session.notify(good_news(words("已经撤回，部门不会再办这件事。以后要办可以重新申请")))

    def _now(self, case: CaseView) -> None:
        """The case as it is now."""
        listed = tuple(case if one.case_no == case.case_no else one for one in self.state.cases)
        self.state = replace(self.state, cases=listed)

    def _fetched(self, matter_code: str, answer: Document | Unavailable) -> None:
        session, this = self._session, self._round
        if isinstance(answer, Unavailable):
            session.notify(answer.sentence)
            return
        try:
            count = a4.pages(answer.pdf)
        except ValueError:
            session.notify(words("结果打不开，不能打印，请到窗口领取"))
            return
        self.working, session.busy = True, words("正在打印，共 {} 页", count)
        session.changed()

        def printed(trouble: str) -> None:
            if this != self._round:
                return
            self.working = False
            session.terminal.audit(
                AuditEvent.DOCUMENT_PRINTED, session.scheduler.now(), matter=matter_code, pages=count, copies=0 if trouble else 1
            )
            seal = words("有部门的电子印章") if answer.stamped else words("没有盖章，要盖章请到窗口")
            session.notify(trouble or good_news(words("打印好了，共 {} 页，{}。请取走", count, seal)))

        a4.print_pdf(session.terminal, session.scheduler, answer.pdf, 1, printed)

    def _ask(self, question: Callable[[HubLive], T], told: Callable[[T | Unavailable], None], busy: str = LOOKING) -> None:
        session, this = self._session, self._round
        if self.working:
            return
        self.working = True
        session.busy, session.notice = busy, ""
        session.changed()

        def answered(answer: T | Unavailable) -> None:
            if this != self._round:
                return
            self.working, session.busy = False, ""
            told(answer)
            session.presence.follow()
            session.changed()

        self._line.ask(question, answered)
