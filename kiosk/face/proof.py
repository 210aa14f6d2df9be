"""How it was shown that the person who stands there is the one on the card: what is kept of it, and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class ProofWay(StrEnum):
    """How."""

    FACE = "face"
    SMS_CODE = "sms_code"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison on this terminal: the least cosine of the card's photo and the face, the least allowed, and what compared them.

    ``models`` is the SHA-256 of each model by its task. No picture and no template is part of it.
    """

    score: float
    threshold: float
    models: Mapping[str, str]
    attempts: int
    at: datetime

    @property
    def alike(self) -> bool:
        """Whether it is the same person as far as the machine can tell."""
        return self.score >= self.threshold


@dataclass(frozen=True, slots=True)
class Slot:
    """A booked time at a window: ``day`` as 2026-11-23, ``hours`` as 09:00-10:00; the ticket and number the department knows it by."""

    day: str
    hours: str
    ticket: str
    queue_no: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """``compared`` where faces were compared, also where that failed and another way was taken; ``slot`` where a window will look.

    ``why`` says why no face was compared (``refused``, ``no_photo``, ``no_camera``, ``minor``, ``failed``), empty where it was.
    """

    way: ProofWay
    at: datetime
    attempts: int = 0
    compared: Compared | None = None
    slot: Slot | None = None
    why: str = ""

    @property
    def settled(self) -> bool:
        """Whether nobody has to look any more."""
        return self.way is not ProofWay.WINDOW

    def record(self) -> dict[str, Any]:
        """As it stands in ``case.json``."""
        compared, slot = self.compared, self.slot
        return {
            "way": str(self.way),
            "at": self.at.isoformat(),
            "attempts": self.attempts,
            "why_not_face": self.why,
            "score": None if compared is None else round(compared.score, 4),
            "threshold": None if compared is None else compared.threshold,
            "models_sha256": {} if compared is None else dict(compared.models),
            "compared_at": None if compared is None else compared.at.isoformat(),
            "window": None if slot is None else {"day": slot.day, "hours": slot.hours, "ticket": slot.ticket, "queue_no": slot.queue_no},
        }


@dataclass(frozen=True, slots=True)
class FaceState:
    """What a visit knows of the face check. ``why`` says why faces cannot be compared; empty where they can.

    ``agreed`` is the answer to the separate question (None: not answered yet); ``other`` the way chosen in its place.
    """

    why: str = "no_photo"
    agreed: bool | None = None
    failed: bool = False
    other: ProofWay | None = None
    proof: Proof | None = None
    tried: Compared | None = field(default=None)
    attempts: int = 0

    @property
    def comparable(self) -> bool:
        """Whether faces can be compared here: there is a photo to compare with, a camera, and somebody old enough to be asked."""
        return not self.why

    @property
    def by_face(self) -> bool:
        """Whether the camera is the way at present."""
        return self.comparable and self.agreed is not False and not self.failed and self.other is None

    @property
    def reason(self) -> str:
        """Why the camera is not the way."""
        return self.why or ("failed" if self.failed else "refused")
