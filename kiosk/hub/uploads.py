"""Packages arriving over tus 1.0: what the endpoint does to rows and files.

A chunk is made durable in the store at the recorded offset and only then recorded: whatever dies in between, the recorded bytes are there
and right. What came of a broken chunk is kept. Of two writers on different replicas the one whose offset is recorded first wins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import delete, select, update

from kiosk import package, receipt_number
from kiosk.hub.core import Hub
from kiosk.hub.entering import Arrival
from kiosk.hub.intake import REFUSALS, take_in, take_whole
from kiosk.hub.models import Case, Upload, UploadPiece
from kiosk.hub.problems import Problem
from kiosk.hub.stores import Busy, Piece, Writer
from kiosk.hub.tokens import Claim

MAX_SEALED = package.MAX_BYTES + package.MAX_BYTES // 1000 + 65536
"""The largest sealed package: age adds 16 bytes to each 64 KiB, and a header."""
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Announced:
    """What a terminal announces before the first byte."""

    submission_id: str
    receipt_no: str
    sha256: str
    length: int

    def of(self, terminal_id: str) -> Arrival:
        """The same, with whose it is."""
        return Arrival(self.submission_id, terminal_id, self.receipt_no, self.sha256, self.length)


def announced(metadata: Mapping[str, str], length: int) -> Announced:
    """Check an announcement. Raises Problem 400 or 413."""
    submission_id, receipt_no, sha256 = (metadata.get(name, "") for name in ("submission_id", "receipt_no", "sha256"))
    if package.SUBMISSION_ID.fullmatch(submission_id) is None:
        raise Problem(400, "metadata", "submission_id is not a UUID in lower case")
    if not receipt_number.verify(receipt_no):
        raise Problem(400, "metadata", "receipt_no is not a receipt number")
    if SHA256.fullmatch(sha256) is None:
        raise Problem(400, "metadata", "sha256 is not 64 hexadecimal digits")
    if length < 1:
        raise Problem(400, "length", "an empty package")
    if length > MAX_SEALED:
        raise Problem(413, "too-large", f"a package has at most {MAX_SEALED} bytes")
    return Announced(submission_id, receipt_no, sha256, length)


def create(hub: Hub, terminal_id: str, announcement: Announced) -> int:
    """Begin an upload, or find the one that is there; returns its offset. A refused one may begin anew. Raises Problem 409."""
    useless: list[Piece] = []
    with hub.database.writing() as session, session.begin():
        row = session.get(Upload, announcement.submission_id, with_for_update=True)
        if row is None:
            row = Upload(submission_id=announcement.submission_id, terminal_id=terminal_id, created_at=hub.now(), offset=0)
            session.add(row)
        elif row.terminal_id != terminal_id:
            raise Problem(409, "other-terminal", "another terminal announced this submission")
        elif row.state != "refused":
            if (row.sha256, row.length, row.receipt_no) != (announcement.sha256, announcement.length, announcement.receipt_no):
                raise Problem(409, "other-content", "this submission was announced with other content")
            return row.offset
        row.receipt_no, row.sha256, row.length = announcement.receipt_no, announcement.sha256, announcement.length
        row.offset, row.state, row.refusal = 0, "open", None
        refused = delete(UploadPiece).where(UploadPiece.submission_id == announcement.submission_id)
        useless += [Piece(key, length) for key, length in session.execute(refused.returning(UploadPiece.key, UploadPiece.length))]
    hub.store.forget(useless)
    return 0


async def receive(hub: Hub, claim: Claim, announcement: Announced, data: bytes) -> tuple[int, str | None]:
    """An announcement with the package's first bytes, or without: the offset reached and, where that is all of it, the acknowledgement.

    Raises Problem, OSError. What is here already is not written again: the answer says where to go on.
    """
    if len(data) > announcement.length:
        raise Problem(413, "too-large", "more bytes than announced")
    if len(data) == announcement.length and (token := await take_whole(hub, claim, announcement.of(claim.terminal_id), data)) is not None:
        return announcement.length, token
    return await run_in_threadpool(_receive, hub, claim, announcement, data)


def _receive(hub: Hub, claim: Claim, announcement: Announced, data: bytes) -> tuple[int, str | None]:
    """The long way: announced, written, taken in."""
    with hub.database.reading() as session:
        claim.confirm(session.connection())
    reached = create(hub, claim.terminal_id, announcement)
    if data and reached == 0:
        chunk = open_chunk(hub, claim.terminal_id, announcement.submission_id, 0)
        try:
            chunk.write(data)
        finally:
            reached = chunk.finish()
    whole = reached == announcement.length
    return reached, acknowledgement(hub, claim.terminal_id, announcement.submission_id) if whole else None


def find(hub: Hub, terminal_id: str, submission_id: str) -> Upload:
    """The upload, for its own terminal only. Raises Problem 404 or 403."""
    if package.SUBMISSION_ID.fullmatch(submission_id) is None:
        raise Problem(404, "unknown", "no such upload")
    with hub.database.reading() as session:
        row = session.get(Upload, submission_id)
    if row is None:
        raise Problem(404, "unknown", "no such upload")
    if row.terminal_id != terminal_id:
        raise Problem(403, "other-terminal", "the upload is another terminal's")
    return row


def acknowledgement(hub: Hub, terminal_id: str, submission_id: str) -> str:
    """The signed acknowledgement. Raises Problem: 425 while bytes are missing, 422 when the package was refused."""
    if find(hub, terminal_id, submission_id).state == "open":
        take_in(hub, submission_id)
    row = find(hub, terminal_id, submission_id)
    if row.state == "refused":
        kind = row.refusal or "package-invalid"
        raise Problem(422, kind, REFUSALS[kind])
    with hub.database.reading() as session:
        token = session.scalar(select(Case.acknowledgement).where(Case.submission_id == submission_id))
    if token is None:
        raise Problem(425, "incomplete", "bytes of the package are missing")
    return token


class Chunk:
    """One PATCH: holds the upload between ``open_chunk`` and ``finish``."""

    def __init__(self, hub: Hub, upload: Upload, writer: Writer) -> None:
        self._hub = hub
        self._upload = upload
        self._writer = writer
        self._reached = upload.offset

    def write(self, data: bytes) -> None:
        """Append bytes as they come in. Raises Problem 413 beyond the announced length, OSError."""
        if self._reached + len(data) > self._upload.length:
            raise Problem(413, "too-large", "more bytes than announced")
        self._writer.write(data)
        self._reached += len(data)

    def finish(self) -> int:
        """Make what came durable, record it, let go of the upload; returns the new offset. A complete package is taken in.

        Raises Problem 409 when another replica recorded bytes meanwhile: what came here is thrown away.
        """
        upload = self._upload
        try:
            pieces = self._writer.sync()
            recorded = self._record(pieces)
        finally:
            self._writer.close()
        if not recorded:
            self._hub.store.forget(pieces)
            raise Problem(409, "offset", "another request wrote this upload meanwhile")
        if self._reached == upload.length:
            take_in(self._hub, upload.submission_id)
        return self._reached

    def _record(self, pieces: tuple[Piece, ...]) -> bool:
        upload, offset = self._upload, self._upload.offset
        with self._hub.database.writing() as session, session.begin():
            still = (Upload.submission_id == upload.submission_id, Upload.state == "open", Upload.offset == offset)
            done = session.execute(update(Upload).where(*still).values(offset=self._reached).returning(Upload.submission_id))
            if done.first() is None:
                return False
            for piece in pieces:
                session.add(UploadPiece(submission_id=upload.submission_id, offset=offset, length=piece.length, key=piece.key))
                offset += piece.length
        return True


def open_chunk(hub: Hub, terminal_id: str, submission_id: str, offset: int) -> Chunk:
    """Get ready to write at ``offset``. Raises Problem: 423 while another request writes, 409 when the offset is not the recorded one."""
    if find(hub, terminal_id, submission_id).state != "open":
        raise Problem(409, "offset", "the upload is complete")
    try:
        writer = hub.store.writer(submission_id)
    except Busy:
        raise Problem(423, "busy", "another request is writing this upload") from None
    try:
        upload = find(hub, terminal_id, submission_id)
        if upload.offset != offset or upload.state != "open":
            raise Problem(409, "offset", "the upload stands at another offset", {"Upload-Offset": str(upload.offset)})
        writer.start(offset)
    except BaseException:
        writer.close()
        raise
    return Chunk(hub, upload, writer)
