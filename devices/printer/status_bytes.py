"""The status bytes of ESC/POS printers (``DLE EOT n`` and ``GS r 1``) to one report. Pure.

A byte that cannot be read means unknown: never "out of paper", never "offline". Source: Epson's ESC/POS command reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from devices.status import Paper

QUERY_PRINTER = b"\x10\x04\x01"
QUERY_OFFLINE = b"\x10\x04\x02"
QUERY_ERROR = b"\x10\x04\x03"
QUERY_PAPER = b"\x10\x04\x04"
# Answered in the order of printing, hence only once everything sent before has been printed.
CONFIRM = b"\x1dr\x01"
# Empties the printer's buffer in an error, so that a half-printed slip is not finished later for somebody else.
CLEAR_BUFFER = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


class Fault(StrEnum):
    """What is broken; the value is a plain Chinese sentence for staff."""

    UNRECOVERABLE = "打印机报告不可恢复的错误，请断电重启；仍不行就更换"
    CUTTER_JAMMED = "切刀卡住，请打开上盖清理纸屑"
    OVERHEATED = "打印头过热，冷却后会自动恢复"
    OTHER = "打印机报告错误，请看机身指示灯"


@dataclass(frozen=True, slots=True)
class PrinterReport:
    """What the printer says of itself; None where the byte did not come or could not be read.

    ``fault`` is None where nothing is said to be broken; ``code`` the raw bytes in hexadecimal.
    """

    offline: bool | None
    cover_open: bool | None
    paper: Paper
    fault: Fault | None
    code: str | None

    @property
    def silent(self) -> bool:
        """Whether nothing at all could be learnt."""
        return self.offline is None and self.cover_open is None and self.paper is Paper.UNKNOWN and self.code is None


def is_realtime_answer(byte: int) -> bool:
    """Whether a byte can be an answer to ``DLE EOT``: bits 0 and 7 clear, 1 and 4 set."""
    return byte & 0x93 == 0x12


def is_confirmation(byte: int) -> bool:
    """Whether a byte can be an answer to ``GS r 1``: bits 4 and 7 clear."""
    return byte & 0x90 == 0


def interpret(printer: int | None, offline: int | None, error: int | None, paper: int | None) -> PrinterReport:
    """The report from the answers to the four queries, in the order of their numbers; None for an answer that did not come."""
    answers = tuple(byte if byte is not None and is_realtime_answer(byte) else None for byte in (printer, offline, error, paper))
    printer, offline, error, paper = answers
    came = [byte for byte in answers if byte is not None]
    return PrinterReport(
        offline=None if printer is None else bool(printer & 0x08),
        cover_open=None if offline is None else bool(offline & 0x04),
        paper=_paper(paper, offline),
        fault=_fault(error, offline),
        code=bytes(came).hex() if came else None,
    )


def _paper(paper: int | None, offline: int | None) -> Paper:
    if (paper is not None and paper & 0x60) or (offline is not None and offline & 0x20):
        return Paper.OUT
    if paper is None:
        return Paper.UNKNOWN
    return Paper.LOW if paper & 0x0C else Paper.FULL


def _fault(error: int | None, offline: int | None) -> Fault | None:
    for bit, fault in ((0x20, Fault.UNRECOVERABLE), (0x08, Fault.CUTTER_JAMMED), (0x40, Fault.OVERHEATED)):
        if error is not None and error & bit:
            return fault
    return Fault.OTHER if offline is not None and offline & 0x40 and not offline & 0x24 else None
