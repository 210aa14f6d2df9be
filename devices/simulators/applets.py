"""What the simulated cards answer to commands: a social-security card, a staff member's PIV card, and a card of another kind."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509.oid import NameOID

from devices.id_card.card import IdCard
from devices.id_card.ethnicity import ETHNICITIES
from devices.smart_card import piv, social_card
from devices.smart_card.apdu import ApduError, find, tlv

OK = b"\x90\x00"
_NO_FILE, _NO_RECORD, _NO_INSTRUCTION, _NOT_ALLOWED = b"\x6a\x82", b"\x6a\x83", b"\x6d\x00", b"\x69\x82"
PIN = "123456"
RETRIES = 3


class Applet(Protocol):
    """A card. It keeps its state (retries, a blocked PIN) when it is pulled, but not what was selected or verified."""

    def reset(self) -> None:
        """Power on."""

    def answer(self, ins: int, p1: int, p2: int, data: bytes) -> bytes:
        """Data and status word."""


class OtherCard:
    """Answers, but has none of the applications."""

    def reset(self) -> None:
        """Nothing to forget."""

    def answer(self, ins: int, p1: int, p2: int, data: bytes) -> bytes:
        """No such file, no such instruction."""
        return _NO_FILE if ins == 0xA4 else _NO_INSTRUCTION


class SocialApplet:
    """A social-security card of a synthetic person."""

    def __init__(self, person: IdCard) -> None:
        self._files = {social_card.ISSUER_FILE: _issuer_items(person), social_card.HOLDER_FILE: _holder_items(person)}
        self.reset()

    def reset(self) -> None:
        """Nothing is selected."""
        self._inside = False
        self._file: dict[int, bytes] = {}

    def answer(self, ins: int, p1: int, p2: int, data: bytes) -> bytes:
        """SELECT by name or file, READ RECORD by identifier."""
        if ins == 0xA4 and p1 == 0x04:
            self._inside = data == social_card.ENVIRONMENT
            return tlv(0x6F, tlv(0x84, data)) + OK if self._inside else _NO_FILE
        if ins == 0xA4 and self._inside and data in self._files:
            self._file = self._files[data]
            return OK
        if ins == 0xB2:
            return bytes((p1, len(self._file[p1]))) + self._file[p1] + OK if p1 in self._file else _NO_RECORD
        return _NO_FILE if ins == 0xA4 else _NO_INSTRUCTION


class PivApplet:
    """A staff member's card. ``folder`` keeps its key from one start to the next: ``NAME.key`` and, to be registered, ``NAME.pub``."""

    def __init__(self, folder: Path, name: str) -> None:
        self._key = _key(folder, name)
        self._certificate = _certificate(self._key, name)
        self.retries = RETRIES
        self.reset()

    @property
    def key_sha256(self) -> str:
        """What the card is registered by."""
        public = self._key.public_key()
        return hashlib.sha256(public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).hexdigest()

    def reset(self) -> None:
        """Nothing is selected, no PIN verified."""
        self._inside = self._verified = False

    def answer(self, ins: int, p1: int, p2: int, data: bytes) -> bytes:
        """SELECT, GET DATA, VERIFY, GENERAL AUTHENTICATE."""
        if ins == 0xA4:
            self._inside = data == piv.APPLICATION
            return tlv(0x61, tlv(0x4F, data)) + OK if self._inside else _NO_FILE
        if not self._inside:
            return _NO_INSTRUCTION
        if ins == 0xCB:
            wanted = data == tlv(0x5C, piv.CERTIFICATE_9A)
            return tlv(0x53, tlv(0x70, self._certificate) + tlv(0x71, b"\0") + tlv(0xFE, b"")) + OK if wanted else _NO_FILE
        if ins == 0x20:
            return self._verify(data)
        if ins == 0x87 and (p1, p2) == (piv.ECC_P256, piv.SLOT_9A):
            return self._sign(data)
        return _NO_INSTRUCTION

    def _verify(self, data: bytes) -> bytes:
        self._verified = False
        if not self.retries:
            return b"\x69\x83"
        if data.rstrip(b"\xff") != PIN.encode():
            self.retries -= 1
            return b"\x63" + bytes((0xC0 | self.retries,)) if self.retries else b"\x69\x83"
        self.retries, self._verified = RETRIES, True
        return OK

    def _sign(self, data: bytes) -> bytes:
        if not self._verified:
            return _NOT_ALLOWED
        try:
            signature = self._key.sign(find(data, 0x7C, 0x81), ec.ECDSA(Prehashed(hashes.SHA256())))
        except (ApduError, ValueError):
            return b"\x6a\x80"
        return tlv(0x7C, tlv(0x82, signature)) + OK


def _issuer_items(person: IdCard) -> dict[int, bytes]:
    issued = person.valid_from or date(2020, 1, 1)
    items = social_card
    return {
        items.CARD_ID: bytes.fromhex(person.number[:6]) + hashlib.sha256(person.number.encode()).digest()[:10],
        items.CARD_CLASS: b"2",
        items.VERSION: b"2.00",
        items.ISSUER: bytes.fromhex("91560000023302" + person.number[:6] + "0000"),
        items.ISSUED: bytes.fromhex(f"{issued:%Y%m%d}"),
        items.VALID_TO: bytes.fromhex(f"{issued.replace(year=issued.year + 10, day=1):%Y%m%d}"),
        items.CARD_NUMBER: f"A{person.number[-8:-1]}9".encode(),
    }


def _holder_items(person: IdCard) -> dict[int, bytes]:
    items = social_card
    codes = {name: code for code, name in ETHNICITIES.items()}
    name = person.name.encode("gb18030")
    return {
        items.NUMBER: person.number.encode(),
        items.NAME: name[:30].ljust(30, b"\0"),
        items.SEX: {"男": b"1", "女": b"2"}.get(person.sex, b"9"),
        items.ETHNICITY: bytes.fromhex(codes.get(person.ethnicity, "ff")),
        items.BIRTHPLACE: bytes.fromhex(person.number[:6]),
        items.BIRTH: bytes.fromhex(f"{person.birth:%Y%m%d}"),
        items.NAME_EXTENSION: name[30:50].ljust(20, b"\0"),
    }


def _key(folder: Path, name: str) -> ec.EllipticCurvePrivateKey:
    """The key of that name, made when there is none."""
    path = folder / f"{name}.key"
    if path.exists():
        kept = serialization.load_pem_private_key(path.read_bytes(), None)
        if isinstance(kept, ec.EllipticCurvePrivateKey):
            return kept
    key = ec.generate_private_key(ec.SECP256R1())
    folder.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    plain = serialization.NoEncryption()
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    path.with_suffix(".pub").write_bytes(public)
    return key


def _certificate(key: ec.EllipticCurvePrivateKey, name: str) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"synthetic {name}")])
    builder = x509.CertificateBuilder(
        subject, subject, key.public_key(), 1, datetime(2026, 1, 1, tzinfo=UTC), datetime(2046, 1, 1, tzinfo=UTC)
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
