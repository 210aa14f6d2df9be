"""Scan-to-pay on the last screen, through the hub's payment platform. The case is kept already, paid or not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk import asks
from kiosk.audit import AuditEvent
from kiosk.display_mode import SOURCE_LANGUAGE
from kiosk.hub_live import Unavailable
from kiosk.journey import Visit
from kiosk.live import payment
from kiosk.live.line import LiveLine
from kiosk.live.payment import Paid, Payment
from kiosk.screen import Overlay

if TYPE_CHECKING:
    from kiosk.session import Session

CONNECTOR = "payment"


class PaymentDesk:
    """``state`` is None where nothing is to be paid, or nobody has begun."""

    def __init__(self, session: Session, line: LiveLine) -> None:
        self._session, self._line = session, line
        self._round = 0
        self._next = 0.0
        self._asking = False
        self.state: Payment | None = None

    @property
    def due(self) -> int:
        """What the case that was just kept costs, in fen."""
        visit = self._session.visit
        if visit is None or visit.supplement or self._session.receipt is None:
            return 0
        return payment.fees_due(applying(visit, self._session))

    @property
    def working(self) -> bool:
        """Whether somebody is paying right now."""
        return self.state is not None and self._session.overlay is Overlay.PAY and not self.state.settled

    def open(self) -> None:
        """缴费: the same order however often it is opened, so that nothing is paid twice; the wait begins anew."""
        session, receipt, visit = self._session, self._session.receipt, self._session.visit
        if receipt is None or visit is None or not self.due:
            return
        now = session.scheduler.monotonic()
        if self.state is None:
            what = session.visit_in(SOURCE_LANGUAGE).matter.short_name
            self.state = Payment(receipt.receipt_no, what, self.due, now)
        self.state = replace(self.state, since=now)
        session.show_overlay(Overlay.PAY)
        self._ask()

    def again(self) -> None:
        """Look again now."""
        self._ask()

    def tick(self) -> None:
        """Look again now and then while somebody stands there."""
        state, now = self.state, self._session.scheduler.monotonic()
        if state is None or self._session.overlay is not Overlay.PAY:
            return
        if payment.over(state, now):
            self._session.close_overlay()
        elif state.asks and now >= self._next:
            self._ask()

    def clear(self) -> None:
        """The citizen has gone."""
        self._round += 1
        self.state, self._asking = None, False

    def _ask(self) -> None:
        state, this = self.state, self._round
        if state is None or self._asking or state.settled:
            return
        self._asking, self._next = True, self._session.scheduler.monotonic() + payment.ASK_EVERY
        question: dict[str, Any] = {"operation": "state", "order": state.order}
        if not state.begun:
            question = {"operation": "begin", "order": state.order, "fen": state.fen, "what": state.what}

        def told(reply: dict[str, Any] | Unavailable) -> None:
            if this != self._round or self.state is None:
                return
            self._asking = False
            self._told(self.state, reply)

        self._line.ask(lambda live: live.service(CONNECTOR, question), told)

    def _told(self, before: Payment, reply: dict[str, Any] | Unavailable) -> None:
        session = self._session
        if isinstance(reply, Unavailable) or reply.get("state") not in set(Paid) or reply.get("fen") != before.fen:
            self.state = payment.silent(before, reply.sentence if isinstance(reply, Unavailable) else "")
        else:
            self.state = payment.told(before, Paid(reply["state"]), str(reply.get("qr", "")), str(reply.get("voucher_no", "")))
        if self.state.state is not before.state:
            session.terminal.audit(
                AuditEvent.PAYMENT_CHANGED, session.scheduler.now(), receipt_no=before.order, state=str(self.state.state), fen=before.fen
            )
            session.touched()
        session.changed()


def applying(visit: Visit, session: Session) -> tuple[Any, ...]:
    """The fees of the matter that apply to this person."""
    known = asks.facts(visit, session.today)
    return tuple(fee for fee in visit.matter.fees if asks.applies(fee.when, visit, known))
