"""The keys of the signed catalogue: Ed25519, on the administrator's side (root and targets, with a passphrase) or online (the rest)."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

ROOT, TARGETS, SNAPSHOT, TIMESTAMP, TAKEDOWN = "root", "targets", "snapshot", "timestamp", "takedown"
OFFLINE = (ROOT, TARGETS)
ONLINE = (SNAPSHOT, TIMESTAMP, TAKEDOWN)


class KeyFileError(Exception):
    """A key that cannot be used; the message says why. Never holds a key or a passphrase."""


def new_key(path: Path, passphrase: bytes | None) -> CryptoSigner:
    """Make a key and write it to ``path`` (mode 600, never over another file), under ``passphrase`` where there is one.

    Raises KeyFileError.
    """
    key = Ed25519PrivateKey.generate()
    encryption: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileError(f"{path}：已经有一把密钥，不会覆盖") from error
    except OSError as error:
        raise KeyFileError(f"{path}：写不了（{error.strerror}）") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return CryptoSigner(key)


def load_key(path: Path, passphrase: bytes | None) -> CryptoSigner:
    """The key in ``path``. Raises KeyFileError: not there, wrong passphrase, or no Ed25519 key."""
    try:
        key = load_pem_private_key(path.read_bytes(), passphrase or None)
    except OSError as error:
        raise KeyFileError(f"{path}：读不了（{error.strerror}）") from error
    except TypeError as error:
        raise KeyFileError(f"{path}：{'这把密钥要口令' if not passphrase else '这把密钥没有口令，不要给口令'}") from error
    except ValueError as error:
        raise KeyFileError(f"{path}：口令不对，或者不是密钥文件") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path}：不是 Ed25519 密钥")
    return CryptoSigner(key)


def online_keys(folder: Path) -> dict[str, CryptoSigner]:
    """The keys of the online roles in ``folder``. Raises KeyFileError."""
    return {role: load_key(folder / f"{role}.pem", None) for role in ONLINE}
