"""From the signature to the slip in the citizen's hand: keep the case, print, watch the card go, tell when it has arrived."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from devices.id_card.card import IdCard
from devices.printer.outcome import PrintOutcome
from kiosk.audit import AuditEvent
from kiosk.card_watch import CardWatch
from kiosk.commitment_copy import commitment_copy
from kiosk.journey import Visit
from kiosk.live import supplement
from kiosk.paper_data import Paper, ReceiptData
from kiosk.receipt import SENTENCES, PartsOf, Printing, Receipt, print_copy, print_paper, print_receipt, slip_data
from kiosk.reliable_signature import SENTENCES as SIGNATURE_SENTENCES
from kiosk.reliable_signature import ReliableSignature, SignatureProblem
from kiosk.scheduler import Scheduler
from kiosk.submission import Identity, Owed, Signature, identity, submit
from kiosk.terminal import Terminal
from kiosk.words import words

log = logging.getLogger(__name__)

NOT_KEPT = words("没有存上，申请还没有提交。您填的都还在，请再点一次“签名并提交”；还不行请到窗口办理")


class Checkout:
    """One visit's end. All calls and callbacks are on the main thread; news after :meth:`clear` is dropped."""

    def __init__(
        self,
        terminal: Terminal,
        scheduler: Scheduler,
        card: CardWatch[IdCard],
        changed: Callable[[], None],
        patience: Callable[[], int] = lambda: 1,
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        self._terminal, self._scheduler, self._card, self._changed = terminal, scheduler, card, changed
        self._patience, self._busy = patience, busy
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="checkout")
        self._identity: Identity | None = None
        self._round = 0
        self._until = 0.0
        self.receipt: Receipt | None = None

    def submit(self, visit: Visit, signature: Signature, failed: Callable[[str], None]) -> None:
        """Keep the case, then print the slip. ``receipt`` appears once the case is durable; ``failed`` gets a sentence when it could not be kept."""
        now, this = self._scheduler.now(), self._round

        def keep() -> None:
            who = self._identity or identity(self._terminal, now)
            self._identity = who
            reliable = self._reliably_signed(visit)
            if isinstance(reliable, SignatureProblem):
                sentence = SIGNATURE_SENTENCES[reliable]
                self._post(this, lambda: failed(sentence))
                return
            if visit.supplement:
                owed = supplement.submit(self._terminal, visit, who, now)
            else:
                owed = submit(self._terminal, visit, who, signature, now, reliable)
            slip = slip_data(self._terminal, visit, who, owed, now)
            copy = commitment_copy(visit, slip, now.date(), by_keys=signature.by_keys)
            self._post(this, lambda: self._kept(slip, owed, copied=copy is not None))
            outcome = print_receipt(self._terminal, slip, who.submission_id)
            state = self._told(outcome, who, now)
            self._post(this, lambda: self._news(printing=state, print_sentence=SENTENCES[outcome]))
            if copy is not None:
                printed = state is Printing.PRINTED and self._told(print_copy(self._terminal, copy, who), who, now) is Printing.PRINTED
                self._post(this, lambda: self._news(copy=Printing.PRINTED if printed else Printing.FAILED))

        def work() -> None:
            try:
                keep()
            except Exception:
                log.exception("a case could not be kept, or its slip not printed")
                self._post(this, lambda: self._broken(failed))

        self._worker.submit(work)

    def prepare(self) -> None:
        """A visit has begun: have the papers ready by the time it ends."""
        self._worker.submit(self._terminal.papers.start)

    def print_slip(self, paper: Paper, parts: PartsOf, told: Callable[[PrintOutcome], None]) -> None:
        """Print another slip of this visit; ``told`` gets how it went."""
        this = self._round

        def work() -> None:
            outcome = PrintOutcome.OFFLINE
            try:
                outcome = print_paper(self._terminal, paper, parts, str(uuid4()))
            except Exception:
                log.exception("a slip could not be printed")
            self._post(this, lambda: told(outcome))

        self._worker.submit(work)

    def rate(self, level: int, matter_code: str) -> None:
        """好差评, 1 (非常不满意) to 5 (非常满意); once a case."""
        if self.receipt and not self.receipt.rating:
            self._terminal.audit(
                AuditEvent.CASE_RATED, self._scheduler.now(), receipt_no=self.receipt.receipt_no, level=level, matter=matter_code
            )
            self._news(rating=level)

    def stay(self) -> None:
        """多看一会儿."""
        self._until = self._scheduler.monotonic() + self._terminal.timing.done * self._patience()

    @property
    def left(self) -> int:
        """Seconds until the last screen goes away."""
        return max(0, round(self._until - self._scheduler.monotonic()))

    def over(self) -> bool:
        """Whether the last screen may go: its time is up, and neither a card nor a slip is still in the machine. Looks for news of the upload."""
        receipt = self.receipt
        assert receipt is not None
        if not receipt.delivered and self._identity and self._terminal.outbox.acknowledged(self._identity.submission_id):
            self._news(delivered=True)
        if self._busy():
            self.stay()
        return self.left == 0 and not receipt.card_inside and Printing.PRINTING not in (receipt.printing, receipt.copy)

    def clear(self) -> None:
        """Forget this citizen; the process that set their papers ends with what it remembers."""
        self._round += 1
        self.receipt = self._identity = None
        self._worker.submit(self._terminal.papers.end)

    def close(self) -> None:
        """Wait for what is under way, then end the thread."""
        self._worker.shutdown(wait=True)

    def _reliably_signed(self, visit: Visit) -> ReliableSignature | SignatureProblem | None:
        """The signature that law asks of some matters, over what was checked; ``None`` for all others. Blocks until the citizen has decided."""
        if not visit.matter.reliable_signature:
            return None
        signer, person = self._terminal.signer, visit.present
        if signer is None or person is None:
            return SignatureProblem.UNAVAILABLE
        return signer.sign(bytes.fromhex(visit.checked), person.number)

    def _told(self, outcome: PrintOutcome, who: Identity, now: datetime) -> Printing:
        """What became of a slip, for the citizen; a slip that was not printed is told to the audit chain too."""
        if outcome is PrintOutcome.PRINTED:
            return Printing.PRINTED
        self._terminal.audit(AuditEvent.RECEIPT_NOT_PRINTED, now, receipt_no=who.receipt_no, outcome=str(outcome))
        return Printing.FAILED

    def _kept(self, slip: ReceiptData, owed: tuple[Owed, ...], *, copied: bool) -> None:
        copy = Printing.PRINTING if copied else None
        self.receipt = Receipt(
            slip.receipt_no, slip.qr_payload, slip.received_at, slip.authority_short, owed, copy=copy, window=slip.window
        )
        self.stay()
        this = self._round
        self._card.presence(lambda present: self._news(card_inside=present) if this == self._round else None)
        self._changed()

    def _broken(self, failed: Callable[[str], None]) -> None:
        """Kept but not printed, or not kept at all: the citizen reads which."""
        if self.receipt:
            if self.receipt.printing is Printing.PRINTING:
                self._news(printing=Printing.FAILED, print_sentence=SENTENCES[PrintOutcome.OFFLINE])
            self._news(copy=self.receipt.copy and Printing.FAILED)
        else:
            failed(NOT_KEPT)

    def _news(self, **change: object) -> None:
        if self.receipt:
            self.receipt = replace(self.receipt, **change)  # type: ignore[arg-type]
            self._changed()

    def _post(self, this: int, call: Callable[[], None]) -> None:
        self._scheduler.post(lambda: call() if this == self._round else None)
