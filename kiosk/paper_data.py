"""What stands on a paper, before it is set: typed, and in the words a citizen reads.

The receipt names nobody but by the masked family name; its QR carries the receipt number and the query code, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from config.matter import LateConsequence
from kiosk.words import plain, words

CONSEQUENCES = {
    LateConsequence.DEEMED_WITHDRAWN: words("逾期不补，这次申请视为撤回"),
    LateConsequence.ACCEPTANCE_REVOKED: words("逾期不补，撤销受理"),
}
"""What happens when an owed material does not come in time, as citizens read it."""


HAND_IN_LATER = words("在本机“我的办件”里补，或到窗口交")
"""Where an owed material is handed in: the same on the last screen and on the slip."""


class Paper(Protocol):
    """Data of one paper: which template sets it, and the values it reads."""

    @property
    def template(self) -> str: ...

    def values(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class ReceivedMaterial:
    """``pages`` in words: 3 页, 照片 1 张, 读卡核对, 免交."""

    name: str
    pages: str


@dataclass(frozen=True, slots=True)
class OwedMaterial:
    """``last_day`` in words with its weekday (``working_days.day_text``); ``consequence`` from ``CONSEQUENCES``."""

    name: str
    last_day: str
    consequence: str


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """收件凭条. ``received_at`` in the hall's own time zone; ``surname_masked`` such as 合＊＊."""

    receipt_no: str
    query_code: str
    received_at: datetime
    terminal_id: str
    hall: str
    matter_name: str
    authority_short: str
    authority_phone: str
    hotline: str
    surname_masked: str
    materials: tuple[ReceivedMaterial, ...]
    owed: tuple[OwedMaterial, ...] = ()
    window: tuple[str, ...] = ()
    """where somebody still has to show themselves, line by line: when, where, with what; empty where it is settled who they are"""

    @property
    def template(self) -> str:
        """The template of this paper."""
        return "receipt"

    @property
    def qr_payload(self) -> str:
        """What the QR carries."""
        return f"{self.receipt_no}/{self.query_code}"

    def values(self) -> dict[str, Any]:
        """What the template reads."""
        svg, modules = qr_svg(self.qr_payload)
        return {
            "receipt_no": self.receipt_no,
            "query_code": self.query_code,
            "received_at": time_text(self.received_at),
            "terminal_id": self.terminal_id,
            "hall": self.hall,
            "matter_name": self.matter_name,
            "authority_short": self.authority_short,
            "authority_phone": self.authority_phone,
            "hotline": self.hotline,
            "surname_masked": self.surname_masked,
            "materials": [{"name": each.name, "pages": each.pages} for each in self.materials],
            "owed": [{"name": each.name, "last_day": each.last_day, "consequence": each.consequence} for each in self.owed],
            "hand_in": plain(HAND_IN_LATER),
            "window": [plain(line) for line in self.window],
            "qr_svg": svg,
            "qr_modules": modules,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a form: the question and its answer, as shown."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FormSection:
    """One page of the form."""

    title: str
    rows: tuple[Row, ...]


Strokes = Sequence[Sequence[tuple[float, float]]]
"""A signature: strokes of points, x to the right and y down, in any unit."""


@dataclass(frozen=True, slots=True)
class FormData:
    """确认后的申请表. Made once without ``signature`` (that is what is signed) and once with it; the rest must be the same."""

    matter_name: str
    matter_code: str
    matter_version: str
    authority: str
    hall: str
    terminal_id: str
    prepared_at: datetime
    applicant: tuple[Row, ...]
    sections: tuple[FormSection, ...]
    materials: tuple[Row, ...]
    declarations: tuple[str, ...] = ()
    signature: Strokes = ()
    signed_at: datetime | None = None
    by_keys: bool = False
    """confirmed with a key in place of a signature, which the paper says"""

    @property
    def template(self) -> str:
        """The template of this paper."""
        return "form"

    def values(self) -> dict[str, Any]:
        """What the template reads."""
        return {
            "title": f"{self.matter_name}申请表",
            "matter_code": self.matter_code,
            "matter_version": self.matter_version,
            "authority": self.authority,
            "hall": self.hall,
            "terminal_id": self.terminal_id,
            "prepared_at": time_text(self.prepared_at),
            "applicant": _rows(self.applicant),
            "sections": [{"title": section.title, "rows": _rows(section.rows)} for section in self.sections],
            "materials": _rows(self.materials),
            "declarations": list(self.declarations),
            "signature_svg": signature_svg(self.signature),
            "signature_note": "按确认键确认，没有手写签名" if self.by_keys else "",
            "signed_at": time_text(self.signed_at) if self.signed_at is not None else "",
        }


def time_text(moment: datetime) -> str:
    """A moment as people write it: 2026年11月21日 22:47."""
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"


def qr_svg(text: str) -> tuple[str, int]:
    """A QR code as SVG without margin, and how many modules it is wide. Error correction M: a slip gets creased."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    svg = str(code.to_svg(scale=1, add_quiet_zones=False))
    width = re.search(r'<svg width="(\d+)"', svg)
    if width is None:
        raise ValueError("the QR writer gave no width")
    return svg, int(width.group(1))


def signature_svg(strokes: Strokes) -> str:
    """The strokes as SVG, cropped to what was drawn; empty where nothing was."""
    points = [point for stroke in strokes for point in stroke]
    if not points:
        return ""
    left, top = min(x for x, _ in points), min(y for _, y in points)
    width = max(x for x, _ in points) - left or 1.0
    height = max(y for _, y in points) - top or 1.0
    pen = max(width, height) / 60
    paths = "".join(
        "<path d='M"
        + " L".join(f"{x - left + pen:.2f} {y - top + pen:.2f}" for x, y in (stroke if len(stroke) > 1 else [*stroke, *stroke]))
        + "'/>"
        for stroke in strokes
        if stroke
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width + 2 * pen:.2f} {height + 2 * pen:.2f}'>"
        f"<g fill='none' stroke='#10263D' stroke-width='{pen:.2f}' stroke-linecap='round' stroke-linejoin='round'>{paths}</g></svg>"
    )


def _rows(rows: Sequence[Row]) -> list[dict[str, str]]:
    return [{"label": row.label, "value": row.value} for row in rows]
