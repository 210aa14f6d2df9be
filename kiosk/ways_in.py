"""The other ways to show who one is: a code sent to one's telephone, or a booked time at a window. Both ask the hub, neither needs it.

What the hub cannot answer now is said, and the window can always be gone to without a booked time.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kiosk import proving
from kiosk.face.proof import Proof, ProofWay, Slot
from kiosk.fields import Problem
from kiosk.fields import problems as field_problems
from kiosk.hub_live import OFFLINE, HubLive, Unavailable
from kiosk.journey import Visit
from kiosk.own_pages import SMS_CODE, SMS_PHONE, sms_page
from kiosk.words import good_news, words
from kiosk.working_days import add_working_days

if TYPE_CHECKING:
    from kiosk.session import Session

log = logging.getLogger(__name__)

RESEND_SECONDS = 60.0
SLOT_DAYS = 3
"""How many working days ahead are offered."""
SENDING, CHECKING = words("正在发验证码…"), words("正在核对…")
LOOKING, BOOKING = words("正在看哪些时间有空…"), words("正在预约…")
SENT = good_news(words("验证码发出去了，收到后填在下面"))
USED_UP = words("试错次数太多，请点“发验证码”，重新发一次")
FULL = words("这几天都约满了。也可以不预约，上班时间直接去窗口")
_CODE = re.compile(r"\d{4,8}")

Answer = Mapping[str, Any] | Unavailable


@dataclass(frozen=True, slots=True)
class Day:
    """A day with free times at the window."""

    day: date
    hours: tuple[str, ...]


class WaysIn:
    """On the main thread; the hub is asked on a thread of its own, and its answer dropped where the visit has gone on without it."""

    def __init__(self, session: Session, connect: Callable[[], HubLive] | None) -> None:
        self._session, self._connect = session, connect
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="ways-in")
        self.clear()

    def clear(self) -> None:
        """Forget this person."""
        self._ticket, self._sent_to, self._sent_at = "", "", 0.0
        self.days: tuple[Day, ...] | None = None

    def close(self) -> None:
        """End the thread."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    # A code by text message -----------------------------------------------------------------------------------------

    @property
    def wait_to_send(self) -> int:
        """Seconds until another code may be sent."""
        return max(0, round(self._sent_at + RESEND_SECONDS - self._session.scheduler.monotonic())) if self._ticket else 0

    def send(self) -> None:
        """Send a code to the number that stands there."""
        session, phone = self._session, self._phone()
        wrong = field_problems(sms_page().fields[0], self._visit.entries)
        if wrong or (self.wait_to_send and phone == self._sent_to):
            session.problems = tuple(wrong)
            session.changed()
            return

        def sent(answer: Answer) -> None:
            if isinstance(answer, Unavailable):
                session.notify(answer.sentence)
                return
            self._ticket, self._sent_to, self._sent_at = str(answer.get("ticket", "")), phone, session.scheduler.monotonic()
            session.notify(SENT)

        self._ask(SENDING, "sms_codes", {"operation": "send", "phone": phone}, sent)

    def check(self) -> None:
        """Is it the code that was sent?"""
        session, visit = self._session, self._visit
        if visit.face.proof is not None:
            session.next()
            return
        code = visit.entries.get(SMS_CODE, "").replace(" ", "")
        wrong = list(field_problems(sms_page().fields[0], visit.entries))
        if not wrong and (not self._ticket or self._phone() != self._sent_to):
            wrong.append(Problem(SMS_PHONE, words("先点“发验证码”")))
        if not _CODE.fullmatch(code):
            wrong.append(Problem(SMS_CODE, words("请填短信里的数字")))
        if wrong:
            session.problems = tuple(wrong)
            session.changed()
            return

        def checked(answer: Answer) -> None:
            if isinstance(answer, Unavailable):
                session.notify(answer.sentence)
            elif answer.get("right") is True:
                self._settle(ProofWay.SMS_CODE)
            else:
                left = answer.get("tries_left")
                if not isinstance(left, int) or left < 1:
                    self._ticket = ""
                    session.notify(USED_UP)
                else:
                    session.notify(words("验证码不对，还能试 {} 次", left))

        self._ask(CHECKING, "sms_codes", {"operation": "check", "ticket": self._ticket, "code": code}, checked)

    # A time at a window ---------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Which times are free on the next working days."""
        session, wanted, found = self._session, self._days(), list[Day]()

        def listed(answer: Answer) -> None:
            if isinstance(answer, Unavailable):
                self.days = ()
                session.notify(answer.sentence)
                return
            free = answer.get("free")
            hours = tuple(name for name, places in free.items() if isinstance(places, int) and places > 0) if isinstance(free, dict) else ()
            if hours:
                found.append(Day(wanted.pop(0), hours))
            else:
                wanted.pop(0)
            ask()

        def ask() -> None:
            if not wanted:
                self.days = tuple(found)
                session.notify("" if found else FULL)
                return
            self._ask(LOOKING, "appointments", {"operation": "list", "hall": self._hall, "day": wanted[0].isoformat()}, listed)

        ask()

    def book(self, day: date, hours: str) -> None:
        """Book that time at the window."""
        session, visit = self._session, self._visit
        who = visit.present

        def booked(answer: Answer) -> None:
            if isinstance(answer, Unavailable):
                session.notify(answer.sentence)
                if answer.refused:
                    self.look()
                return
            self._settle(ProofWay.WINDOW, Slot(day.isoformat(), hours, str(answer.get("ticket", "")), str(answer.get("queue_no", ""))))

        question = {"operation": "book", "hall": self._hall, "day": day.isoformat(), "slot": hours, "matter_code": visit.matter.code}
        self._ask(BOOKING, "appointments", {**question, "id_number": who.number if who else None}, booked)

    def without_booking(self) -> None:
        """To the window at any time it is open."""
        self._settle(ProofWay.WINDOW)

    # Inside ---------------------------------------------------------------------------------------------------------

    @property
    def _visit(self) -> Visit:
        visit = self._session.visit
        assert visit is not None
        return visit

    @property
    def _hall(self) -> str:
        return self._session.settings.terminal.hall

    def _phone(self) -> str:
        return self._visit.entries.get(SMS_PHONE, "").replace(" ", "")

    def _days(self) -> list[date]:
        day, days = self._session.today, list[date]()
        for _ in range(SLOT_DAYS):
            day = add_working_days(day, 1, self._session.terminal.holidays)
            days.append(day)
        return days

    def _settle(self, way: ProofWay, slot: Slot | None = None) -> None:
        session, visit = self._session, self._visit
        state = visit.face
        proof = Proof(way, session.scheduler.now(), state.attempts, state.tried, slot, state.reason)
        entries = {name: text for name, text in visit.entries.items() if name != SMS_CODE}
        session.busy = session.notice = ""
        session.visit = proving.prove(replace(visit, entries=entries), proof)
        session.next()

    def _ask(self, busy: str, name: str, question: Mapping[str, Any], then: Callable[[Answer], None]) -> None:
        session, place = self._session, self._visit.place
        if session.busy and session.busy != busy:
            return
        if self._connect is None:
            then(Unavailable(OFFLINE, offline=True))
            return
        connect = self._connect
        session.busy, session.notice, session.problems = busy, "", ()
        session.changed()

        def work() -> None:
            answer: Answer
            try:
                hub = connect()
                try:
                    answer = hub.service(name, question)
                finally:
                    hub.close()
            except Exception as error:  # noqa: BLE001 - whatever it is, the person is told and goes on
                log.error("the hub could not be asked: %s", type(error).__name__)
                answer = Unavailable(OFFLINE, offline=True)
            session.scheduler.post(lambda: arrived(answer))

        def arrived(answer: Answer) -> None:
            if session.visit is not None and session.visit.place == place:
                session.busy = ""
                then(answer)

        self._worker.submit(work)
