"""The A4 printer, behind CUPS: prints a PDF, follows the job to its end, and leaves nothing of it in the print server.

Address ``cups:///QUEUE``; see ``REFERENCES``.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import time
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from devices.address import Address, AddressError
from devices.clock import now
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.printer import a4_spool
from devices.printer.a4_reasons import A4Outcome, A4Report, interpret, plain, supplies
from devices.printer.a4_reference import REFERENCES
from devices.printer.a4_sample import sample_pdf
from devices.printer.cups_line import CupsLine
from devices.status import Status

__all__ = ["REFERENCES", "A4Outcome", "A4Printer", "open_cups"]

_SOCKET = "/run/cups/cups.sock"
_REMEMBERED_JOBS = 1000
_MOST_BYTES = 200 << 20
_MOST_COPIES = 20
_LOOK_SECONDS = 0.1
_CONNECT_SECONDS = 10.0
_STOP_SECONDS = 3.0
_LONGEST_QUEUE = 127
_PENDING, _HELD, _PROCESSING, _STOPPED, _CANCELED, _ABORTED, _COMPLETED = range(3, 10)


def open_cups(address: Address) -> Device:
    """The factory of ``cups``. Raises AddressError."""
    REFERENCES[0].check(address)
    queue = address.path.removeprefix("/")
    if address.host or not 0 < len(queue) <= _LONGEST_QUEUE or any(char in "/\\?#'\"" or char <= " " for char in queue):
        raise AddressError("A4 打印机的地址应写成 cups:///打印队列名")
    server = address.options.get("server", _SOCKET)
    if not _is_server(server):
        raise AddressError("A4 打印机地址里的 server 应是套接字的路径，或 主机:端口")
    return A4Printer(
        queue,
        server,
        timeout=address.number("timeout", 3, low=0.2, high=60),
        confirm=address.number("confirm", 120, low=1, high=3600),
        patience=address.number("patience", 2, low=0, high=120),
        conf=address.options.get("conf", a4_spool.DEFAULT_CONF),
    )


class NotAPdf(ValueError):
    """What was to be printed is no PDF, or too big."""


class A4Printer(Device):
    """Prints documents. Remembers what became of each job: asked again for the same job it says so and prints nothing."""

    def __init__(self, queue: str, server: str, *, timeout: float, confirm: float, patience: float, conf: str) -> None:
        self._queue = queue
        self._timeout = timeout
        self._confirm = confirm
        self._patience = patience
        self._conf = conf if server.startswith("/") else ""
        self._line = CupsLine(server)
        self._jobs: OrderedDict[str, A4Outcome] = OrderedDict()
        self._owed: set[str] = set()
        self._facts: dict[str, str] = {}
        self._spool: a4_spool.Spool | None = None

    def open(self) -> None:
        """Connect, and take back what an earlier connection or process left waiting in the queue. Raises DeviceError."""
        self.close()
        self._line.calm()
        self._spool = a4_spool.inspect(self._conf) if self._conf else None
        self._sweep()

    def close(self) -> None:
        """End the process that talks to the print server."""
        self._line.end()

    def interrupt(self) -> None:
        """Stop the command under way (any thread)."""
        self._line.interrupt()

    def capabilities(self) -> Capabilities:
        """What it can do, and its supplies as it told them last."""
        spool = "不清楚" if self._spool is None else "磁盘" if self._spool.on_disk else "内存"
        return Capabilities("A4 打印机", {"协议": "IPP，经 CUPS", "打印队列": self._queue, "缓存位置": spool, **self._facts})

    def status(self) -> Status:
        """What the print server says of the printer. Raises DeviceError."""
        report = self._report()
        if self._owed:
            with suppress(DeviceError):
                self._sweep()
        detail, code = report.detail, report.vendor_code
        if not detail and self._spool is not None and self._spool.warning:
            detail, code = self._spool.warning, "spool"
        return Status(report.device, now(), detail, code, paper=report.paper)

    def self_test(self) -> SelfTest:
        """Ask for everything; prints nothing, for paper is the citizens'."""
        status = self.status()
        if not status.usable:
            return SelfTest(False, status.detail)
        return SelfTest(True, status.detail or "打印机应答正常，有纸")

    def print_pdf(self, pdf: bytes, job: str, copies: int = 1) -> A4Outcome:
        """Print a document once for each ``job`` (at most 20 copies) and wait for its end, at most ``confirm`` seconds.

        Nothing is sent to a printer that says it cannot print, and the same job may then be tried again; once it was sent the outcome stands,
        and printing again needs a new job, which somebody decided on. A job that does not come to its end is taken back. Raises NotAPdf,
        ValueError (copies).
        """
        done = self._jobs.get(job)
        if done is not None:
            return done
        if not pdf.startswith(b"%PDF-") or len(pdf) > _MOST_BYTES:
            raise NotAPdf("no PDF, or more than 200 MB")
        if not 1 <= copies <= _MOST_COPIES:
            raise ValueError(f"copies: 1 to {_MOST_COPIES}")
        return self._refusal() or self._print(pdf, job, copies)

    def print_sample(self) -> A4Outcome:
        """Print the sample page (打样张), also on a printer that said it cannot: some say so until the next job. Raises OSError (no font)."""
        return self._print(sample_pdf(), f"sample-{secrets.token_hex(8)}", 1)

    def _refusal(self) -> A4Outcome | None:
        """Why nothing may be sent now; None when the printer is ready."""
        try:
            return self._report().stops
        except DeviceError:
            return A4Outcome.OFFLINE

    def _print(self, pdf: bytes, job: str, copies: int) -> A4Outcome:
        title = _title(job)
        options = {"copies": str(copies), "job-cancel-after": str(int(self._confirm) + 60)}
        self._remember(job, A4Outcome.UNCERTAIN)
        self._owed.add(title)
        try:
            number = self._line.ask("create", self._queue, title, options, timeout=self._timeout)
        except DeviceError as error:
            if error.vendor_code != "no-server" and not (error.vendor_code or "").startswith("ipp-"):
                return self._end(job, title, A4Outcome.CANCELLED)  # no answer: there may be a job, but it has no document
            self._owed.discard(title)
            del self._jobs[job]  # there is no job: it may be tried again
            return A4Outcome.OFFLINE if error.vendor_code == "no-server" else A4Outcome.REFUSED
        try:
            outcome = self._send(pdf, number)
        except DeviceError:
            outcome = A4Outcome.UNCERTAIN
        return self._end(job, title, outcome)

    def _end(self, job: str, title: str, outcome: A4Outcome) -> A4Outcome:
        """Leave nothing of a job behind, and remember what became of it."""
        if outcome is A4Outcome.PRINTED:
            self._owed.discard(title)
        elif not self._taken_back(title) and outcome is not A4Outcome.CANCELLED:
            outcome = A4Outcome.UNCERTAIN
        self._remember(job, outcome)
        self._line.end()  # and with it what that process remembers of the document
        return outcome

    def _send(self, pdf: bytes, number: int) -> A4Outcome:
        self._line.ask("send", self._queue, number, pdf, timeout=self._timeout + len(pdf) / 500_000)
        outcome = self._follow(number)
        if outcome is A4Outcome.PRINTED:
            with suppress(DeviceError):  # its record holds nothing personal, and goes by itself too
                self._line.ask("purge", number, timeout=self._timeout)
        return outcome

    def _follow(self, number: int) -> A4Outcome:
        """Watch the job and the printer until the job ends, the printer stops for longer than it may, or the time is up. Raises DeviceError."""
        deadline = time.monotonic() + self._confirm
        stopped_since: float | None = None
        started = False
        while True:
            job = self._line.ask("job", number, timeout=self._timeout)
            ended = _ended(job)
            if ended is not None:
                return ended
            started = started or (job or {}).get("job-state") in (_PROCESSING, _STOPPED)
            report = self._report()
            if report.stops is None:
                stopped_since = None
            else:
                stopped_since = stopped_since or time.monotonic()
                if time.monotonic() - stopped_since >= (_CONNECT_SECONDS if report.connecting else self._patience):
                    return report.stops
            if time.monotonic() >= deadline:
                return A4Outcome.UNCERTAIN if started else A4Outcome.CANCELLED
            self._line.pause(_LOOK_SECONDS)

    def _taken_back(self, title: str) -> bool:
        """Whether the job was still waiting or printing, and is now gone from the print server, document and all."""
        try:
            return title in self._sweep()
        except DeviceError:
            return False  # stays owed: tried again at every look, and when the server is back

    def _sweep(self) -> list[str]:
        """Take back every job that is owed, or that a process of this machine left which is gone. Raises DeviceError."""
        waiting: dict[int, str] = self._line.ask("unfinished", timeout=self._timeout)
        found = [(number, title) for number, title in waiting.items() if title in self._owed or _left_behind(title)]
        for number, title in found:
            try:
                self._line.ask("withdraw", number, _STOP_SECONDS, timeout=self._timeout + _STOP_SECONDS)
            except DeviceError:
                if title in self._owed:
                    raise
        self._owed.clear()
        return [title for _, title in found]

    def _report(self) -> A4Report:
        attributes = self._line.ask("printer", self._queue, timeout=self._timeout)
        facts = {"型号": plain(attributes.get("printer-make-and-model")), **supplies(attributes)}
        sides = attributes.get("sides-supported")
        if isinstance(sides, list):
            facts["双面"] = "能" if "two-sided-long-edge" in sides else "不能"
        self._facts = {name: value for name, value in facts.items() if value}
        return interpret(attributes)

    def _remember(self, job: str, outcome: A4Outcome) -> None:
        self._jobs[job] = outcome
        while len(self._jobs) > _REMEMBERED_JOBS:
            self._jobs.popitem(last=False)


