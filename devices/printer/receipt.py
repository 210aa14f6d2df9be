"""The receipt printer: ESC/POS over a serial line, USB or TCP; prints pictures, or text where its line is slow.

Addresses ``escpos+serial:///dev/ttyS1``, ``escpos+usb://VID:PID`` and ``escpos+tcp://host:9100``; the options stand in
``devices/printer/reference.py``.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from devices.address import Address, AddressError
from devices.clock import now
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.line import Line
from devices.printer import conversation, reference, text
from devices.printer.cutter import DOTS_A_MM, ENDING_DOTS, Cutter
from devices.printer.outcome import Mode, PrintOutcome
from devices.printer.raster import bitmap, commands
from devices.printer.status_bytes import CLEAR_BUFFER, QUERY_PRINTER, Fault, PrinterReport, is_confirmation
from devices.status import DeviceState, Paper, Status
from devices.usb_wire import identity
from devices.wire import open_serial as open_serial_wire
from devices.wire import open_tcp as open_tcp_wire

REFERENCES = reference.REFERENCES
_SERIAL, _TCP, _USB = REFERENCES
_REMEMBERED_JOBS = 1000
_WRITE_SECONDS = 10.0
_SILENT_SECONDS = 4.0
_FAULTS = {Fault.OVERHEATED: PrintOutcome.OVERHEATED, Fault.CUTTER_JAMMED: PrintOutcome.CUTTER_JAMMED}
_CUTS = {Cutter.FULL: "全切", Cutter.PARTIAL: "半切", Cutter.NONE: "没有"}


def open_serial(address: Address) -> Device:
    """The factory of ``escpos+serial``. Raises AddressError."""
    _SERIAL.check(address)
    if address.host or len(address.path) < 2:
        raise AddressError("凭条打印机的地址应写成 escpos+serial:///dev/ttyS1")
    baud = int(address.number("baud", 115200, low=1200, high=3_000_000))
    return _printer(address, lambda: open_serial_wire(address.path, baud))


def open_tcp(address: Address) -> Device:
    """The factory of ``escpos+tcp``. Raises AddressError."""
    _TCP.check(address)
    host, port = address.host, address.port or 9100
    if not host:
        raise AddressError("凭条打印机的地址应写成 escpos+tcp://主机:9100")
    return _printer(address, lambda: open_tcp_wire(host, port))


def open_usb(address: Address) -> Device:
    """The factory of ``escpos+usb``. Raises AddressError."""
    _USB.check(address)
    wanted = identity(address, _USB.example)

    def connect() -> Line:
        from devices.usb_pipe import open_usb as open_usb_wire

        return open_usb_wire(wanted)

    return _printer(address, connect)


def _printer(address: Address, connect: Callable[[], Line]) -> Device:
    return ReceiptPrinter(
        connect,
        timeout=address.number("timeout", 0.5, low=0.05, high=30),
        confirm=address.number("confirm", 15, low=0.2, high=120),
        mode=Mode(_choice(address, "mode", *Mode)),
        cutter=Cutter(_choice(address, "cutter", Cutter.PARTIAL, Cutter.FULL, Cutter.NONE)),
    )


def _choice(address: Address, name: str, default: str, *others: str) -> str:
    value = address.options.get(name, default)
    if value not in (default, *others):
        raise AddressError(f"设备地址里的 {name} 应是 {'、'.join((default, *others))} 之一")
    return value


class ReceiptPrinter(Device):
    """Prints slips. Remembers what became of each job, through reconnects too: asked again for the same job it says so and prints nothing."""

    def __init__(
        self,
        connect: Callable[[], Line],
        *,
        timeout: float = 0.5,
        confirm: float = 15.0,
        mode: Mode = Mode.IMAGE,
        cutter: Cutter = Cutter.PARTIAL,
    ) -> None:
        self._connect = connect
        self._timeout = timeout
        self._confirm = confirm
        self._cutter = cutter
        self._line: Line | None = None
        self._jobs: OrderedDict[str, PrintOutcome] = OrderedDict()
        self._dots = 0
        self.mode = mode

    def open(self) -> None:
        """Connect. Whether a printer is behind the line shows in ``status``."""
        self.close()
        self._line = self._connect()

    def close(self) -> None:
        """Release the line."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def interrupt(self) -> None:
        """Stop the command under way (any thread)."""
        line = self._line
        if line is not None:
            line.interrupt()

    def capabilities(self) -> Capabilities:
        """What it can do."""
        way = "图像，什么字都能打" if self.mode is Mode.IMAGE else "文字（GB 18030），生僻字印成〓"
        facts = {"协议": "ESC/POS", "纸宽": "80 毫米，576 点", "打印方式": way, "切刀": _CUTS[self._cutter]}
        return Capabilities("凭条打印机", facts)

    def status(self) -> Status:
        """Ask for everything. Raises DeviceError when the printer says nothing readable at all."""
        report = conversation.report(self._connected(), self._timeout)
        if report.silent:
            raise DeviceError(DeviceState.HARDWARE_ERROR, "打印机没有应答，请检查电源和连接线", "timeout")
        if report.fault:
            return self._status(DeviceState.HARDWARE_ERROR, report, report.fault.value)
        if report.cover_open:
            return self._status(DeviceState.USER_ERROR, report, "打印机上盖没有合上")
        if report.paper is Paper.OUT:
            return self._status(DeviceState.ONLINE, report, "打印机没有纸了，请换纸")
        if report.offline:
            return self._status(DeviceState.OFFLINE, report, "打印机处于脱机状态，请按机身上的联机键")
        return self._status(DeviceState.ONLINE, report, "纸快用完了，请准备换纸" if report.paper is Paper.LOW else "")

    def self_test(self) -> SelfTest:
        """Ask for everything; prints nothing, for paper is the citizens'."""
        status = self.status()
        if not status.usable:
            return SelfTest(False, status.detail)
        return SelfTest(True, status.detail or "打印机应答正常，有纸")

    def print_png(self, png: bytes, job: str) -> PrintOutcome:
        """Print one slip from its picture, at most 576 dots wide, once for each ``job``.

        Nothing is sent to a printer that says it cannot print, and the same job may then be tried again; once bytes went out the outcome
        stands, and printing again needs a new job, which somebody decided on. Raises PictureError for what is no picture of a receipt.
        """
        done = self._jobs.get(job)
        if done is not None:
            return done
        picture = bitmap(png)
        return self._print(commands(picture, self._cutter), picture.height + ENDING_DOTS, job)

    def print_text(self, parts: Sequence[text.Part], job: str) -> PrintOutcome:
        """The same from text. Raises CodeError for a code that cannot be printed."""
        done = self._jobs.get(job)
        if done is not None:
            return done
        slip = text.encode(parts, self._cutter)
        return self._print((slip.data,), slip.dots, job)

    def take_paper_mm(self) -> int:
        """Millimetres of paper printed since last asked, as far as is known; what was torn off unfinished is not counted."""
        whole, self._dots = divmod(self._dots, DOTS_A_MM)
        return whole

    def _print(self, pieces: Iterable[bytes], dots: int, job: str) -> PrintOutcome:
        refusal = self._refusal()
        if refusal is not None:
            return refusal
        self._remember(job, PrintOutcome.UNCERTAIN)
        outcome = self._send(pieces)
        self._remember(job, outcome)
        if outcome in (PrintOutcome.PRINTED, PrintOutcome.UNCERTAIN, PrintOutcome.CUTTER_JAMMED):
            self._dots += dots
        return outcome

    def _refusal(self) -> PrintOutcome | None:
        """Why nothing may be sent now; None when the printer is ready or does not say that it is not."""
        try:
            report = conversation.report(self._connected(), self._timeout)
        except DeviceError:
            return PrintOutcome.OFFLINE
        if report.silent:
            return PrintOutcome.OFFLINE
        return _stopped(report) or (PrintOutcome.OFFLINE if report.offline or report.fault else None)

    def _send(self, pieces: Iterable[bytes]) -> PrintOutcome:
        line = self._connected()
        try:
            for piece in pieces:
                line.write(piece, _WRITE_SECONDS + len(piece) / 1000)
            return self._follow(line)
        except DeviceError:
            return PrintOutcome.UNCERTAIN

    def _follow(self, line: Line) -> PrintOutcome:
        """Wait for the confirmation, asking now and then whether the printer stopped; one that fell silent is not waited for to the end.

        An overheated head is given its time, for it goes on by itself. What a stopped printer has not printed yet is taken from it, so that
        it does not come out later for somebody else.
        """
        heard = time.monotonic()
        deadline = heard + self._confirm
        while True:
            if any(is_confirmation(byte) for byte in line.read(min(self._timeout, 0.25))):
                return PrintOutcome.PRINTED
            report = conversation.progress(line, self._timeout)
            if report is None:
                return PrintOutcome.PRINTED
            stopped = _stopped(report)
            late = time.monotonic() >= deadline
            if stopped is not None and (late or stopped is not PrintOutcome.OVERHEATED):
                line.write(CLEAR_BUFFER, self._timeout)
                conversation.ask(line, QUERY_PRINTER, self._timeout)  # answered once the buffer is empty
                return stopped
            if not report.silent:
                heard = time.monotonic()
            if late or time.monotonic() >= heard + _SILENT_SECONDS:
                return PrintOutcome.UNCERTAIN

    def _connected(self) -> Line:
        if self._line is None:
            raise DeviceError(DeviceState.OFFLINE, "打印机没有连接")
        return self._line

    def _remember(self, job: str, outcome: PrintOutcome) -> None:
        self._jobs[job] = outcome
        while len(self._jobs) > _REMEMBERED_JOBS:
            self._jobs.popitem(last=False)

    def _status(self, state: DeviceState, report: PrinterReport, detail: str) -> Status:
        return Status(state, now(), detail, report.code if detail else None, paper=report.paper)


def _stopped(report: PrinterReport) -> PrintOutcome | None:
    if report.cover_open:
        return PrintOutcome.COVER_OPEN
    if report.paper is Paper.OUT:
        return PrintOutcome.PAPER_OUT
    return _FAULTS.get(report.fault) if report.fault else None
