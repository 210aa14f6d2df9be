"""The finished case: what a citizen submitted, as it goes into one sealed package. Exists in memory only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the case. ``name`` is a relative path such as ``materials/lease/1.jpg``; never personal data."""

    name: str
    media_type: str
    data: bytes


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
