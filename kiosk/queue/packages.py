"""The outbox: one file a sealed package, named by receipt number and submission id and nothing else."""

from __future__ import annotations

import hashlib
import logging
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk import durable
from kiosk.package import SUBMISSION_ID
from kiosk.receipt_number import PATTERN

LOG = logging.getLogger(__name__)
NAME = re.compile(rf"({PATTERN.pattern})\.({SUBMISSION_ID.pattern})\.age", re.ASCII)
LOT = 1024 * 1024
"""Bytes that are written and hashed at once: the more, the less the two wait for each other."""
FORGOTTEN = 3600.0
"""Seconds after which an unfinished file belongs to a process that died."""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A package on the disk. ``size`` in bytes; ``written`` in UTC."""

    path: Path
    receipt_no: str
    submission_id: str
    size: int
    written: datetime


class Packages:
    """The folder ``outbox`` of a state folder."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "outbox"
        durable.make_folder(self.folder)

    def path(self, receipt_no: str, submission_id: str) -> Path:
        """Where a package is or would be."""
        return self.folder / f"{receipt_no}.{submission_id}.age"

    def write(self, receipt_no: str, submission_id: str, seal: Callable[[Callable[[bytes], None]], None]) -> tuple[int, str]:
        """Write a package as ``seal`` gives it piece by piece; on the disk, name included, when this returns: its size and SHA-256.

        Raises OSError, and whatever ``seal`` raises.
        """
        size, sha256, lot = 0, hashlib.sha256(), bytearray()
        with (
            ThreadPoolExecutor(1, thread_name_prefix="digest") as beside,
            durable.writing(self.path(receipt_no, submission_id)) as add,
        ):

            def pass_on() -> None:
                nonlocal size
                piece = bytes(lot)
                lot.clear()
                size += len(piece)
                beside.submit(sha256.update, piece)
                add(piece)

            def gather(data: bytes) -> None:
                lot.extend(data)
                if len(lot) >= LOT:
                    pass_on()

            seal(gather)
            pass_on()
        return size, sha256.hexdigest()

    def remove(self, receipt_no: str, submission_id: str) -> None:
        """Delete a package for good. Raises OSError."""
        durable.remove(self.path(receipt_no, submission_id))

    def withdraw(self, receipt_no: str, submission_id: str) -> None:
        """Take back a package whose writing failed, so that nothing adopts it after the citizen was told that it was not submitted."""
        try:
            self.remove(receipt_no, submission_id)
        except OSError as error:
            LOG.error("%s could not be withdrawn for good: %s", receipt_no, error.strerror)

    def files(self) -> Iterator[SealedFile]:
        """Every package in the folder, whatever the rows say."""
        for path in sorted(self.folder.iterdir()):
            match = NAME.fullmatch(path.name)
            if match is None:
                continue
            try:
                facts = path.stat()
            except FileNotFoundError:
                continue
            yield SealedFile(path, match[1], path.name.split(".")[1], facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))

    def sweep(self) -> None:
        """Remove unfinished files that a dead process left. Raises OSError."""
        for path in self.folder.glob(f"{durable.TEMPORARY_PREFIX}*"):
            try:
                if abs(time.time() - path.stat().st_mtime) > FORGOTTEN:
                    path.unlink()
            except FileNotFoundError:
                continue


def digest(path: Path) -> str:
    """SHA-256 of a file in lower-case hex, read in pieces. Raises OSError."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