def _ended(job: dict[str, object] | None) -> A4Outcome | None:
    """The outcome of a job that is at its end; a server that keeps no history has forgotten it, however it ended."""
    if job is None:
        return A4Outcome.UNCERTAIN
    ends = {_COMPLETED: A4Outcome.PRINTED, _CANCELED: A4Outcome.CANCELLED, _ABORTED: A4Outcome.UNCERTAIN}
    state = job.get("job-state")
    return ends.get(state) if isinstance(state, int) else None


def _machine() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]


def _title(job: str) -> str:
    """What the job is called in the print server: this machine, this process, and which job, in no words anybody can read."""
    return f"kiosk-{_machine()}-{os.getpid()}-{hashlib.sha256(job.encode()).hexdigest()[:16]}"


def _left_behind(title: str) -> bool:
    parts = title.split("-")
    if len(parts) != 4 or parts[:2] != ["kiosk", _machine()] or not (parts[2].isascii() and parts[2].isdigit() and len(parts[2]) < 12):
        return False
    return not Path(f"/proc/{parts[2]}").exists()


def _is_server(server: str) -> bool:
    if server.startswith("/"):
        return len(server) <= 107 and server.isprintable()
    host, _, port = server.rpartition(":")
    return (
        bool(host)
        and port.isascii()
        and port.isdigit()
        and 0 < int(port) < 65536
        and all("!" <= char <= "~" and char not in "/@" for char in host)
    )
