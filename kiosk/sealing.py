"""Sealing: two functions, age (age-encryption.org/v1) behind them. A terminal only ever holds recipients, so it can seal and not open."""

from __future__ import annotations

from collections.abc import Sequence

import pyrage


class SealingError(Exception):
    """Sealing or opening failed. Says nothing of the content."""


def seal(plain: bytes, recipients: Sequence[str]) -> bytes:
    """Encrypt ``plain`` to every recipient (``age1…``). Raises SealingError for none or an unreadable one."""
    if not recipients:
        raise SealingError("there is nobody to seal for: the terminal is not enrolled")
    try:
        return bytes(pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]))
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        raise SealingError("a recipient's key cannot be used") from error


def open_sealed(sealed: bytes, identities: Sequence[str]) -> bytes:
    """Decrypt with the first of ``identities`` (``AGE-SECRET-KEY-1…``) that fits. Raises SealingError: no key fits, or a byte changed."""
    try:
        return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity) for identity in identities]))
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise SealingError("the package cannot be opened: another key's, or damaged") from error
