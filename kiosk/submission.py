"""From the signed visit to a sealed package on the disk: the moment of 收件."""

from __future__ import annotations

import base64
import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from config.holidays import Holidays
from config.matter import Capture, FieldType, LateConsequence, Material
from kiosk import case_record, fields, journey, memory
from kiosk.case import FinishedCase, Part
from kiosk.journey import Visit
from kiosk.paper_data import CONSEQUENCES, FormData, FormSection, Row
from kiosk.reliable_signature import ReliableSignature
from kiosk.review import APPLICANT, MATERIALS, review
from kiosk.terminal import Terminal
from kiosk.working_days import add_working_days, day_text, last_day

Stroke = tuple[tuple[float, float, float], ...]
"""One stroke of a signature: x and y in millimetres, time in seconds since the first touch."""

QUERY_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without characters that are mistaken for others when read aloud."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What names one submission; drawn once a visit, so that trying again never makes a second case."""

    submission_id: str
    receipt_no: str
    query_code: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A handwritten signature image with its strokes, both empty where a key was pressed in its place.

    Neither is a reliable electronic signature in the sense of 电子签名法 § 13.
    """

    strokes: tuple[Stroke, ...]
    png: bytes
    language: str = "zh_CN"
    """the language in which everything was read that is agreed to"""

    @property
    def by_keys(self) -> bool:
        """Confirmed with a key by somebody who cannot draw: an act of will on record, but no signature."""
        return not self.strokes


@dataclass(frozen=True, slots=True)
class Owed:
    """A material to hand in later: the last day and what happens after it."""

    material_id: str
    name: str
    last_day: date
    consequence: LateConsequence

    @property
    def last_day_text(self) -> str:
        """``11月27日（周五）``."""
        return day_text(self.last_day)

    @property
    def consequence_text(self) -> str:
        """``逾期不补，这次申请视为撤回``."""
        return CONSEQUENCES[self.consequence]


def identity(terminal: Terminal, now: datetime) -> Identity:
    """A fresh identity: a random submission id and query code, the next receipt number."""
    code = "".join(secrets.choice(QUERY_ALPHABET) for _ in range(8))
    return Identity(str(uuid.uuid4()), terminal.numbers.next(now), code)


def owed(visit: Visit, received: date, holidays: Holidays) -> tuple[Owed, ...]:
    """What is handed in later, with the last day counted from the day after ``received``."""
    return tuple(
        Owed(item.id, item.name, add_working_days(received, item.deferrable.working_days, holidays), item.deferrable.consequence)
        for item in journey.owed(visit, received)
        if item.deferrable
    )


def submit(
    terminal: Terminal, visit: Visit, who: Identity, signature: Signature, now: datetime, reliable: ReliableSignature | None = None
) -> tuple[Owed, ...]:
    """Seal the case and make it durable; returns what is owed. Raises OSError when it could not be kept: then nothing was 收件.

    ``reliable`` is the signature over ``visit.checked`` of a matter that law asks one of.
    """
    today = now.date()
    missing = owed(visit, today, terminal.holidays)
    form = _form(terminal, visit, now)
    parts = [Part("form.pdf", "application/pdf", terminal.papers.pdf(form.template, form.values(), at=now))]
    parts += [
        pages_part(terminal, item, journey.supply(visit, item))
        for item in journey.captured(visit, today)
        if journey.supply(visit, item).sheets
    ]
    parts += [Part(f"photos/{name}.jpg", "image/jpeg", jpeg) for name, jpeg in case_record.photos(visit, today).items()]
    record = _record(terminal, visit, missing, now)
    record["parts_sha256"] = {part.name: part.sha256 for part in parts}
    drawn = [[(x, y) for x, y, _ in stroke] for stroke in signature.strokes]
    signed = replace(form, signature=drawn, signed_at=now, by_keys=signature.by_keys)
    parts.append(Part("form-signed.pdf", "application/pdf", terminal.papers.pdf(signed.template, signed.values(), at=now)))
    if not signature.by_keys:
        parts.append(Part("signature.png", "image/png", signature.png))
    confirmed = memory.encode(record, "sorted")
    record["signature"] = {
        "kind": "confirmed_by_keys" if signature.by_keys else "handwritten_signature_image",
        "language": signature.language,
        "strokes": [list(map(list, stroke)) for stroke in signature.strokes],
        "checked_sha256": visit.checked,
        "confirmed_sha256": hashlib.sha256(confirmed).hexdigest(),
    }
    memory.wipe(confirmed)
    if reliable is not None:
        record["signature"]["reliable"] = {
            "algorithm": reliable.algorithm,
            "signature": base64.b64encode(reliable.signature).decode(),
            "certificate": base64.b64encode(reliable.certificate).decode(),
        }
    keep(terminal, visit, who, now, record, parts)
    for part in parts:
        if part.media_type == "application/pdf":
            memory.wipe(part.data)
    return missing


def keep(terminal: Terminal, visit: Visit, who: Identity, now: datetime, record: dict[str, Any], parts: Iterable[Part]) -> None:
    """Seal what is handed in and make it durable. Raises OSError when it could not be kept."""
    case = FinishedCase(
        submission_id=who.submission_id,
        receipt_no=who.receipt_no,
        query_code=who.query_code,
        terminal_id=terminal.settings.terminal.id,
        matter_code=visit.matter.code,
        matter_version=visit.matter.version,
        received_at=now,
        clock_synchronised=clock_synchronised(),
        record=record,
        parts=tuple(parts),
    )
    terminal.outbox.put(case, terminal.recipients)


def clock_synchronised() -> bool:
    """Whether the system's clock is kept by NTP: systemd-timesyncd and chrony leave this mark."""
    from pathlib import Path

    return any(Path(mark).exists() for mark in ("/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid"))


