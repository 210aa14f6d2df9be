"""Where a visit ends: a finished case is sealed, written and queued. After ``put`` has returned nothing loses it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from kiosk.case import FinishedCase
from kiosk.package import pack
from kiosk.queue.packages import SealedFile, digest
from kiosk.queue.store import Queue, State
from kiosk.sealing import seal


class Outbox:
    """The submitting side of the queue. Keep one for the life of the process; ``put`` may run on any thread."""

    def __init__(self, home: Path) -> None:
        self._queue = Queue(home)

    def put(self, case: FinishedCase, recipients: Sequence[str]) -> None:
        """Seal the case, write the package, add the row, in this order; returns only when both are durable.

        Raises PackageError, SealingError, OSError or sqlite3.Error; the citizen is told 收件 only when nothing was raised. May be called
        again with the same case after an error: what is there already stays as it is, for sealing twice gives different bytes.
        """
        packed = pack(case)
        if self._queue.find(case.submission_id) is not None:
            return
        packages = self._queue.packages
        path = packages.path(case.receipt_no, case.submission_id)
        if path.exists():
            size, sha256 = path.stat().st_size, digest(path)
        else:
            sealed = seal(packed, recipients)
            packages.write(case.receipt_no, case.submission_id, sealed)
            size, sha256 = len(sealed), hashlib.sha256(sealed).hexdigest()
        self._queue.add(SealedFile(path, case.receipt_no, case.submission_id, size, case.received_at), case.received_at, sha256)

    def acknowledged(self, submission_id: str) -> bool:
        """Whether the hub holds the case, by its own signed word."""
        row = self._queue.find(submission_id)
        return row is not None and row.state is State.ACKNOWLEDGED

    def close(self) -> None:
        """Close the database."""
        self._queue.close()
