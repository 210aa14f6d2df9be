"""Papers of staff mode, set by a process of its own: a citizen's papers are never held up, and never set by a process that knows others'."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kiosk.papers_process import PapersProcess


class StaffPapers:
    """For several threads; one paper at a time."""

    def __init__(self) -> None:
        self._process = PapersProcess()
        self._one = threading.Lock()

    def png(self, template: str, data: Mapping[str, Any]) -> bytes:
        """The first page, at the receipt printer's resolution. Raises PaperError, OSError."""
        with self._one:
            return self._process.png(template, data)[0]

    def pdf(self, template: str, data: Mapping[str, Any], at: datetime) -> bytes:
        """The document as PDF/A. Raises PaperError, OSError."""
        with self._one:
            return self._process.pdf(template, data, at=at)

    def end(self) -> None:
        """End the process once its paper is done: for a worker thread."""
        with self._one:
            self._process.end()
