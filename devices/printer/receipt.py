"""The receipt printer: ESC/POS over a serial line or TCP.

Addresses ``escpos+serial:///dev/ttyS1`` (option ``baud``, 115200) and ``escpos+tcp://host:9100``; options ``timeout`` seconds for a
status answer (0.5) and ``confirm`` seconds to wait for the printed receipt (15).
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum

from devices.address import Address, AddressError
from devices.clock import now
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.printer.raster import bitmap, commands
from devices.printer.status_bytes import (
    CLEAR_BUFFER,
    QUERY_ERROR,
    QUERY_OFFLINE,
    QUERY_PAPER,
    QUERY_PRINTER,
    PrinterReport,
    interpret,
    is_confirmation,
    is_realtime_answer,
)
from devices.status import DeviceState, Paper, Status
from devices.wire import Wire
from devices.wire import open_serial as open_serial_wire
from devices.wire import open_tcp as open_tcp_wire

_REMEMBERED_JOBS = 1000
_WRITE_SECONDS = 10.0
_SILENT_SECONDS = 4.0


class PrintOutcome(StrEnum):
    """What became of a receipt. ``UNCERTAIN``: the bytes went out and no confirmation came; it may be printed, wholly, in part or not."""

    PRINTED = "printed"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    UNCERTAIN = "uncertain"


def open_serial(address: Address) -> Device:
    """The factory of ``escpos+serial``. Raises AddressError."""
    address.only("baud", "timeout", "confirm")
    if address.host or len(address.path) < 2:
        raise AddressError("凭条打印机的地址应写成 escpos+serial:///dev/ttyS1")
    baud = int(address.number("baud", 115200, low=1200, high=3_000_000))
    return _printer(address, lambda: open_serial_wire(address.path, baud))


def open_tcp(address: Address) -> Device:
    """The factory of ``escpos+tcp``. Raises AddressError."""
    address.only("timeout", "confirm")
    host, port = address.host, address.port or 9100
    if not host:
        raise AddressError("凭条打印机的地址应写成 escpos+tcp://主机:9100")
    return _printer(address, lambda: open_tcp_wire(host, port))


def _printer(address: Address, connect: Callable[[], Wire]) -> Device:
    return ReceiptPrinter(
        connect,
        timeout=address.number("timeout", 0.5, low=0.05, high=30),
        confirm=address.number("confirm", 15, low=0.2, high=120),
    )


class ReceiptPrinter(Device):
    """Prints pictures. Remembers what became of each job: asked again for the same job it says so and prints nothing."""

    def __init__(self, connect: Callable[[], Wire], *, timeout: float = 0.5, confirm: float = 15.0) -> None:
        self._connect = connect
        self._timeout = timeout
        self._confirm = confirm
        self._wire: Wire | None = None
        self._jobs: OrderedDict[str, PrintOutcome] = OrderedDict()

    def open(self) -> None:
        """Connect. Whether a printer is behind the line shows in ``status``."""
        self.close()
        self._wire = self._connect()

    def close(self) -> None:
        """Release the line."""
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()

    def interrupt(self) -> None:
        """Stop the command under way (any thread)."""
        wire = self._wire
        if wire is not None:
            wire.interrupt()

    def capabilities(self) -> Capabilities:
        """What it can do."""
        return Capabilities("凭条打印机", {"协议": "ESC/POS", "纸宽": "80 毫米，576 点"})

    def status(self) -> Status:
        """Ask for everything. Raises DeviceError when the printer says nothing readable at all."""
        report = self._report()
        if report.silent:
            raise DeviceError(DeviceState.HARDWARE_ERROR, "打印机没有应答，请检查电源和连接线", "timeout")
        if report.fault:
            return self._status(DeviceState.HARDWARE_ERROR, report, report.fault)
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
        """Print one receipt, at most 576 dots wide, once for each ``job``.

        Nothing is sent to a printer that says it cannot print, and the same job may then be tried again; once bytes went out the outcome
        stands, and printing again needs a new job, which somebody decided on. Raises PictureError for what is no picture of a receipt.
        """
        done = self._jobs.get(job)
        if done is not None:
            return done
        data = commands(bitmap(png))
        refusal = self._refusal()
        if refusal is not None:
            return refusal
        self._remember(job, PrintOutcome.UNCERTAIN)
        outcome = self._send(data)
        self._remember(job, outcome)
        return outcome

    def _refusal(self) -> PrintOutcome | None:
        """Why nothing may be sent now; None when the printer is ready or does not say that it is not."""
        try:
            report = self._report()
        except DeviceError:
            return PrintOutcome.OFFLINE
        if report.silent:
            return PrintOutcome.OFFLINE
        return _stopped(report) or (PrintOutcome.OFFLINE if report.offline or report.fault else None)

    def _send(self, data: bytes) -> PrintOutcome:
        wire = self._line()
        try:
            wire.write(data, _WRITE_SECONDS + len(data) / 1000)
            return self._follow(wire)
        except DeviceError:
            return PrintOutcome.UNCERTAIN

    def _follow(self, wire: Wire) -> PrintOutcome:
        """Wait for the confirmation, asking now and then whether the printer stopped; one that fell silent is not waited for to the end."""
        heard = time.monotonic()
        deadline = heard + self._confirm
        while True:
            if any(is_confirmation(byte) for byte in wire.read(min(self._timeout, 0.25))):
                return PrintOutcome.PRINTED
            offline, confirmed = self._query(wire, QUERY_OFFLINE)
            if confirmed:
                return PrintOutcome.PRINTED
            paper, confirmed = self._query(wire, QUERY_PAPER)
            if confirmed:
                return PrintOutcome.PRINTED
            stopped = _stopped(interpret(None, offline, None, paper))
            if stopped is not None:
                wire.write(CLEAR_BUFFER, self._timeout)
                return stopped
            if offline is not None or paper is not None:
                heard = time.monotonic()
            if time.monotonic() >= min(deadline, heard + _SILENT_SECONDS):
                return PrintOutcome.UNCERTAIN

    def _report(self) -> PrinterReport:
        wire = self._line()
        wire.drop_input()
        first, _ = self._query(wire, QUERY_PRINTER)
        offline, _ = self._query(wire, QUERY_OFFLINE)
        if first is None and offline is None:  # two questions left open: the other two would only take as long again
            return interpret(None, None, None, None)
        error, _ = self._query(wire, QUERY_ERROR)
        paper, _ = self._query(wire, QUERY_PAPER)
        return interpret(first, offline, error, paper)

    def _query(self, wire: Wire, query: bytes) -> tuple[int | None, bool]:
        """The answer to one real-time query, and whether the confirmation of a print came meanwhile."""
        wire.write(query, self._timeout)
        deadline = time.monotonic() + self._timeout
        confirmed = False
        while True:
            for byte in wire.read(deadline - time.monotonic()):
                if is_realtime_answer(byte):
                    return byte, confirmed
                confirmed = confirmed or is_confirmation(byte)
            if time.monotonic() >= deadline:
                return None, confirmed

    def _line(self) -> Wire:
        if self._wire is None:
            raise DeviceError(DeviceState.OFFLINE, "打印机没有连接")
        return self._wire

    def _remember(self, job: str, outcome: PrintOutcome) -> None:
        self._jobs[job] = outcome
        while len(self._jobs) > _REMEMBERED_JOBS:
            self._jobs.popitem(last=False)

    def _status(self, state: DeviceState, report: PrinterReport, detail: str) -> Status:
        return Status(state, now(), detail, report.code if detail else None, paper=report.paper)


def _stopped(report: PrinterReport) -> PrintOutcome | None:
    if report.cover_open:
        return PrintOutcome.COVER_OPEN
    return PrintOutcome.PAPER_OUT if report.paper is Paper.OUT else None
