"""全部自检: every self-test, one after another, then the readiness report: kept as PDF/A, shown, and printed when somebody wants it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from devices.printer.outcome import PrintOutcome
from devices.supervisor import Supervisor
from kiosk.audit import AuditEvent
from kiosk.staff import actions, readiness, rows
from kiosk.staff.desk import BROKEN, Desk
from kiosk.staff.views import Action, Level, TestRow, TestRun, Tile
from kiosk.staff.work import Ongoing

PRINT_SECONDS = 30.0


class SelfTests:
    """Main thread only. ``run`` is the last run, None before the first; one run at a time, its report included."""

    def __init__(self, desk: Desk, tiles: Callable[[], tuple[Tile, ...]]) -> None:
        self._desk, self._tiles = desk, tiles
        self.forget()

    def forget(self) -> None:
        """Staff have left."""
        self.run: TestRun | None = None
        self._busy = self._printing = False

    def start(self) -> None:
        """Begin a run, unless one is under way."""
        if self._busy:
            return
        devices = tuple(self._desk.terminal.devices.values())
        labels = tuple(rows.row(device, self._desk.now()).label for device in devices)
        self.run = TestRun(tuple(TestRow(label, Level.WAITING, "还没有测") for label in labels), 0)
        self._busy = True
        trace = self._desk.tracer()

        def work(ongoing: Ongoing) -> None:
            found: list[TestRow] = []
            try:
                for label, device in zip(labels, devices, strict=True):
                    if not ongoing.going_on():
                        break
                    found.append(self._test(label, device, ongoing))
                    ongoing.tell(lambda shown=tuple(found): self._tested(shown))  # type: ignore[misc]
            finally:
                trace(AuditEvent.STAFF_TESTED, tested=len(found), failed=sum(row.level is Level.FAULT for row in found))

        self._desk.work.start(work, lambda _: self._report(), lambda: self._broken(BROKEN))

    def _test(self, label: str, device: Supervisor, ongoing: Ongoing) -> TestRow:
        outcome = actions.perform(self._desk.terminal, self._desk.papers, device, Action.SELF_TEST, self._desk.now(), ongoing.going_on)
        return TestRow(label, Level.GOOD if outcome.passed else Level.FAULT, outcome.sentence)

    def _tested(self, found: tuple[TestRow, ...]) -> None:
        assert self.run is not None
        self.run = TestRun((*found, *self.run.rows[len(found) :]), len(found))
        self._desk.changed()

    def _report(self) -> None:
        run, desk, trace, now = self.run, self._desk, self._desk.tracer(), self._desk.now()
        assert run is not None
        assert desk.account is not None
        data = readiness.values(desk.terminal, desk.account.title, run.rows, self._tiles(), now)

        def work(_: Ongoing) -> TestRun:
            png, path = readiness.make(desk.terminal.home, desk.papers, data, now)
            trace(AuditEvent.STAFF_REPORT, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
            return TestRun(run.rows, run.done, png, f"报告存在 {readiness.FOLDER}/{path.name}")

        def made(done: TestRun) -> None:
            self.run, self._busy = done, False
            desk.changed()

        desk.work.start(work, made, lambda: self._broken("报告没有排出来，自检结果都在上面"))

    def _broken(self, sentence: str) -> None:
        self._busy = False
        self._desk.say(sentence)

    def print(self) -> None:
        """Print the report there is, once for each wish."""
        desk = self._desk
        if self._printing or self.run is None or self.run.report is None:
            return
        printer, png = desk.terminal.devices.get("receipt_printer"), self.run.report
        if printer is None:
            desk.say("本机没有凭条打印机，报告已经存下")
            return
        trace = desk.tracer()
        job = f"report-{hashlib.sha256(png).hexdigest()[:16]}-{desk.now():%Y%m%d%H%M%S}"
        self._printing = True
        desk.say("正在打印报告…")

        def work(_: Ongoing) -> str:
            outcome = "failed"
            try:
                outcome = str(printer.submit(lambda adapter: adapter.print_png(png, job), PRINT_SECONDS).result())
            finally:
                trace(AuditEvent.STAFF_ACTION, device="receipt_printer", action="print_report", outcome=outcome)
            return outcome

        def done(outcome: str) -> None:
            self._printing = False
            why = printer.status.detail or "打印机没有确认，请看一眼出纸口"
            desk.say("报告打好了" if outcome == PrintOutcome.PRINTED.value else f"报告没有打出来：{why}；已经存下")

        desk.work.start(work, done, lambda: done("failed"))
