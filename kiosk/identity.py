"""Who this terminal is to the hub: an Ed25519 key that never leaves it, and what enrolment told it about the hub.

``$KIOSK_HOME/identity/terminal.key`` (PEM, mode 600) and ``hub.json``: terminal id, address, the hub's signing keys, sealing recipients.
"""

from __future__ import annotations

import ipaddress
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk import durable

ALGORITHM = "EdDSA"
AUDIENCE = "kiosk-hub"
TOKEN_SECONDS = 60
"""How long a request's token is valid."""


class IdentityError(Exception):
    """The terminal has no usable identity. The message is a plain sentence for staff."""


class AcknowledgementError(Exception):
    """The hub's acknowledgement does not prove that it has this very package."""


class HubFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What enrolment gave. ``keys`` are JWKs (OKP, Ed25519, with ``kid``), ``recipients`` age public keys."""

    terminal_id: str
    hub_url: str
    keys: tuple[dict[str, str], ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The hub's signed word that it holds the case. ``received`` is when it arrived there (ISO 8601)."""

    submission_id: str
    case_no: str
    sha256: str
    received: str


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """An enrolled terminal."""

    facts: HubFacts
    key: Ed25519PrivateKey

    @property
    def terminal_id(self) -> str:
        """The id the hub knows."""
        return self.facts.terminal_id

    @property
    def recipients(self) -> tuple[str, ...]:
        """Whom packages are sealed for."""
        return self.facts.recipients

    def token(self, method: str, path: str, now: float) -> str:
        """A token for one request: this terminal, this method and path (RFC 9449 names), 60 s from ``now`` (Unix seconds)."""
        import jwt  # the screen comes up without it

        claims = {
            "sub": self.terminal_id,
            "aud": AUDIENCE,
            "iat": int(now),
            "exp": int(now) + TOKEN_SECONDS,
            "jti": uuid.uuid4().hex,
            "htm": method,
            "htu": path,
        }
        return jwt.encode(claims, self.key, algorithm=ALGORITHM)

    def verify_acknowledgement(self, token: str, submission_id: str, sha256: str) -> Acknowledgement:
        """Raises AcknowledgementError unless one of the hub's keys signed it for this terminal, this submission and these bytes."""
        import jwt

        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = next(key for key in self.facts.keys if key.get("kid") == kid)
            claims: Mapping[str, Any] = jwt.decode(
                token,
                public_key(key),
                algorithms=[ALGORITHM],
                audience=self.terminal_id,
                options={"require": ["aud", "iss", "submission_id", "sha256", "case_no", "received"], "verify_iat": False},
                issuer=AUDIENCE,
            )
        except StopIteration:
            raise AcknowledgementError("the acknowledgement is signed with a key that is not the hub's") from None
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise AcknowledgementError("the acknowledgement's signature or form is wrong") from error
        if claims["submission_id"] != submission_id or claims["sha256"] != sha256:
            raise AcknowledgementError("the acknowledgement is for another package")
        return Acknowledgement(submission_id, str(claims["case_no"]), sha256, str(claims["received"]))


def load(home: Path) -> Identity:
    """The identity in a state folder. Raises IdentityError when the terminal is not enrolled or a file is damaged."""
    folder = home / "identity"
    try:
        facts = msgspec.json.decode((folder / "hub.json").read_bytes(), type=HubFacts)
        key = serialization.load_pem_private_key((folder / "terminal.key").read_bytes(), password=None)
    except FileNotFoundError:
        raise IdentityError("this terminal is not enrolled yet: run kiosk enrol --hub URL --code CODE") from None
    except OSError as error:
        raise IdentityError(f"the terminal's identity cannot be read: {error.strerror}") from error
    except (msgspec.DecodeError, ValueError, TypeError) as error:
        raise IdentityError("the terminal's identity is damaged: enrol it again") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise IdentityError("the terminal's key is of another kind: enrol it again")
    return Identity(facts, key)


def prepare_key(home: Path) -> Ed25519PrivateKey:
    """The terminal's key, made now if there is none. Durable before it is ever shown to the hub. Raises OSError, IdentityError."""
    path = home / "identity" / "terminal.key"
    durable.make_folder(path.parent)
    if not path.exists():
        key = Ed25519PrivateKey.generate()
        durable.write(
            path,
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        )
    os.chmod(path, 0o600)
    try:
        loaded = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise IdentityError(f"{path} is damaged: remove it and enrol again") from error
    if not isinstance(loaded, Ed25519PrivateKey):
        raise IdentityError(f"{path} is not an Ed25519 key")
    return loaded


def store(home: Path, facts: HubFacts) -> None:
    """Keep what enrolment gave. Raises IdentityError when a key or recipient is unusable, OSError."""
    import jwt

    try:
        for key in facts.keys:
            public_key(key)
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise IdentityError("the hub's answer holds a key that cannot be used") from error
    if not facts.keys or not facts.recipients:
        raise IdentityError("the hub's answer holds no key")
    durable.write(home / "identity" / "hub.json", msgspec.json.encode(facts))


def public_jwk(key: Ed25519PublicKey, kid: str = "") -> dict[str, str]:
    """A public key as JWK (RFC 8037)."""
    from jwt.algorithms import OKPAlgorithm

    jwk: dict[str, str] = OKPAlgorithm.to_jwk(key, as_dict=True)
    return {**{name: str(jwk[name]) for name in ("kty", "crv", "x")}, **({"kid": kid} if kid else {})}


def check_url(url: str) -> str:
    """A hub's address without a trailing slash. Raises IdentityError: only https, or http on this machine, carries tokens and codes."""
    parts = urlsplit(url)
    try:
        local = parts.hostname == "localhost" or ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        local = False
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise IdentityError("the hub's address must begin with https:// (http:// only on this machine)")
    return url.rstrip("/")


def public_key(jwk: Mapping[str, str]) -> Ed25519PublicKey:
    """The key of a JWK. Raises ValueError, jwt.InvalidKeyError."""
    from jwt.algorithms import OKPAlgorithm

    key = OKPAlgorithm.from_jwk(dict(jwk))
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 public key")
    return key
