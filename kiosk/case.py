"""The finished case: what a citizen submitted, as it goes into one sealed package. Exists in memory only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the case. ``name`` is a relative path such as ``materials/lease/1.jpg``; never personal data.

    ``sha256`` is its lower-case hex, taken once, when the part is made: the record that is signed and the manifest both name it.
    """

    name: str
    media_type: str
    data: bytes
    sha256: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", hashlib.sha256(self.data).hexdigest())


@dataclass(frozen=True, slots=True)
class FinishedCase:
    """Everything of one submission.

    ``received_at`` is the moment the citizen submitted, time zone included; legal periods run from it whatever the network does.
    ``record`` is the JSON content of ``case.json``: applicant, values, materials, consents, signature, what is owed.
    ``query_code`` stands on the receipt's QR beside the number and opens the case's state to whoever holds the slip.
    """

    submission_id: str
    receipt_no: str
    query_code: str
    terminal_id: str
    matter_code: str
    matter_version: str
    received_at: datetime
    clock_synchronised: bool
    record: dict[str, Any]
    parts: tuple[Part, ...]
