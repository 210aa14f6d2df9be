"""Sealing: two functions, age (age-encryption.org/v1) behind them. A terminal only ever holds recipients, so it can seal and not open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pyrage

from kiosk import memory


class SealingError(Exception):
    """Sealing or opening failed. Says nothing of the content."""


def seal(plain: bytes, recipients: Sequence[str]) -> bytes:
    """Encrypt ``plain`` to every recipient (``age1…``). Raises SealingError for none or an unreadable one."""
    sealed: list[bytes] = []
    seal_pieces([plain], sealed.append, recipients)
    return b"".join(sealed)


def seal_pieces(plain: Iterable[bytes], write: Callable[[bytes], object], recipients: Sequence[str]) -> None:
    """The same piece by piece: what is sealed is handed to ``write`` as it comes, and no copy of the whole is ever made.

    Raises SealingError, and whatever ``plain`` or ``write`` raises.
    """
    if not recipients:
        raise SealingError("there is nobody to seal for: the terminal is not enrolled")
    ends = _Ends(plain, write)
    try:
        pyrage.encrypt_io(ends, ends, [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients])
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        if ends.error is not None:
            raise ends.error from None
        raise SealingError("a recipient's key cannot be used") from error


def open_sealed(sealed: bytes, identities: Sequence[str]) -> bytes:
    """Decrypt with the first of ``identities`` (``AGE-SECRET-KEY-1…``) that fits. Raises SealingError: no key fits, or a byte changed."""
    try:
        return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity) for identity in identities]))
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise SealingError("the package cannot be opened: another key's, or damaged") from error


class _Ends:
    """Both ends of a sealing, as the library reads and writes them. It tells of an error at either as one of its own: ``error`` keeps it."""

    def __init__(self, plain: Iterable[bytes], write: Callable[[bytes], object]) -> None:
        self._plain = iter(plain)
        self._write = write
        self._piece, self._offset, self._given = b"", 0, b""
        self.error: BaseException | None = None

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes, none at the end. What was given before is taken by now, and overwritten."""
        memory.wipe(self._given)
        self._given = b""
        try:
            while self._offset == len(self._piece):
                self._piece, self._offset = next(self._plain), 0
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        end = min(self._offset + size, len(self._piece))
        self._given = bytes(memoryview(self._piece)[self._offset : end])
        self._offset = end
        return self._given

    def write(self, data: bytes) -> int:
        """All of ``data``."""
        try:
            self._write(data)
        except BaseException as error:
            self.error = error
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""
