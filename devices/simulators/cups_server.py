"""A print server of its own: a real ``cupsd`` with one queue, everything it writes in memory, reached through a socket in its own folder.

The machine's own CUPS, if it runs, is neither needed nor touched. The queue is raw: the document goes to the printer as it came, so that
no filter is needed.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import secrets
import shlex
import shutil
import signal
from collections.abc import Iterable, Sequence
from pathlib import Path

import cups

_CUPSD = "/usr/sbin/cupsd"
_PROGRAMS = Path("/usr/lib/cups")
_MEMORY = Path("/dev/shm")  # noqa: S108 - a tmpfs: what is to be printed never reaches a disk
_PREFIX = "kiosk-cups-"
_ENDS_WITH_US = ("setpriv", "--pdeathsig", "TERM")  # util-linux: the daemon ends when whoever simulates is killed
_READY_SECONDS = 15.0
_ANSWER_SECONDS = 5.0
_SCHEME = "paper"

_FILES_CONF = """\
ServerRoot {root}/etc
ServerBin {root}/bin
RequestRoot {root}/spool
TempDir {root}/tmp
CacheDir {root}/cache
StateDir {root}/run
AccessLog {root}/log/access_log
ErrorLog {root}/log/error_log
PageLog {root}/log/page_log
SystemGroup root
FatalErrors config
"""
_CUPSD_CONF = """\
Listen {root}/cups.sock
Browsing No
WebInterface No
DefaultAuthType None
LogLevel warn
AccessLogLevel config
PageLogFormat
PreserveJobFiles No
PreserveJobHistory 300
JobKillDelay 1
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order deny,allow
    Allow all
  </Limit>
