"""The hub's keys, in ``<home>/keys``: age identities that open packages, Ed25519 keys that sign, and the key that finds a person's cases.

New packages are sealed for the newest; older ones stay until no package needs them. Files are read again whenever the folder has
changed, so that ``kiosk hub keys new`` takes effect without a restart.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jwt
import pyrage
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import durable
from kiosk.identity import ALGORITHM, AUDIENCE, public_jwk

SETTLED = 2.0
"""Seconds after a change of the folder until what was read of it is remembered: two changes may carry the same time."""


class HubKeys:
    """The keys of one hub; the first of each kind is made when there is none. Raises OSError, ValueError for a damaged file."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "keys"
        self._read: tuple[int, dict[str, list[bytes]]] = (0, {})
        durable.make_folder(self._folder)
        if not self._files("sealing"):
            self.new_sealing_key()
        if not self._files("signing"):
            pem = Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            durable.write(self._folder / "signing-0001.key", pem)
        if not self._files("lookup"):
            durable.write(self._folder / "lookup-0001.key", secrets.token_bytes(32))

    def new_sealing_key(self) -> str:
        """Make the key that new packages will be sealed for; returns its public part (``age1…``)."""
        identity = pyrage.x25519.Identity.generate()
        durable.write(self._folder / f"sealing-{len(self._files('sealing')) + 1:04d}.key", f"{identity}\n".encode())
        return str(identity.to_public())

    def sealing_identities(self) -> list[str]:
        """Every key that may open a package, newest first."""
        return [content.decode().strip() for content in reversed(self._contents("sealing"))]

    def recipients(self) -> list[str]:
        """Whom terminals seal for now."""
        return [str(pyrage.x25519.Identity.from_str(self.sealing_identities()[0]).to_public())]

    def person_key(self, id_number: str) -> str:
        """What stands in the database for a person: the number's HMAC-SHA256, which nobody without this hub's key can try out."""
        key = self._contents("lookup")[0]
        return hmac.new(key, id_number.strip().upper().encode(), hashlib.sha256).hexdigest()

    def sign(self, claims: Mapping[str, Any]) -> str:
        """An EdDSA JWT under the newest signing key."""
        return self.sign_each([claims])[0]

    def sign_each(self, several: Iterable[Mapping[str, Any]]) -> list[str]:
        """The same for several at once: the key is looked for once."""
        kid, key = self.signing_key()
        return [jwt.encode({"iss": AUDIENCE, **claims}, key, algorithm=ALGORITHM, headers={"kid": kid}) for claims in several]

    def signing_key(self) -> tuple[str, Ed25519PrivateKey]:
        """The newest signing key and its ``kid``."""
        return _signing(self._contents("signing")[-1])

    def public_keys(self) -> list[dict[str, str]]:
        """The public parts of all signing keys as JWKs."""
        return [public_jwk(key.public_key(), kid) for kid, key in map(_signing, self._contents("signing"))]

    def _files(self, kind: str) -> list[Path]:
        return sorted(self._folder.glob(f"{kind}-*.key"))

    def _contents(self, kind: str) -> list[bytes]:
        """The files of a kind, oldest first."""
        changed = self._folder.stat().st_mtime_ns
        known, contents = self._read
        if changed == known:
            return contents[kind]
        contents = {each: [path.read_bytes() for path in self._files(each)] for each in ("sealing", "signing", "lookup")}
        if time.time() - changed / 1e9 > SETTLED:
            self._read = (changed, contents)
        return contents[kind]


@lru_cache
def _signing(pem: bytes) -> tuple[str, Ed25519PrivateKey]:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("a signing key of the hub is not an Ed25519 key")
    return hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:16], key
