"""Papers set in a process of its own that lives as long as a visit.

The typesetter keeps what it was given in caches that nobody can empty, and its fonts in memory. Both go with the process, so that
nothing about a citizen stays behind and the screen's process stays small.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.papers import PRINTER_DPI

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

TIMEOUT_SECONDS = 30.0


class PapersProcessError(OSError):
    """The process ended or does not answer. What was asked for was not made; asking again starts a new one."""


class PapersProcess:
    """Makes papers of the templates in the folder that ``folder`` names when the process starts (None: the built-in ones).

    Used by one thread at a time.
    """

    def __init__(self, folder: Callable[[], Path | None] = lambda: None) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection[Any, Any] | None = None

    def start(self) -> None:
        """Start the process, unless it runs; it looks up its fonts while the citizen fills the form. Raises OSError."""
        if self._process is not None and self._process.poll() is None:
            return
        self.end()
        ours, theirs = socket.socketpair()
        with theirs:
            folder = self._folder()
            command = [sys.executable, "-m", "kiosk.papers_worker", str(theirs.fileno()), *([str(folder)] if folder else [])]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        from multiprocessing.connection import Connection

        self._line = Connection(ours.detach())

    def end(self) -> None:
        """End the process and everything it remembers."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def png(self, template: str, data: Mapping[str, Any], *, dpi: float = PRINTER_DPI) -> tuple[bytes, ...]:
        """As :meth:`kiosk.papers.Papers.png`. Raises PaperError, OSError."""
        pages: tuple[bytes, ...] = self._ask("png", template, data, dpi=dpi)
        return pages

    def pdf(self, template: str, data: Mapping[str, Any], *, at: datetime | None = None) -> bytes:
        """As :meth:`kiosk.papers.Papers.pdf`. Raises PaperError, OSError."""
        document: bytes = self._ask("pdf", template, data, at=at)
        return document

    def pages_pdf(self, jpegs: Sequence[bytes]) -> bytes:
        """As :func:`kiosk.pages_pdf.pages_pdf`. Raises OSError."""
        document: bytes = self._ask("pages_pdf", list(jpegs))
        return document

    def _ask(self, what: str, *arguments: object, **options: object) -> Any:
        self.start()
        assert self._line is not None
        try:
            self._line.send((what, arguments, options))
            if not self._line.poll(TIMEOUT_SECONDS):
                raise PapersProcessError("the papers process does not answer")
            good, answer = self._line.recv()
        except (EOFError, OSError) as error:
            self.end()
            raise PapersProcessError("the papers process ended") from error
        if not good:
            raise answer
        return answer
