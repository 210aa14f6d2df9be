"""The tables of everything that follows intake: decisions, owed materials, results, staff, alerts, deliveries, feedback, retention."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.hub.models import Base, Moment


class OwedItem(Base):
    """A material a citizen still has to bring, until ``last_day``; ``consequence`` is a state of the case."""

    __tablename__ = "owed_items"
    case_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"), primary_key=True)
    material: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    last_day: Mapped[date] = mapped_column(Date, index=True)
    consequence: Mapped[str] = mapped_column(String(30))
    settled_at: Mapped[datetime | None] = mapped_column(Moment)


class Decision(Base):
    """A step of a case: who did what, and what it said to the citizen. ``reasons`` are all there are, in one list."""

    __tablename__ = "decisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(30))
    status: Mapped[str] = mapped_column(String(30))
    reasons: Mapped[list[str]] = mapped_column(JSON)


class Result(Base):
    """What a case ended in: a PDF, sealed for the hub's own keys in the store. ``stamped``: it carries the authority's electronic seal."""

    __tablename__ = "results"
    case_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    stamped: Mapped[bool] = mapped_column(Boolean)
    added_at: Mapped[datetime] = mapped_column(Moment)
    collected_at: Mapped[datetime | None] = mapped_column(Moment)


class Consent(Base):
    """A consent a citizen gave, kept for three years (个人信息保护法 第五十六条). Whose it was stands in the package alone."""

    __tablename__ = "consents"
    submission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(60), primary_key=True)
    text_version: Mapped[str] = mapped_column(String(60))
    text_sha256: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class WrongTry(Base):
    """How often something was guessed wrong in the running hour. ``subject`` is a digest."""

    __tablename__ = "wrong_tries"
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment, index=True)
    count: Mapped[int] = mapped_column()


class User(Base):
    """A person who works at the hub. The password as scrypt digest, the TOTP secret sealed for the hub's keys."""

    __tablename__ = "users"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[bytes] = mapped_column(LargeBinary)
    totp: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class StaffSession(Base):
    """A login, as the digest of its token."""

    __tablename__ = "staff_sessions"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(ForeignKey("users.name", ondelete="CASCADE"))
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class PhoneUpload(Base):
    """A citizen's phone may bring photographs until ``expires_at``. ``phone_hash``: the one phone that opened the address."""

    __tablename__ = "phone_uploads"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    terminal_id: Mapped[str] = mapped_column(String(16))
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    phone_hash: Mapped[str | None] = mapped_column(String(64))
    finished: Mapped[bool] = mapped_column(Boolean, default=False)
    photos: Mapped[int] = mapped_column(default=0)


class Message(Base):
    """A complaint, a rating or a call for help: ``sealed`` is what was said, for the hub's keys."""

    __tablename__ = "messages"
    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    submission_id: Mapped[str] = mapped_column(String(36), unique=True)
    terminal_id: Mapped[str] = mapped_column(String(16))
    hall: Mapped[str] = mapped_column(String(100), default="")
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    stars: Mapped[int | None] = mapped_column()
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Alert(Base):
    """Something staff must look at. One open alert a kind and subject (``open_key``); it clears itself when the cause is gone."""

    __tablename__ = "alerts"
    id: Mapped[int] = mapped_column(primary_key=True)
    open_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(100))
    hall: Mapped[str] = mapped_column(String(100))
    sentence: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime] = mapped_column(Moment, index=True)
    cleared_at: Mapped[datetime | None] = mapped_column(Moment)


class Delivery(Base):
    """A message on its way to another system or a mailbox; ``dead`` when nobody took it for long enough, until staff send it again."""

    __tablename__ = "deliveries"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(300))
    event: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(Moment, index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    problem: Mapped[str] = mapped_column(String(200), default="")


class AuditLink(Base):
    """One link of the hub's audit chain; the columns of ``kiosk.audit.Record``."""

    __tablename__ = "audit"
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40), index=True)
    event: Mapped[str] = mapped_column(String(40))
    details: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditEnd(Base):
    """Both ends of the chain: the last link, and the last one that retention removed. One row, which writers lock."""

    __tablename__ = "audit_ends"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
    removed: Mapped[int] = mapped_column(BigInteger, default=0)
    removed_hash: Mapped[str] = mapped_column(String(64))


class Chore(Base):
    """Who of several replicas does a recurring piece of work, and until when the others leave it alone."""

    __tablename__ = "chores"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    until: Mapped[datetime] = mapped_column(Moment)


TABLES = Base.metadata
"""All of the hub's tables, those of ``models`` among them."""
