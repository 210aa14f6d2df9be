"""A fee and its payment (统一公共支付) as a state machine. Pure. The case was kept before anything is asked for: no state of a payment loses it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from config.matter import Fee

ASK_EVERY = 2.0
"""Seconds between two looks at what became of it."""
GIVE_UP_AFTER = 300.0


class Paid(StrEnum):
    """``UNKNOWN``: nobody can tell yet whether it was paid; nobody is asked to pay again."""

    UNPAID = "unpaid"
    PENDING = "pending"
    PAID = "paid"
    UNKNOWN = "unknown"
    REFUNDED = "refunded"


FOLLOWS: dict[Paid, frozenset[Paid]] = {
    Paid.UNPAID: frozenset({Paid.UNPAID, Paid.PENDING, Paid.PAID, Paid.UNKNOWN}),
    Paid.PENDING: frozenset({Paid.UNPAID, Paid.PENDING, Paid.PAID, Paid.UNKNOWN}),
    Paid.UNKNOWN: frozenset({Paid.UNPAID, Paid.PENDING, Paid.PAID, Paid.UNKNOWN, Paid.REFUNDED}),
    Paid.PAID: frozenset({Paid.PAID, Paid.REFUNDED}),
    Paid.REFUNDED: frozenset({Paid.REFUNDED}),
}
"""What may come after what: what is paid is never unpaid again."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One order. ``fen`` the amount, ``qr`` what a phone scans, ``since`` monotonic seconds; ``begun``: the platform knows the order."""

    order: str
    what: str
    fen: int
    since: float
    state: Paid = Paid.UNPAID
    begun: bool = False
    qr: str = ""
    voucher_no: str = ""
    sentence: str = ""

    @property
    def settled(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in (Paid.PAID, Paid.REFUNDED)

    @property
    def asks(self) -> bool:
        """Whether it is worth looking again."""
        return self.begun and not self.settled

    @property
    def scannable(self) -> bool:
        """Whether somebody should scan now: never while it may be paid already."""
        return self.begun and self.state is Paid.UNPAID and bool(self.qr)


def fees_due(fees: tuple[Fee, ...]) -> int:
    """What is to be paid in fen, of the fees that apply."""
    return sum(fee.amount for fee in fees)


def told(payment: Payment, state: Paid, qr: str = "", voucher_no: str = "") -> Payment:
    """What the platform says. What cannot follow is not believed: then nobody knows."""
    known = state if state in FOLLOWS[payment.state] else payment.state
    return replace(
        payment, begun=True, state=known, qr=qr if known is Paid.UNPAID else "", voucher_no=voucher_no or payment.voucher_no, sentence=""
    )


def silent(payment: Payment, sentence: str) -> Payment:
    """No answer. Before the order was known nothing can have been paid; afterwards nobody knows, until the platform says."""
    if payment.settled:
        return payment
    return replace(payment, state=Paid.UNKNOWN if payment.begun else Paid.UNPAID, qr="", sentence=sentence)


def over(payment: Payment, now: float) -> bool:
    """Whether waiting has gone on long enough. The case is kept whatever became of it."""
    return not payment.settled and now - payment.since >= GIVE_UP_AFTER
