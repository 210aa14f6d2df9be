"""Who applies: what was read from the identity document, in memory only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.characters import settle, unclear
from devices.id_card.card import IdCard


@dataclass(frozen=True, slots=True)
class Applicant:
    """``sex`` is 男 or 女 (empty where the document does not say); ``valid_to`` is ``None`` for 长期.

    Private code points of old cards are replaced where the standard knows them; those in ``unclear`` are kept, for a person to look at.
    """

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
    unclear: tuple[str, ...] = ()

    @classmethod
    def from_card(cls, card: IdCard) -> Applicant:
        """Take over what the card reader read; the photo stays behind."""
        return cls(
            document_kind=str(card.kind),
            name=settle(card.name),
            sex=card.sex,
            ethnicity=card.ethnicity,
            birth=card.birth,
            address=settle(card.address),
            number=card.number,
            issuer=settle(card.issuer),
            valid_from=card.valid_from,
            valid_to=card.valid_to,
            unclear=unclear(card.name + card.address + card.issuer),
        )

    def expired_on(self, day: date) -> bool:
        """Whether the document is no longer valid on ``day``."""
        return self.valid_to is not None and self.valid_to < day
