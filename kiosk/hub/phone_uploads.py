"""Photographs from a citizen's own phone: a one-use address for five minutes, sealed here, gone as soon as the terminal has them."""

from __future__ import annotations

import hashlib
import io
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from kiosk.hub.core import Hub
from kiosk.hub.models_work import PhoneUpload
from kiosk.hub.problems import Problem
from kiosk.sealing import SealingError

VALID = timedelta(minutes=5)
MAX_PHOTOS = 20
MAX_PIXELS = 120_000_000
"""A picture that claims more is no photograph but a trap for who decodes it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new upload. ``token`` stands in the address the phone opens, and nowhere in the hub."""

    id: str
    token: str
    expires_at: datetime


def begin(hub: Hub, terminal_id: str) -> Opened:
    """Open one for a terminal."""
    opened = Opened(str(uuid.uuid4()), secrets.token_urlsafe(24), hub.now() + VALID)
    with hub.database.writing() as session, session.begin():
        session.add(
            PhoneUpload(
                id=opened.id,
                token_hash=_digest(opened.token),
                terminal_id=terminal_id,
                expires_at=opened.expires_at,
                phone_hash=None,
                finished=False,
                photos=0,
            )
        )
    return opened


def enter(hub: Hub, token: str, phone: str) -> str:
    """The first phone that opens the address keeps it; returns its secret (a new one, or ``phone``). Raises Problem 410 for any other."""
    with hub.database.writing() as session, session.begin():
        row = session.scalar(select(PhoneUpload).where(PhoneUpload.token_hash == _digest(token)).with_for_update())
        if row is None or row.finished or row.expires_at <= hub.now():
            raise _gone()
        if row.phone_hash is None:
            phone = secrets.token_urlsafe(24)
            row.phone_hash = _digest(phone)
        elif row.phone_hash != _digest(phone):
            raise _gone()
        return phone


def add(hub: Hub, token: str, phone: str, photo: bytes) -> int:
    """Keep one photograph, sealed; returns how many there are. Raises Problem 410, 413, 415, 429."""
    enter(hub, token, phone)
    if not is_photo(photo):
        raise Problem(415, "no-photo", "这不是能用的照片，请选 JPG 或 PNG 照片")
    with hub.database.writing() as session, session.begin():
        row = session.scalars(select(PhoneUpload).where(PhoneUpload.token_hash == _digest(token)).with_for_update()).one()
        if row.photos >= MAX_PHOTOS:
            raise Problem(429, "too-many", f"最多 {MAX_PHOTOS} 张照片")
        hub.put_sealed(_key(row.id, row.photos + 1), photo)
        row.photos += 1
        return row.photos


def sent(hub: Hub, token: str) -> int:
    """How many photographs of an open upload have arrived."""
    with hub.database.reading() as session:
        return session.scalars(select(PhoneUpload.photos).where(PhoneUpload.token_hash == _digest(token))).one()


def finish(hub: Hub, token: str, phone: str) -> None:
    """The citizen says that these are all. Raises Problem 410."""
    enter(hub, token, phone)
    with hub.database.writing() as session, session.begin():
        session.scalars(select(PhoneUpload).where(PhoneUpload.token_hash == _digest(token)).with_for_update()).one().finished = True


def find(hub: Hub, terminal_id: str, upload_id: str) -> PhoneUpload:
    """For the terminal that opened it, until it expires. Raises Problem 404."""
    with hub.database.reading() as session:
        row = session.get(PhoneUpload, upload_id)
    if row is None or row.terminal_id != terminal_id or (row.expires_at <= hub.now() and not row.finished):
        raise Problem(404, "unknown", "no such upload, or it has expired")
    return row


def photo(hub: Hub, terminal_id: str, upload_id: str, number: int) -> bytes:
    """One photograph, from 1. Raises Problem 404."""
    row = find(hub, terminal_id, upload_id)
    if not 1 <= number <= row.photos:
        raise Problem(404, "unknown", "no such photograph")
    try:
        return hub.get_sealed(_key(row.id, number))
    except (OSError, SealingError):
        raise Problem(404, "unknown", "the photograph is gone") from None


def drop(hub: Hub, upload_id: str) -> None:
    """Remove the upload and its photographs; one that is gone already is fine. Files go first: a row left over is found again."""
    with hub.database.reading() as session:
        row = session.get(PhoneUpload, upload_id)
    if row is None:
        return
    for number in range(1, row.photos + 1):
        hub.store.delete(_key(row.id, number))
    with hub.database.writing() as session, session.begin():
        row = session.get(PhoneUpload, upload_id)
        if row is not None:
            session.delete(row)


def drop_expired(hub: Hub) -> int:
    """Remove what nobody fetched: expired, or finished and left for as long again. Returns how many."""
    now = hub.now()
    with hub.database.reading() as session:
        rows = session.scalars(select(PhoneUpload).where(PhoneUpload.expires_at <= now)).all()
    gone = [row.id for row in rows if not row.finished or row.expires_at + VALID <= now]
    for upload_id in gone:
        drop(hub, upload_id)
    return len(gone)


def is_photo(data: bytes) -> bool:
    """A JPEG or PNG of a believable size, by its header alone: nothing is decoded here."""
    from PIL import Image

    if not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return False
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            return 0 < picture.width * picture.height <= MAX_PIXELS
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


def _gone() -> Problem:
    return Problem(410, "gone", "二维码已失效，请在终端上重新扫码")


def _key(upload_id: str, number: int) -> str:
    return f"phone/{upload_id}-{number:02d}.age"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
