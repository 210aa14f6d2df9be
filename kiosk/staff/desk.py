"""What every part of staff mode shares: the terminal, worker threads, the audit chain in the name of who is in, and the sentence on the screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kiosk.audit import AuditEvent
from kiosk.scheduler import Scheduler
from kiosk.staff.accounts import Account
from kiosk.staff.memory import StaffMemory
from kiosk.staff.staff_papers import StaffPapers
from kiosk.staff.work import Work
from kiosk.terminal import Terminal

BROKEN = "没有做成，原因在日志里"
Detail = str | int
Tracer = Callable[..., None]


class Desk:
    """``account`` is who is in, None while nobody is; ``notice`` the sentence for the whole screen. Main thread only."""

    def __init__(
        self, terminal: Terminal, scheduler: Scheduler, memory: StaffMemory, changed: Callable[[], None], clock: Callable[[], float]
    ) -> None:
        self.terminal, self.scheduler, self.memory, self.changed, self.clock = terminal, scheduler, memory, changed, clock
        self.work = Work(scheduler)
        self.papers = StaffPapers()
        self.account: Account | None = None
        self.notice = ""

    def now(self) -> datetime:
        """The time of day in the hall."""
        return self.scheduler.now()

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self.notice = sentence
        self.changed()

    def audit(self, event: AuditEvent, **details: Detail) -> None:
        """Keep what was done in the chain, with who did it. Raises sqlite3.Error."""
        self.tracer()(event, **details)

    def tracer(self) -> Tracer:
        """The same for a worker thread: what was begun is kept even when whoever began it has left by its end."""
        terminal, staff, now = self.terminal, self.account.id if self.account else None, self.now()

        def trace(event: AuditEvent, **details: Detail) -> None:
            terminal.audit(event, now, staff=staff, **details)

        return trace
