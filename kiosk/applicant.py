"""Who applies: what was read from the identity document, in memory only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from devices.id_card.card import IdCard


@dataclass(frozen=True, slots=True)
class Applicant:
    """``sex`` is 男 or 女 (empty where the document does not say); ``valid_to`` is ``None`` for 长期."""

    document_kind: str
    name: str
    sex: str
    ethnicity: str
    birth: date
    address: str
    number: str
    issuer: str
    valid_from: date | None
    valid_to: date | None

    @classmethod
    def from_card(cls, card: IdCard) -> Applicant:
        """Take over what the card reader read; the photo stays behind."""
        return cls(
            document_kind=str(card.kind),
            name=card.name,
            sex=card.sex,
            ethnicity=card.ethnicity,
            birth=card.birth,
            address=card.address,
            number=card.number,
            issuer=card.issuer,
            valid_from=card.valid_from,
            valid_to=card.valid_to,
        )

    def expired_on(self, day: date) -> bool:
        """Whether the document is no longer valid on ``day``."""
        return self.valid_to is not None and self.valid_to < day
