"""承诺书副本: what a citizen promised, word for word, to take along with the receipt. Pure; names nobody but by the masked family name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from devices.printer.text import Align, Labelled, Line, Part, Rule
from kiosk import asks, privacy
from kiosk.paper_data import OwedMaterial, ReceiptData, time_text
from kiosk.redact import mask_name
from kiosk.visit import Visit
from kiosk.words import plain


@dataclass(frozen=True, slots=True)
class Promised:
    """One commitment: its title and its paragraphs."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommitmentCopyData:
    """The copy that goes with ``receipt``; ``promiser`` masked. ``by_keys``: confirmed with a key, without a signature."""

    receipt: ReceiptData
    promiser: str
    promises: tuple[Promised, ...]
    owed: tuple[OwedMaterial, ...] = ()
    by_keys: bool = False

    @property
    def template(self) -> str:
        """The template of this paper."""
        return "commitment_copy"

    @property
    def at(self) -> datetime:
        """When it was promised."""
        return self.receipt.received_at

    @property
    def signed(self) -> str:
        """Where the original is."""
        return "您按确认键确认的原件已随申请加密保存" if self.by_keys else "您签名的原件已随申请加密保存"

    def values(self) -> dict[str, Any]:
        """What the template reads."""
        slip = self.receipt
        return {
            "signed": self.signed,
            "receipt_no": slip.receipt_no,
            "matter_name": slip.matter_name,
            "promiser": self.promiser,
            "at": time_text(self.at),
            "promises": [{"title": item.title, "lines": list(item.lines)} for item in self.promises],
            "owed": [{"name": item.name, "last_day": item.last_day, "consequence": item.consequence} for item in self.owed],
            "department": slip.authority_short,
            "department_phone": slip.authority_phone,
            "hotline": slip.hotline,
            "terminal_id": slip.terminal_id,
        }

    def parts(self) -> tuple[Part, ...]:
        """The same words for a printer that takes text only."""
        slip, promised = self.receipt, list[Part]()
        for owed in self.owed:
            promised += [Rule(), Line(f"要补交：{owed.name}", bold=True), Line(f"最晚 {owed.last_day}", bold=True), Line(owed.consequence)]
        for item in self.promises:
            promised += [Rule(), Line(item.title, Align.MIDDLE, bold=True), *(Line(line) for line in item.lines)]
        return (
            Line("承诺书副本", Align.MIDDLE, bold=True, big=True),
            Line(self.signed, Align.MIDDLE),
            Rule(),
            Labelled("收件编号", slip.receipt_no),
            Labelled("办理事项", slip.matter_name),
            Labelled("承诺人", self.promiser),
            Labelled("承诺时间", time_text(self.at)),
            Labelled("交给", slip.authority_short),
            *promised,
            Rule(),
            Labelled("问部门", f"{slip.authority_short} {slip.authority_phone}"),
            Labelled("其他问题", slip.hotline),
            Labelled("终端编号", slip.terminal_id),
        )


def commitment_copy(visit: Visit, receipt: ReceiptData, today: date, *, by_keys: bool = False) -> CommitmentCopyData | None:
    """What was promised in a visit with the matter as it was written; None where nothing was."""
    if visit.supplement:
        return None
    given = [item for item in asks.commitments(visit, today) if visit.promises.get(item.id)]
    promises = [Promised(item.title, tuple(line.strip() for line in item.text.split("\n") if line.strip())) for item in given]
    owed = receipt.owed if visit.committed else ()
    promiser = mask_name(visit.present.name) if visit.present else ""
    if owed:
        text = privacy.supplement_text(visit, [item.name for item in owed], promiser)
        promises.append(Promised("补交承诺", tuple(plain(line) for line in text)))
    return CommitmentCopyData(receipt, promiser, tuple(promises), owed, by_keys) if promises else None
