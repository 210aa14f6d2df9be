"""How soon a receipt printer gets the first byte of a slip."""

from __future__ import annotations

import os
import pty
import select
import statistics
import threading
import time
import tty

from devices.printer.outcome import PrintOutcome
from devices.simulators.escpos import EscPosInterpreter
from devices.supervisor import Supervisor
from kiosk.bench.figure import Figure
from kiosk.paper_data import ReceiptData, ReceivedMaterial, time_text
from kiosk.papers import Papers

SLIPS = 9
_START = b"\x1b@"  # what every slip begins with
_SECONDS = 20.0


class _Printer(threading.Thread):
    """The far side of a pseudo-terminal: prints, answers, and notes when a slip began."""

    def __init__(self) -> None:
        super().__init__(name="bench-printer", daemon=True)
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self._over, self._end = os.pipe()
        self._interpreter = EscPosInterpreter(lambda answer: _write(self._master, answer), lambda strip, torn: None)
        self.path = os.ttyname(self._slave)
        self.begun: list[float] = []

    def run(self) -> None:
        while True:
            ready, _, _ = select.select([self._master, self._over], [], [])
            if self._over in ready:
                return
            data = os.read(self._master, 65536)
            if _START in data:
                self.begun.append(time.perf_counter())
            self._interpreter.feed(data)

    def close(self) -> None:
        """End the thread and take the port away."""
        os.write(self._end, b"!")
        self.join(5)
        for descriptor in (self._master, self._slave, self._over, self._end):
            os.close(descriptor)


def _write(descriptor: int, data: bytes) -> None:
    os.write(descriptor, data)


def measure() -> list[Figure]:
    """A slip set by typst, printed again and again; the second figure counts setting it, too."""
    papers = Papers()
    papers.warm()
    printer = _Printer()
    printer.start()
    supervisor = Supervisor("receipt_printer", f"escpos+serial://{printer.path}")
    try:
        supervisor.settle(_SECONDS)
        calls: list[float] = []
        sets: list[float] = []
        for number in range(SLIPS + 1):
            slip = _slip(number)
            begun = time.perf_counter()
            png = papers.png(slip.template, slip.values())[0]
            called = time.perf_counter()
            outcome = supervisor.submit(lambda device, png=png, job=f"job-{number}": device.print_png(png, job), _SECONDS).result()  # type: ignore[misc]
            if outcome is not PrintOutcome.PRINTED:
                raise RuntimeError(f"the slip came out as {outcome}")
            calls.append(printer.begun[-1] - called)
            sets.append(printer.begun[-1] - begun)
    finally:
        supervisor.close()
        printer.close()
    return [
        Figure("first byte of a receipt after the call", 1000 * statistics.median(calls[1:]), "ms", 50),
        Figure("the same with setting the slip", 1000 * statistics.median(sets[1:]), "ms", None),
    ]


def _slip(number: int) -> ReceiptData:
    from datetime import datetime, timedelta, timezone

    at = datetime(2026, 11, 21, 22, 47, tzinfo=timezone(timedelta(hours=8)))
    return ReceiptData(
        receipt_no=f"JB0147-261121-{number:04d}-6",
        query_code="K7PMXQ2R",
        received_at=at,
        terminal_id="JB0147",
        hall="江北区政务服务中心",
        matter_name="住房公积金租房提取",
        authority_short="市公积金中心",
        authority_phone="12329",
        hotline="12345",
        surname_masked="合＊＊",
        materials=tuple(ReceivedMaterial(f"材料{each}", time_text(at)) for each in range(4)),
    )
