"""What there is of one citizen with one matter: everything given so far, immutable and in memory only. Pure data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from config.matter import IdentifyWay, Matter
from kiosk.applicant import Applicant
from kiosk.face.proof import FaceState, Proof
from kiosk.hub_live import OwedMaterial


class Step(StrEnum):
    """The kinds of places, each a screen of its own."""

    GUIDE = "guide"
    PRECHECK = "precheck"
    AGENT = "agent"
    IDENTIFY = "identify"
    DECLARE = "declare"
    PRINCIPAL = "principal"
    GUARDIAN = "guardian"
    CONSENT = "consent"
    FACE = "face"
    PROVE = "prove"
    SMS_CODE = "sms_code"
    SLOT = "slot"
    REFUSED = "refused"
    HAND_OFF = "hand_off"
    PACKAGE = "package"
    FORM = "form"
    PROMISE = "promise"
    MATERIALS = "materials"
    CAPTURE = "capture"
    DELIVERY = "delivery"
    COMMITMENT = "commitment"
    REVIEW = "review"
    SIGN = "sign"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the visit stands.

    ``item`` is the question's id at PRECHECK, the way at DECLARE, the page's id at FORM, the commitment's at PROMISE, the material's at
    CAPTURE (``field.`` and the field's id for a photo of the form), the cause at HAND_OFF, else empty.
    """

    step: Step
    item: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """One captured page or photo, as JPEG."""

    jpeg: bytes

    @property
    def sha256(self) -> str:
        """Digest of the picture, in hex."""
        return hashlib.sha256(self.jpeg).hexdigest()


@dataclass(frozen=True, slots=True, repr=False)
class Supply:
    """What there is of one material: pages, or the wish to hand it in later. ``reused``: the pages come from an earlier matter of this visit."""

    sheets: tuple[Sheet, ...] = ()
    deferred: bool = False
    reused: bool = False


NOTHING = Supply()


class Acting(StrEnum):
    """For whom somebody came."""

    SELF = "self"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent as law wants it kept: to which text (its SHA-256), in which language, when and how (PIPL 14, 29, 31)."""

    purpose: str
    text_sha256: str
    language: str
    at: datetime
    method: str


@dataclass(frozen=True, slots=True, repr=False)
class Carried:
    """What goes from one matter of a visit to the next: who is there, values by their meaning, and pages by the material's name.

    ``proof`` shows that this person was compared already, and that nobody has to look any more.
    """

    person: Applicant
    values: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, tuple[Sheet, ...]] = field(default_factory=dict)
    proof: Proof | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Visit:
    """One citizen with one matter, from the guide to the signature.

    ``applicant`` is whom the matter is for; ``agent`` who stands there for them, ``guardian`` who consents for a child. ``answers`` are those
    of the pre-check, ``promises`` the informed commitments that were decided. ``own`` names shared materials the citizen brings because the
    data are wrong, ``left_out`` the children of a package nobody wants. ``taken_over`` are the fields filled from an earlier matter of this
    visit. ``checked`` is the fingerprint of what was checked at the review; every change empties it.
    """

    matter: Matter
    place: Place = Place(Step.GUIDE)
    applicant: Applicant | None = None
    entries: Mapping[str, str] = field(default_factory=dict)
    supplies: Mapping[str, Supply] = field(default_factory=dict)
    committed: bool = False
    back_to_review: bool = False
    acting: Acting | None = None
    way: IdentifyWay | None = None
    agent: Applicant | None = None
    principal: Applicant | None = None
    guardian: Applicant | None = None
    face: FaceState = field(default_factory=FaceState)
    """how it is shown that the person on the card is the one who stands there, in matters that ask for it"""
    answers: Mapping[str, bool] = field(default_factory=dict)
    promises: Mapping[str, bool] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    taken_over: frozenset[str] = frozenset()
    consents: tuple[Consent, ...] = ()
    carried: Carried | None = None
    supplement: str = ""
    """the number of the case that this only brings what is owed of"""
    owes: tuple[OwedMaterial, ...] = ()
    """what that case owes, with its last days"""
    left: Place | None = None
    """where the visit stood before it was handed off"""
    checked: str = ""
    memo: dict[str, Any] = field(default_factory=dict, init=False, compare=False)
    """what was worked out from this very visit; never taken along to the next"""

    @property
    def present(self) -> Applicant | None:
        """Who stands there, once known: the agent, or the applicant in person."""
        return self.agent if self.acting is Acting.AGENT else self.applicant

    @property
    def personal(self) -> bool:
        """Whether the visit holds anything about a person."""
        return bool(self.applicant or self.agent or self.principal or self.carried or self.entries or self.answers or self.supplement)

    def consented(self, purpose: str) -> bool:
        """Whether there is a consent for ``purpose``."""
        return any(consent.purpose == purpose for consent in self.consents)


def fingerprint(visit: Visit) -> str:
    """SHA-256 over everything that will be sent; equal exactly while nothing of it changes."""
    content = {
        "matter": [visit.matter.code, visit.matter.version],
        "people": [msgspec.to_builtins(who) if who else None for who in (visit.applicant, visit.agent, visit.guardian)],
        "entries": dict(visit.entries),
        "supplies": {name: [[sheet.sha256 for sheet in what.sheets], what.deferred] for name, what in visit.supplies.items()},
        "answers": dict(visit.answers),
        "promises": dict(visit.promises),
        "sets": [sorted(visit.own), sorted(visit.left_out)],
        "consents": sorted([consent.purpose, consent.text_sha256] for consent in visit.consents),
        "committed": visit.committed,
        "proof": visit.face.proof.record() if visit.face.proof else None,
    }
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()
