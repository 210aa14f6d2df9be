"""A document in memory onto A4 paper. It never touches a disk of ours: see ``devices/printer/a4`` for the print server's."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING

from devices.device import Device, DeviceError
from devices.printer.a4_reasons import A4Outcome
from kiosk.scheduler import Scheduler
from kiosk.terminal import Terminal
from kiosk.words import words

if TYPE_CHECKING:
    from devices.printer.a4 import A4Printer

PRINT_SECONDS = 180.0
SENTENCES: dict[A4Outcome, str] = {
    A4Outcome.PRINTED: "",
    A4Outcome.PAPER_OUT: words("打印机没纸了，没有打全。请找工作人员加纸，再点“再打一次”"),
    A4Outcome.JAMMED: words("打印机卡纸了，没有打全。请找工作人员，再点“再打一次”"),
    A4Outcome.COVER_OPEN: words("打印机盖子开着，没有打出来。请找工作人员，再点“再打一次”"),
    A4Outcome.TONER_EMPTY: words("打印机没墨了，没有打出来。请找工作人员，再点“再打一次”"),
    A4Outcome.OFFLINE: words("打印机没有反应，没有打出来。请再点“再打一次”，还不行请到窗口打印"),
    A4Outcome.REFUSED: words("打印机现在不收文件，没有打出来。请到窗口打印"),
    A4Outcome.CANCELLED: words("没有打出来。请再点“再打一次”"),
    A4Outcome.UNCERTAIN: words("不知道打全了没有。请看看出纸口，缺页就点“再打一次”"),
}
"""What a citizen reads of each outcome; empty where all is well."""


def pages(pdf: bytes) -> int:
    """How many pages a PDF has. Raises ValueError where it is none."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ValueError("not a PDF") from error
    try:
        return len(document)
    finally:
        document.close()


def print_pdf(terminal: Terminal, scheduler: Scheduler, pdf: bytes, copies: int, told: Callable[[str], None]) -> None:
    """Print; ``told`` gets the citizen's sentence on the main thread, empty when every page is out."""
    printer = terminal.devices.get("a4_printer")
    if printer is None:
        told(SENTENCES[A4Outcome.OFFLINE])
        return
    job = str(uuid.uuid4())

    def ended(future: Future[A4Outcome]) -> None:
        try:
            outcome = future.result()
        except DeviceError as error:
            outcome = A4Outcome.UNCERTAIN if error.vendor_code in ("timeout", "cancelled") else A4Outcome.OFFLINE
        except CancelledError:
            outcome = A4Outcome.OFFLINE
        scheduler.post(lambda: told(SENTENCES[outcome]))

    printer.submit(lambda device: _printer(device).print_pdf(pdf, job, copies), PRINT_SECONDS).add_done_callback(ended)


def _printer(device: Device) -> A4Printer:
    from devices.printer.a4 import A4Printer  # its own thread has loaded it

    assert isinstance(device, A4Printer)
    return device
