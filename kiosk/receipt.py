"""What the citizen holds after 收件: the receipt on the screen and its slip on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from config.matter import Material
from devices.device import Device, DeviceError
from devices.printer.outcome import Mode, PrintOutcome
from kiosk import journey
from kiosk.commitment_copy import CommitmentCopyData
from kiosk.journey import Visit
from kiosk.paper_data import OwedMaterial, Paper, ReceiptData, ReceivedMaterial
from kiosk.redact import mask_name
from kiosk.review import material_state
from kiosk.settings import Terminal as TerminalSettings
from kiosk.slip_text import slip_text
from kiosk.submission import Identity, Owed
from kiosk.terminal import Terminal
from kiosk.words import words
from kiosk.working_days import day_text

if TYPE_CHECKING:
    from devices.printer.receipt import ReceiptPrinter
    from devices.printer.text import Part

PRINT_TIMEOUT = 45.0  # the longest slip has 250 kB as a picture, 22 s at 115200 baud, and then it has to be printed
_UNFINISHED = ("timeout", "cancelled")  # a command that was stopped: nobody knows how much of the slip is on paper


PartsOf = Callable[[], "tuple[Part, ...]"]
"""Gives the lines of a slip, for a printer that takes text only."""


class Printing(StrEnum):
    """State of the slip."""

    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What ``done`` shows. ``delivered`` once the hub has acknowledged; ``card_inside`` until the reader is empty.

    ``copy`` is the state of the commitments' copy, None where nothing was promised; ``window`` as on the slip.
    """

    receipt_no: str
    qr_payload: str
    received_at: datetime
    authority_short: str
    owed: tuple[Owed, ...]
    printing: Printing = Printing.PRINTING
    print_sentence: str = words("正在打印收件凭条…")
    copy: Printing | None = None
    delivered: bool = False
    card_inside: bool = False
    rating: int = 0
    window: tuple[str, ...] = ()


SENTENCES = {
    PrintOutcome.PRINTED: words("收件凭条打印好了，请取走"),
    PrintOutcome.PAPER_OUT: words("凭条没有打出来：打印机没纸了。申请已经收下，请记下编号或扫码"),
    PrintOutcome.COVER_OPEN: words("凭条没有打出来：打印机盖子开着。申请已经收下，请记下编号或扫码"),
    PrintOutcome.OVERHEATED: words("凭条没有打全：打印机太热，要歇一会儿。申请已经收下，请记下编号或扫码"),
    PrintOutcome.CUTTER_JAMMED: words("凭条可能没有切断：打印机切刀卡住了。申请已经收下，请记下编号或扫码"),
    PrintOutcome.OFFLINE: words("凭条没有打出来：打印机没有反应。申请已经收下，请记下编号或扫码"),
    PrintOutcome.UNCERTAIN: words("凭条可能没有打全。申请已经收下，请记下编号或扫码"),
}

COPY_SENTENCES = {
    Printing.PRINTING: words("正在打印承诺书副本…"),
    Printing.PRINTED: words("承诺书副本打印好了，请取走"),
    Printing.FAILED: words("承诺书副本没有打出来。承诺已经收下，要副本请找窗口"),
}


def print_copy(terminal: Terminal, copy: CommitmentCopyData, who: Identity) -> PrintOutcome:
    """Print the copy of what was promised; see :func:`print_paper`."""
    return print_paper(terminal, copy, copy.parts, f"{who.submission_id}/commitment")


def print_receipt(terminal: Terminal, slip: ReceiptData, job: str) -> PrintOutcome:
    """Print a receipt slip; see :func:`print_paper`. ``job`` is the submission id: it is never printed twice."""
    return print_paper(terminal, slip, lambda: slip_text(slip), job)


def print_paper(terminal: Terminal, paper: Paper, parts: PartsOf, job: str) -> PrintOutcome:
    """Print a slip as the printer takes it, as a picture or as text, once for each ``job``; blocks until the printer answered."""
    printer = terminal.devices.get("receipt_printer")
    if printer is None:
        return PrintOutcome.OFFLINE
    try:
        mode = printer.submit(lambda device: _printer(device).mode, PRINT_TIMEOUT, counted=False).result()
    except DeviceError:
        return PrintOutcome.OFFLINE
    send = _as_text(parts(), job) if mode is Mode.TEXT else _as_picture(terminal, paper, job)
    try:
        return printer.submit(send, PRINT_TIMEOUT).result()
    except DeviceError as error:
        return PrintOutcome.UNCERTAIN if error.vendor_code in _UNFINISHED else PrintOutcome.OFFLINE


def _as_picture(terminal: Terminal, paper: Paper, job: str) -> Callable[[Device], PrintOutcome]:
    png = terminal.papers.png(paper.template, paper.values())[0]
    return lambda device: _printer(device).print_png(png, job)


def _as_text(parts: tuple[Part, ...], job: str) -> Callable[[Device], PrintOutcome]:
    return lambda device: _printer(device).print_text(parts, job)


def slip_data(terminal: Terminal, visit: Visit, who: Identity, owed: tuple[Owed, ...], received_at: datetime) -> ReceiptData:
    """What stands on the slip; nobody is named but by the masked family name."""
    person = visit.applicant
    today = received_at.date()
    own = terminal.settings.terminal
    return ReceiptData(
        receipt_no=who.receipt_no,
        query_code=who.query_code,
        received_at=received_at,
        terminal_id=own.id,
        hall=own.hall,
        matter_name=f"{visit.matter.name}（补交材料）" if visit.supplement else visit.matter.name,
        authority_short=visit.matter.authority.short_name,
        authority_phone=visit.matter.authority.phone,
        hotline=own.hotline,
        surname_masked=mask_name(person.name) if person else "",
        materials=tuple(ReceivedMaterial(item.name, material_state(visit, item.id, today)) for item in _handed_in(visit, today)),
        owed=tuple(OwedMaterial(item.name, item.last_day_text, item.consequence_text) for item in owed),
        window=window_lines(visit, own),
    )


def _handed_in(visit: Visit, today: date) -> tuple[Material, ...]:
    """The materials a slip tells of; of a supplement those that were brought, for what is still owed stands by itself."""
    every = journey.materials(visit, today)
    return tuple(item for item in every if journey.supply(visit, item).sheets) if visit.supplement else tuple(every)


def window_lines(visit: Visit, own: TerminalSettings) -> tuple[str, ...]:
    """When and where somebody shows themselves whose face was not compared; empty where that is settled."""
    proof = visit.face.proof
    if proof is None or proof.settled:
        return ()
    bring = words("带上身份证，只看一眼")
    if proof.slot is None:
        return words("{}都可以，不用预约", own.window_hours or words("上班时间")), own.hall, bring
    when = words("{} {}", day_text(date.fromisoformat(proof.slot.day)), proof.slot.hours.replace("-", "–"))
    return when, own.hall, words("排队号 {}", proof.slot.queue_no or proof.slot.ticket), bring


def _printer(device: Device) -> ReceiptPrinter:
    from devices.printer.receipt import ReceiptPrinter  # its own thread has loaded it

    assert isinstance(device, ReceiptPrinter)
    return device
