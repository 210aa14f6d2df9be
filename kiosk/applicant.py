"""Who applies, or acts for somebody: what was read from a document, or told and to be checked later. In memory only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from config.characters import settle, unclear
from config.matter import IdentifyWay
from config.rules import age_on
from devices.id_card.card import CardKind, IdCard
from devices.smart_card.card import SocialCard

SOON = timedelta(days=90)
"""A document this close to its end is worth a word: it can be renewed from three months before."""
WAYS = {
    CardKind.RESIDENT: IdentifyWay.ID_CARD,
    CardKind.HMT_RESIDENT: IdentifyWay.RESIDENCE_PERMIT,
    CardKind.FOREIGNER_2017: IdentifyWay.PERMANENT_RESIDENCE,
    CardKind.FOREIGNER_2023: IdentifyWay.PERMANENT_RESIDENCE,
}
"""Which way of identification each card that the reader knows is."""
TOLD = "told"
"""``document_kind`` of a person somebody else told about."""


@dataclass(frozen=True, slots=True, repr=False)
class Applicant:
    """``sex`` is 男 or 女 (empty where the document does not say); ``valid_to`` is ``None`` for 长期.

    ``verified``: a chip was read. Otherwise the person told it, and staff look at the document later.
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
    verified: bool = True
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

    @classmethod
    def from_social_card(cls, card: SocialCard) -> Applicant | None:
        """Take over what a social-security card says; ``None`` where it does not say when its holder was born."""
        if card.birth is None:
            return None
        return cls(
            document_kind=str(IdentifyWay.SOCIAL_SECURITY_CARD),
            name=card.name,
            sex=card.sex,
            ethnicity=card.ethnicity,
            birth=card.birth,
            address="",
            number=card.number,
            issuer="",
            valid_from=card.issued,
            valid_to=card.valid_to,
        )

    @classmethod
    def told(cls, kind: str, name: str, number: str, address: str = "", birth: date | None = None) -> Applicant:
        """A person of whom only was told; sex and birth come from a citizen's number (GB 11643) unless ``birth`` is given."""
        citizen = birth is None
        return cls(
            document_kind=kind,
            name=name,
            sex=("女", "男")[int(number[16]) % 2] if citizen else "",
            ethnicity="",
            birth=date(int(number[6:10]), int(number[10:12]), int(number[12:14])) if birth is None else birth,
            address=address,
            number=number,
            issuer="",
            valid_from=None,
            valid_to=None,
            verified=False,
        )

    @property
    def way(self) -> IdentifyWay:
        """How this person showed who they are."""
        if self.document_kind in set(CardKind):
            return WAYS[CardKind(self.document_kind)]
        return IdentifyWay(self.document_kind) if self.document_kind in set(IdentifyWay) else IdentifyWay.ID_CARD

    def expired_on(self, day: date) -> bool:
        """Whether the document is no longer valid on ``day``."""
        return self.valid_to is not None and self.valid_to < day

    def expires_soon(self, day: date) -> bool:
        """Whether the document is still valid, but not for long."""
        return self.valid_to is not None and day <= self.valid_to <= day + SOON

    def age_on(self, day: date) -> int:
        """Whole years lived on ``day``."""
        return age_on(self.birth, day)
