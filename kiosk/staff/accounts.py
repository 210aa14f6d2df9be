"""Who is staff here: ``staff.toml`` in the state folder (mode 600). People are numbers; there is no account until somebody adds one.

A member of staff shows a PIV card whose public key is known here and enters its PIN (NIST SP 800-73-4), or enters the code of the moment
(TOTP, RFC 6238). The card checks its own PIN; the terminal never stores one.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import msgspec
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from msgspec import Meta

from kiosk import durable

FILE = "staff.toml"
TOTP_SECONDS = 30
TOTP_DIGITS = 6
_SECRET_BYTES = 20


class Role(StrEnum):
    """What somebody is here for."""

    TECHNICIAN = "technician"
    ADMINISTRATOR = "administrator"


ROLE_WORDS = {Role.TECHNICIAN: "技术员", Role.ADMINISTRATOR: "管理员"}


class AccountsError(Exception):
    """The file cannot be used, or an account not added; the message says why."""


class Account(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``id`` the staff number (工号); ``card_key`` SHA-256 of the card's public key in hexadecimal; ``totp_secret`` base32; empty for none."""

    id: Annotated[str, Meta(pattern="^[0-9]{3,8}$")]
    role: Role = Role.TECHNICIAN
    card_key: Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")] = ""
    totp_secret: Annotated[str, Meta(pattern="^([A-Z2-7]{32})?$")] = ""

    def __repr__(self) -> str:
        return f"Account({self.id!r})"

    @property
    def title(self) -> str:
        """``技术员 0312``."""
        return f"{ROLE_WORDS[self.role]} {self.id}"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    staff: list[Account] = []


def load(home: Path) -> tuple[Account, ...]:
    """The accounts; none where there is no file. Raises AccountsError."""
    try:
        text = (home / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise AccountsError(f"{FILE} 读不了") from error
    try:
        return tuple(msgspec.convert(tomllib.loads(text), _File).staff)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise AccountsError(f"{FILE} 的内容不对，请用 kiosk staff 重新登记") from error


def save(home: Path, accounts: Sequence[Account]) -> None:
    """Replace the file as a whole. Raises OSError."""
    blocks = [
        f'[[staff]]\nid = "{account.id}"\nrole = "{account.role}"\ncard_key = "{account.card_key}"\ntotp_secret = "{account.totp_secret}"\n'
        for account in sorted(accounts, key=lambda account: account.id)
    ]
    durable.make_folder(home)
    durable.write(home / FILE, "\n".join(blocks).encode())


def add(home: Path, account: Account) -> None:
    """Raises AccountsError when the number or the card is somebody's already, or when there is neither card nor secret."""
    known = load(home)
    if any(other.id == account.id for other in known):
        raise AccountsError(f"工号 {account.id} 已经登记过；要换卡或动态码，先 kiosk staff remove {account.id}")
    if account.card_key and any(other.card_key == account.card_key for other in known):
        raise AccountsError("这张卡已经登记在另一个工号下")
    if not account.card_key and not account.totp_secret:
        raise AccountsError("卡和动态码至少要有一样")
    save(home, [*known, account])


def remove(home: Path, staff_id: str) -> None:
    """Raises AccountsError when nobody has the number."""
    known = load(home)
    rest = [account for account in known if account.id != staff_id]
    if len(rest) == len(known):
        raise AccountsError(f"没有工号 {staff_id}")
    save(home, rest)


def new_secret() -> str:
    """A fresh TOTP secret, 160 bits in base32."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def provisioning_uri(account: Account, terminal: str) -> str:
    """What an authenticator app scans, to be shown once."""
    label = quote(f"{terminal}:{account.id}")
    return f"otpauth://totp/{label}?secret={account.totp_secret}&issuer={quote(terminal)}&digits={TOTP_DIGITS}&period={TOTP_SECONDS}"


def code_at(secret: str, seconds: float) -> str:
    """The six digits of that moment (Unix seconds)."""
    totp = TOTP(base64.b32decode(secret), TOTP_DIGITS, SHA1(), TOTP_SECONDS, enforce_key_length=True)  # noqa: S303 - RFC 6238's default
    return totp.generate(int(seconds)).decode()


def totp_step(account: Account, digits: str, seconds: float, last_used: int) -> int | None:
    """The time step whose code ``digits`` is: now, the one before or the next, never one up to ``last_used``; None when it is none of them."""
    if not account.totp_secret or not re.fullmatch(r"[0-9]{6}", digits):
        return None
    now = int(seconds) // TOTP_SECONDS
    fitting = [
        step
        for step in (now - 1, now, now + 1)
        if step > last_used and hmac.compare_digest(code_at(account.totp_secret, step * TOTP_SECONDS), digits)
    ]
    return fitting[0] if fitting else None
