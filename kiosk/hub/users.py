"""People who work at the hub: a password and the code of the moment, both needed (等保三级: two factors), locked after five wrong tries."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote

from sqlalchemy import delete, select

from kiosk.hub import trail
from kiosk.hub.core import Hub
from kiosk.hub.models_work import StaffSession, User
from kiosk.hub.problems import Problem
from kiosk.hub.trail import HubEvent
from kiosk.sealing import open_sealed, seal
from kiosk.staff.accounts import Account, new_secret, totp_step

NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
LOCK_AFTER, LOCKED = 5, timedelta(minutes=15)
SESSION = timedelta(hours=8)
_SCRYPT = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
_NOBODY = b"0" * 48


class Role(StrEnum):
    """What somebody may do. A reviewer decides cases; an administrator keeps terminals and users; an auditor reads."""

    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class UserError(Exception):
    """The account cannot be made or removed; the message says why."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is logged in."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What a new user is told, once."""

    password: str
    totp_uri: str
    totp_secret: str


def add(hub: Hub, name: str, role: Role) -> Credentials:
    """A new user, or new credentials for an old one. Raises UserError for an impossible name."""
    if NAME.fullmatch(name) is None:
        raise UserError("a user's name is 2 to 40 small letters, digits, dots, dashes, beginning with a letter")
    password, secret = secrets.token_urlsafe(12), new_secret()
    with hub.database.writing() as session, session.begin():
        session.merge(
            User(
                name=name,
                role=role,
                password=_scrypt(password),
                totp=seal(secret.encode(), hub.keys.recipients()),
                last_step=0,
                failures=0,
                locked_until=None,
            )
        )
        session.execute(delete(StaffSession).where(StaffSession.name == name))
        trail.append(session, HubEvent.STAFF_ADDED, hub.now(), user=name, role=role)
    return Credentials(password, f"otpauth://totp/{quote(f'kiosk-hub:{name}')}?secret={secret}&issuer=kiosk-hub", secret)


def remove(hub: Hub, name: str) -> None:
    """Remove a user and end their logins. Raises UserError."""
    with hub.database.writing() as session, session.begin():
        session.execute(delete(StaffSession).where(StaffSession.name == name))
        if session.execute(delete(User).where(User.name == name).returning(User.name)).first() is None:
            raise UserError(f"there is no user {name}")
        trail.append(session, HubEvent.STAFF_REMOVED, hub.now(), user=name)


def listing(hub: Hub) -> list[Staff]:
    """All users."""
    with hub.database.reading() as session:
        return [Staff(row.name, Role(row.role)) for row in session.scalars(select(User).order_by(User.name))]


def log_in(hub: Hub, name: str, password: str, code: str) -> tuple[str, datetime]:
    """A token for eight hours. Raises Problem 403 whatever is wrong, 429 while the account is locked."""
    now = hub.now()
    with hub.database.writing() as session, session.begin():
        row = session.get(User, name, with_for_update=True)
        if row is not None and row.locked_until is not None and row.locked_until > now:
            wait = int((row.locked_until - now).total_seconds()) + 1
            raise Problem(429, "locked", "too many wrong tries; wait", {"Retry-After": str(wait)})
        right = _is(password, row.password if row else _NOBODY)
        step = None
        if row is not None and right:
            secret = open_sealed(row.totp, hub.keys.sealing_identities()).decode()
            step = totp_step(Account("0", totp_secret=secret), code, now.timestamp(), row.last_step)
        token, until = secrets.token_urlsafe(32), now + SESSION
        if row is not None and step is not None:
            row.failures, row.last_step, row.locked_until = 0, step, None
            session.add(StaffSession(token_hash=_digest(token), name=name, expires_at=until))
            trail.append(session, HubEvent.STAFF_ENTERED, now, user=name)
            return token, until
        if row is not None:
            row.failures += 1
            if row.failures >= LOCK_AFTER:
                row.failures, row.locked_until = 0, now + LOCKED
            trail.append(session, HubEvent.STAFF_REFUSED, now, user=row.name)
    raise Problem(403, "not-you", "name, password or code is wrong")


def log_out(hub: Hub, token: str) -> None:
    """End a login."""
    with hub.database.writing() as session, session.begin():
        session.execute(delete(StaffSession).where(StaffSession.token_hash == _digest(token)))


def who(hub: Hub, token: str) -> Staff:
    """Whose token it is. Raises Problem 401."""
    with hub.database.reading() as session:
        row = session.get(StaffSession, _digest(token))
        user = session.get(User, row.name) if row is not None and row.expires_at > hub.now() else None
    if user is None:
        raise Problem(401, "login", "log in first", {"WWW-Authenticate": "Bearer"})
    return Staff(user.name, Role(user.role))


def _scrypt(password: str) -> bytes:
    salt = secrets.token_bytes(16)
    return salt + hashlib.scrypt(password.encode(), salt=salt, **_SCRYPT)


def _is(password: str, kept: bytes) -> bool:
    return hmac.compare_digest(hashlib.scrypt(password.encode(), salt=kept[:16], **_SCRYPT), kept[16:])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
