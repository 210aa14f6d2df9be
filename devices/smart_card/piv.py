"""The staff card: a PIV card (NIST SP 800-73-4) with a P-256 key in slot 9A. The card proves that it holds the key once its PIN is right."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from devices.smart_card.apdu import DONE, NOT_FOUND, Answer, ApduError, Command, find, tlv, tlvs
from devices.smart_card.card import PinRefused, SmartCardProblem, StaffCard

APPLICATION = bytes.fromhex("A000000308000010000100")
CERTIFICATE_9A = bytes.fromhex("5FC105")
ECC_P256 = 0x11
SLOT_9A = 0x9A
PIN_REFERENCE = 0x80
PIN_BLOCKED = 0x6983
_LONGEST_CERTIFICATE = 8192

Exchange = Callable[[Command], Answer]


def public_key(send: Exchange) -> ec.EllipticCurvePublicKey | SmartCardProblem:
    """The key of the certificate in slot 9A. Raises ApduError when the card sends nonsense, and what ``send`` raises."""
    chosen = send(Command(0x00, 0xA4, 0x04, 0x00, APPLICATION, 256))
    if chosen.sw in NOT_FOUND:
        return SmartCardProblem.NOT_SUPPORTED
    _expect(chosen)
    answer = send(Command(0x00, 0xCB, 0x3F, 0xFF, tlv(0x5C, CERTIFICATE_9A), 256))
    if answer.sw in NOT_FOUND:
        return SmartCardProblem.NOT_SUPPORTED
    return key_of(_expect(answer))


def key_of(data: bytes) -> ec.EllipticCurvePublicKey | SmartCardProblem:
    """The key from the answer to GET DATA. Raises ApduError when there is no certificate in it."""
    fields = dict(tlvs(find(data, 0x53)))
    certificate = fields.get(0x70, b"")
    if fields.get(0x71, b"\0") == b"\x01":
        certificate = _unpack(certificate)
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except UnsupportedAlgorithm:
        return SmartCardProblem.NOT_SUPPORTED
    except (ValueError, x509.InvalidVersion) as error:
        raise ApduError("not a certificate") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return SmartCardProblem.NOT_SUPPORTED
    return key


def staff_card(key: ec.EllipticCurvePublicKey) -> StaffCard:
    """Whose key it is."""
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return StaffCard(hashlib.sha256(spki).hexdigest())


def pin_can_be(pin: str) -> bool:
    """Whether it is a PIN at all: 6 to 8 digits (SP 800-73-4 part 2, 2.4.3)."""
    return 6 <= len(pin) <= 8 and pin.isascii() and pin.isdigit()


def authenticate(send: Exchange, pin: str) -> StaffCard | PinRefused | SmartCardProblem:
    """Verify the PIN, then let the card sign 32 random bytes and check the signature.

    A PIN that cannot be one is refused without the card losing a try. Raises ApduError when the card sends nonsense or its signature does
    not hold, and what ``send`` raises.
    """
    if not pin_can_be(pin):
        return PinRefused(None)
    key = public_key(send)
    if isinstance(key, SmartCardProblem):
        return key
    verified = send(Command(0x00, 0x20, 0x00, PIN_REFERENCE, pin.encode("ascii").ljust(8, b"\xff")))
    if verified.sw == PIN_BLOCKED:
        return SmartCardProblem.BLOCKED
    if verified.sw >> 4 == 0x63C:
        return PinRefused(verified.sw & 0x0F)
    if verified.sw != DONE:
        raise ApduError(f"the card refused: {verified.sw:04X}")
    challenge = os.urandom(32)
    request = tlv(0x7C, tlv(0x82, b"") + tlv(0x81, challenge))
    answer = _expect(send(Command(0x00, 0x87, ECC_P256, SLOT_9A, request, 256)))
    try:
        key.verify(find(answer, 0x7C, 0x82), challenge, ec.ECDSA(Prehashed(hashes.SHA256())))
    except InvalidSignature as error:
        raise ApduError("the signature does not hold") from error
    return staff_card(key)


def _unpack(packed: bytes) -> bytes:
    """A gzip-compressed certificate (CertInfo 01), never more than a certificate can be."""
    unpacking = zlib.decompressobj(wbits=31)
    try:
        certificate = unpacking.decompress(packed, _LONGEST_CERTIFICATE)
    except zlib.error as error:
        raise ApduError("not a compressed certificate") from error
    if unpacking.unconsumed_tail:
        raise ApduError("no certificate is that long")
    return certificate


def _expect(answer: Answer) -> bytes:
    if answer.sw != DONE:
        raise ApduError(f"the card refused: {answer.sw:04X}")
    return answer.data