</Policy>
"""
_PRINTERS_CONF = """\
<Printer {queue}>
Info A4
DeviceURI {scheme}:/tray
State Idle
Accepting Yes
Shared No
JobSheets none none
OpPolicy default
ErrorPolicy abort-job
</Printer>
"""


class CupsServer:
    """``backend`` is the command that plays the printer: cupsd gives it a job's arguments, and the document as a file or on standard input."""

    def __init__(self, queue: str, backend: Sequence[str]) -> None:
        self.queue = queue
        self.root = _MEMORY / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(6)}"
        self._backend = backend
        self._process: asyncio.subprocess.Process | None = None
        self._frozen = False

    @property
    def socket(self) -> Path:
        """Where it is reached; stays the same from start to start."""
        return self.root / "cups.sock"

    @property
    def files_conf(self) -> Path:
        """Its ``cups-files.conf``."""
        return self.root / "etc" / "cups-files.conf"

    @property
    def running(self) -> bool:
        """Whether the daemon runs, frozen or not."""
        return self._process is not None and self._process.returncode is None

    @property
    def process_id(self) -> int | None:
        """The daemon's process, None when it does not run."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    @property
    def answers(self) -> bool:
        """Whether it runs and is not frozen."""
        return self.running and not self._frozen

    async def start(self) -> None:
        """Start the daemon with what its folder holds. Raises OSError when it cannot."""
        if self.running:
            return
        _clear_away()
        self._lay_out()
        self.socket.unlink(missing_ok=True)
        arguments = ("-f", "-c", str(self.root / "etc" / "cupsd.conf"), "-s", str(self.files_conf))
        quiet = asyncio.subprocess.DEVNULL
        try:
            self._process = await asyncio.create_subprocess_exec(
                *_ENDS_WITH_US, _CUPSD, *arguments, stdin=quiet, stdout=quiet, stderr=quiet
            )
        except FileNotFoundError as error:
            raise OSError("setpriv of util-linux is missing") from error
        try:
            async with asyncio.timeout(_READY_SECONDS):
                while not await self._listens():  # noqa: ASYNC110 - another program's readiness
                    await asyncio.sleep(0.02)
        except TimeoutError as error:
            await self.stop()
            raise OSError("cupsd does not start") from error

    async def stop(self) -> None:
        """End the daemon; what is in its spool stays there, as on a real machine."""
        self.freeze(False)
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(10):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def remove(self) -> None:
        """End it and remove everything it ever wrote."""
        await self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def freeze(self, frozen: bool) -> None:
        """Stop it from doing anything, or let it go on: its socket stays there and takes connections."""
        if self._process is not None and self._process.returncode is None and frozen != self._frozen:
            self._process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)
        self._frozen = frozen

    async def tell_reasons(self, reasons: Iterable[str]) -> None:
        """Set ``printer-state-reasons``, as a driver does that watches the printer while nothing is printed. Raises OSError."""
        values = list(reasons) or ["none"]
        told = cups.IPPAttribute(cups.IPP_TAG_PRINTER, cups.IPP_TAG_KEYWORD, "printer-state-reasons", values)
        await self._ask(cups.IPP_OP_CUPS_ADD_MODIFY_PRINTER, told)

    async def accept(self, accepting: bool) -> None:
        """Take new jobs or refuse them. Raises OSError."""
        await self._ask(cups.IPP_OP_CUPS_ACCEPT_JOBS if accepting else cups.IPP_OP_CUPS_REJECT_JOBS)

    async def pause(self, paused: bool) -> None:
        """Keep jobs waiting, or print them. Raises OSError."""
        await self._ask(cups.IPP_OP_PAUSE_PRINTER if paused else cups.IPP_OP_RESUME_PRINTER)

    async def _ask(self, operation: int, *attributes: cups.IPPAttribute) -> None:
        body = self._request(operation, attributes)
        head = f"POST /admin/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ipp\r\nContent-Length: {len(body)}\r\n\r\n"
        async with asyncio.timeout(_ANSWER_SECONDS):
            reader, writer = await asyncio.open_unix_connection(self.socket)
            try:
                writer.write(head.encode() + body)
                await writer.drain()
                answer = await reader.readuntil(b"\r\n\r\n")
                status = await reader.readexactly(4)
            except asyncio.IncompleteReadError as error:
                raise OSError("cupsd closed the connection") from error
            finally:
                writer.close()
        if not answer.startswith(b"HTTP/1.1 200") or status[2] != 0:
            raise OSError(f"cupsd refused: {answer[:20]!r} {status!r}")

    def _request(self, operation: int, attributes: Iterable[cups.IPPAttribute]) -> bytes:
        request = cups.IPPRequest(operation)
        where = cups.IPP_TAG_OPERATION
        request.add(cups.IPPAttribute(where, cups.IPP_TAG_CHARSET, "attributes-charset", "utf-8"))
        request.add(cups.IPPAttribute(where, cups.IPP_TAG_LANGUAGE, "attributes-natural-language", "en"))
        request.add(cups.IPPAttribute(where, cups.IPP_TAG_URI, "printer-uri", f"ipp://localhost/printers/{self.queue}"))
        request.add(cups.IPPAttribute(where, cups.IPP_TAG_NAME, "requesting-user-name", "root"))
        for attribute in attributes:
            request.add(attribute)
        written = io.BytesIO()
        request.writeIO(written.write)
        return written.getvalue()

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_unix_connection(self.socket)
        except OSError:
            return False
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return True

    def _lay_out(self) -> None:
        if self.root.exists():
            return
        if not Path(_CUPSD).exists():
            raise OSError("the package cups is missing")
        self.root.mkdir(mode=0o711)
        for name in ("etc", "etc/ppd", "etc/ssl", "spool", "tmp", "cache", "run", "log", "bin", "bin/backend"):
            (self.root / name).mkdir()
        for name in ("daemon", "filter", "notifier"):
            (self.root / "bin" / name).symlink_to(_PROGRAMS / name)
        values = {"root": self.root, "queue": self.queue, "scheme": _SCHEME}
        self.files_conf.write_text(_FILES_CONF.format(**values))
        (self.root / "etc" / "cupsd.conf").write_text(_CUPSD_CONF.format(**values))
        printers = self.root / "etc" / "printers.conf"
        printers.write_text(_PRINTERS_CONF.format(**values))
        printers.chmod(0o600)
        script = self.root / "bin" / "backend" / _SCHEME
        script.write_text(f'#!/bin/sh\nexec {shlex.join(self._backend)} "$@"\n')
        os.chmod(script, 0o700)


def _clear_away() -> None:
    """Remove what simulators left that were killed."""
    for folder in _MEMORY.glob(f"{_PREFIX}*-*"):
        process = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if process.isdigit() and not Path("/proc", process).exists():
            shutil.rmtree(folder, ignore_errors=True)