def _record(terminal: Terminal, visit: Visit, missing: tuple[Owed, ...], now: datetime) -> dict[str, Any]:
    """``case.json`` without the signature: exactly what the citizen checked."""
    today = now.date()
    return {
        **case_record.record(visit, missing, now),
        "catalogue_version": terminal.version,
        "accept_site": terminal.settings.terminal.hall,
        "authority_code": visit.matter.authority.code,
        "due_from": now.isoformat(),
        "promised": {"unit": str(visit.matter.promised_limit.unit), "value": visit.matter.promised_limit.value},
        "due": last_day(today, visit.matter.promised_limit, terminal.holidays).isoformat(),
    }


def pages_part(terminal: Terminal, item: Material, supply: journey.Supply) -> Part:
    """The pages of one material: a PDF/A-1b for scanned pages, the JPEG itself for a photo."""
    if item.capture is Capture.PORTRAIT:
        return Part(f"materials/{item.id}.jpg", "image/jpeg", supply.sheets[0].jpeg)
    document = terminal.papers.pages_pdf([sheet.jpeg for sheet in supply.sheets])
    return Part(f"materials/{item.id}.pdf", "application/pdf", document)


def _form(terminal: Terminal, visit: Visit, now: datetime) -> FormData:
    """The confirmed form, saying what the citizen read at the review; not signed yet."""
    today = now.date()
    sections = [(part.title, tuple(Row(label, text) for label, text in part.rows)) for part in review(visit, today)]
    own = terminal.settings.terminal
    return FormData(
        matter_name=visit.matter.name,
        matter_code=visit.matter.code,
        matter_version=visit.matter.version,
        authority=visit.matter.authority.name,
        hall=own.hall,
        terminal_id=own.id,
        prepared_at=now,
        applicant=next((rows for title, rows in sections if title == APPLICANT), ()),
        sections=tuple(FormSection(title, rows) for title, rows in sections if title not in (APPLICANT, MATERIALS)),
        materials=next((rows for title, rows in sections if title == MATERIALS), ()),
        declarations=tuple(
            field.label
            for page in journey.pages(visit, today)
            for field in journey.visible(page, visit, today)
            if field.type is FieldType.DECLARATION and visit.entries.get(field.id) == fields.YES
        ),
    )
