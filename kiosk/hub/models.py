"""The hub's tables. Nothing personal stands in them: a case's content stays in its sealed package and is opened when it is needed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Dialect, ForeignKey, LargeBinary, String, Text, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A time with zone, kept in UTC on databases that know no zones too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC. Raises ValueError for a time without zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables."""


class Terminal(Base):
    """An enrolled terminal, its public key (base64url of the 32 raw bytes) and its hall. A revoked one is refused from then on."""

    __tablename__ = "terminals"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    public_key: Mapped[str] = mapped_column(String(64))
    enrolled_at: Mapped[datetime] = mapped_column(Moment)
    hall: Mapped[str] = mapped_column(String(100), default="", server_default="")
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class EnrolmentCode(Base):
    """A one-time code, as its hash. ``used_by`` is the public key that used it: only that key gets the same answer again."""

    __tablename__ = "enrolment_codes"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(16))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_by: Mapped[str | None] = mapped_column(String(64))
    hall: Mapped[str] = mapped_column(String(100), default="", server_default="")


class Heartbeat(Base):
    """The latest heartbeat of a terminal; ``at`` by the hub's clock, ``body`` as sent."""

    __tablename__ = "heartbeats"
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class Upload(Base):
    """A package arriving. ``state``: open, accepted, refused, or part (a matter of a package, whose bytes are the package's).

    ``offset``: bytes known to be on the disk, of ``length``. ``sealed``: the package itself where it is small and came whole, durable in
    the commit that takes it in. Others lie in the store.
    """

    __tablename__ = "uploads"
    submission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.id"))
    receipt_no: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    length: Mapped[int] = mapped_column(BigInteger)
    offset: Mapped[int] = mapped_column("received", BigInteger, default=0)
    state: Mapped[str] = mapped_column(String(10), default="open", index=True)
    refusal: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(Moment)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class UploadPiece(Base):
    """A recorded piece of an upload, for stores whose objects cannot grow."""

    __tablename__ = "upload_pieces"
    submission_id: Mapped[str] = mapped_column(ForeignKey("uploads.submission_id"), primary_key=True)
    offset: Mapped[int] = mapped_column("starts_at", BigInteger, primary_key=True, autoincrement=False)
    length: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(200))


class UsedToken(Base):
    """A token that was used for something that must not happen twice; forgotten when it has expired."""

    __tablename__ = "used_tokens"
    jti: Mapped[str] = mapped_column(String(64), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class Case(Base):
    """A case the hub has taken in. ``received_at`` is when the citizen submitted, ``arrived_at`` when it came here.

    ``person_key`` finds a person's cases without the number standing here (HMAC-SHA256 under the hub's own key). A supplement (补正、补交)
    names its ``parent_no``; a matter of a package (一件事) its package's case, ``package_no``, and its ``title``.
    ``decide_by`` is the last day on which nothing said means nothing decided (行政许可法 第三十二条).
    """

    __tablename__ = "cases"
    case_no: Mapped[str] = mapped_column(String(64), primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("uploads.submission_id"), unique=True)
    receipt_no: Mapped[str] = mapped_column(String(40), unique=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.id"))
    matter_code: Mapped[str] = mapped_column(String(40), index=True)
    matter_version: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(Moment, index=True)
    clock_synchronised: Mapped[bool] = mapped_column(Boolean)
    arrived_at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[str] = mapped_column(String(30), index=True)
    query_code_hash: Mapped[str] = mapped_column(String(64))
    parts: Mapped[int] = mapped_column()
    size: Mapped[int] = mapped_column(BigInteger)
    acknowledgement: Mapped[str] = mapped_column(Text)
    parent_no: Mapped[str | None] = mapped_column(String(64), index=True)
    person_key: Mapped[str] = mapped_column(String(64), default="", server_default="", index=True)
    hall: Mapped[str] = mapped_column(String(100), default="", server_default="")
    authority_code: Mapped[str] = mapped_column(String(18), default="", server_default="")
    decide_by: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    return_count: Mapped[int] = mapped_column(default=0, server_default="0")
    excess_return: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    package_no: Mapped[str | None] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(String(200), default="", server_default="")


class Serial(Base):
    """The last serial of a matter and day, for case numbers."""

    __tablename__ = "serials"
    matter_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int] = mapped_column()
