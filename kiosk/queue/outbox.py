"""Where a visit ends: a finished case is sealed, written and queued. After ``put`` has returned nothing loses it."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from kiosk.case import FinishedCase
from kiosk.package import pack_pieces
from kiosk.queue.packages import SealedFile, digest
from kiosk.queue.store import Queue, State
from kiosk.sealing import seal_pieces

LOG = logging.getLogger(__name__)


class Outbox:
    """The submitting side of the queue. Keep one for the life of the process; ``put`` may run on any thread."""

    def __init__(self, home: Path) -> None:
        self._queue = Queue(home)

    def put(self, case: FinishedCase, recipients: Sequence[str]) -> None:
        """Seal the case, write the package, add the row, in this order; returns only when the package is durable.

        Raises PackageError, SealingError or OSError, and then nothing of the case is on the disk: the citizen may be told that it was not
        submitted. The package is the promise and the row only leads to it: where the row cannot be written the case is kept all the
        same, and recovery adds the row. May be called again with the same case after an error.
        """
        if self._known(case.submission_id):
            return
        packages = self._queue.packages
        path = packages.path(case.receipt_no, case.submission_id)
        if path.exists():
            size, sha256 = path.stat().st_size, digest(path)
        else:
            packed = pack_pieces(case)
            try:
                size, sha256 = packages.write(
                    case.receipt_no, case.submission_id, lambda write: seal_pieces(packed.pieces, write, recipients)
                )
            except BaseException:
                packages.withdraw(case.receipt_no, case.submission_id)
                raise
            finally:
                packed.wipe()
        try:
            self._queue.add(SealedFile(path, case.receipt_no, case.submission_id, size, case.received_at), case.received_at, sha256)
        except sqlite3.Error as error:
            LOG.error("%s is kept, its row will follow: %s", case.receipt_no, error)

    def _known(self, submission_id: str) -> bool:
        try:
            return self._queue.find(submission_id) is not None
        except sqlite3.Error as error:
            LOG.error("the queue cannot be read: %s", error)
            return False

    def acknowledged(self, submission_id: str) -> bool:
        """Whether the hub holds the case, by its own signed word."""
        row = self._queue.find(submission_id)
        return row is not None and row.state is State.ACKNOWLEDGED

    def close(self) -> None:
        """Close the database."""
        self._queue.close()
