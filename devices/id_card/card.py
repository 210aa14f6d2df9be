"""What an ID card says, as typed data, and the check digit of its number."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"


class CardKind(StrEnum):
    """Which card it is; the values are those of the text layouts."""

    RESIDENT = "resident"
    HMT_RESIDENT = "hmt_resident"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"


class CardProblem(StrEnum):
    """Why a read gave no card. What people cause is a result, not an exception."""

    NO_CARD = "no_card"
    PULLED = "pulled"
    UNREADABLE = "unreadable"
    NOT_VALID = "not_valid"


@dataclass(frozen=True, slots=True)
class IdCard:
    """One card. Everything but its kind is personal data, so its ``repr`` shows the kind alone.

    ``sex`` is 男, 女 or empty (not said); ``ethnicity`` the Chinese name, the bare code where nobody knows it, or empty;
    ``valid_to`` None means 长期; ``nationality`` the code as printed (foreigners); ``pass_number`` and ``issue_count`` those of Hong Kong,
    Macao and Taiwan residents; ``photo`` the 1,024 bytes as read, still encoded; ``fingerprint`` the bytes as read, 0, 512 or 1,024, and
    only where somebody asked for them.
    """

    kind: CardKind
    name: str = field(repr=False)
    sex: str = field(repr=False)
    ethnicity: str = field(repr=False)
    birth: date = field(repr=False)
    address: str = field(repr=False)
    number: str = field(repr=False)
    issuer: str = field(repr=False)
    valid_from: date | None = field(repr=False)
    valid_to: date | None = field(repr=False)
    english_name: str = field(default="", repr=False)
    nationality: str = field(default="", repr=False)
    pass_number: str = field(default="", repr=False)
    issue_count: str = field(default="", repr=False)
    photo: bytes = field(default=b"", repr=False)
    fingerprint: bytes = field(default=b"", repr=False)


def check_character(first_17: str) -> str:
    """The 18th character of a citizen's number (GB 11643, ISO 7064 MOD 11-2)."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True)) % 11]


def number_holds(number: str, birth: date) -> bool:
    """Whether an 18-character number is well-formed, carries this date of birth, and has the right check character (GB 11643).

    The first six digits are never looked up: old cards carry retired region codes.
    """
    first = number[:17]
    return (
        len(number) == 18
        and first.isascii()
        and first.isdigit()
        and first[6:14] == birth.strftime("%Y%m%d")
        and number[17] == check_character(first)
    )
