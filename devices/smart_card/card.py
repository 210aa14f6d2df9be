"""What a smart card says, as typed data; everything personal stays out of ``repr``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class SmartCardProblem(StrEnum):
    """Why a card gave nothing. What people cause is a result, not an exception.

    ``UNREADABLE``: it does not answer (often inserted the wrong way round) or answers nonsense. ``NOT_SUPPORTED``: a card of another kind.
    ``BLOCKED``: its PIN was entered wrongly too often.
    """

    NO_CARD = "no_card"
    PULLED = "pulled"
    UNREADABLE = "unreadable"
    NOT_SUPPORTED = "not_supported"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class SocialCard:
    """The public fields of a social-security card (社会保障卡), files EF05 and EF06.

    ``card_class`` is the digit as written, ``version`` that of the card's specification, ``issuer`` and ``card_id`` hexadecimal digits as
    written; ``sex`` is 男, 女 or empty; ``ethnicity`` the Chinese name, the bare code where nobody knows it, or empty; ``birthplace`` the
    six digits of a region. Dates are None where the card has none or an impossible one.
    """

    card_id: str = field(repr=False)
    card_class: str
    version: str
    issuer: str = field(repr=False)
    issued: date | None = field(repr=False)
    valid_to: date | None = field(repr=False)
    card_number: str = field(repr=False)
    number: str = field(repr=False)
    name: str = field(repr=False)
    sex: str = field(repr=False)
    ethnicity: str = field(repr=False)
    birthplace: str = field(repr=False)
    birth: date | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class StaffCard:
    """A staff member's PIV card: ``key_sha256`` is the SHA-256 of its public key (DER SubjectPublicKeyInfo), 64 hexadecimal digits."""

    key_sha256: str


@dataclass(frozen=True, slots=True)
class PinRefused:
    """The PIN was wrong. ``retries``: how often it may still be tried; None when the card does not say, or was not asked about a malformed PIN."""

    retries: int | None
