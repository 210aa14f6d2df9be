"""The fault matrix: what is done to each device, and the state it must then tell. Pure data and its table; ``test_matrix`` does it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from devices.status import Status

REPORT = Path(__file__).with_name("REPORT.md")
LEAST_ROWS = 60
COLUMNS = ("device", "fault", "status", "what the citizen reads", "what staff read", "result")


@dataclass(frozen=True, slots=True)
class Fault:
    """One row. ``hurt`` and ``heal`` are commands to the simulator; ``status`` what the device must tell, as ``told`` words it.

    ``under_way``: the name of something a citizen does while the fault strikes (see ``acts``), empty when nobody uses the device.
    ``before`` are commands given before anything else; ``says``: what staff must read in the end, where the state alone does not tell.
    """

    device: str
    fault: str
    status: str
    hurt: tuple[str, ...]
    heal: tuple[str, ...]
    under_way: str = ""
    says: str = ""
    before: tuple[str, ...] = ()
    busy: bool = False
    absent: bool = False

    @property
    def id(self) -> str:
        """For the names of tests."""
        return f"{self.device}-{self.fault}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was seen: the status told, what the citizen and what staff read, and whether all was as it must be."""

    fault: Fault
    status: str
    citizen: str
    staff: str
    passed: bool


_AS_IT_SHOULD_BE = {"full", "ok", "notPresent", "present"}


def told(status: Status) -> str:
    """A status in one cell: the device's state, then each part that is not as it should be. Whether a card lies there is none of it."""
    parts = [status.device.value]
    for name, value in (("paper", status.paper), ("media", status.media), ("optics", status.optics)):
        nobody_looked = value == "unknown" and name != "paper"
        if value is not None and value.value not in _AS_IT_SHOULD_BE and not nobody_looked:
            parts.append(f"{name} {value.value}")
    return ", ".join(parts)


def steady(text: str, folder: Path) -> str:
    """A sentence without what differs from run to run: folders, ports, process numbers."""
    text = text.replace(str(folder), "…")
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:端口", text)
    return re.sub(r"进程 \d+", "进程 n", text)


def table(outcomes: Iterable[Outcome]) -> str:
    """The whole report as Markdown."""
    rows = [
        (outcome.fault.device, outcome.fault.fault, outcome.status, outcome.citizen, outcome.staff, "pass" if outcome.passed else "fail")
        for outcome in outcomes
    ]
    lines = [
        "# The fault matrix",
        "",
        "Made by `tests/faults`; do not edit. Each fault was caused on the far side of the wire; `pass` means that the device told the state it",
        "must, that citizen and staff had a sentence to read, and that it worked again by itself once the fault was gone.",
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "|" + " --- |" * len(COLUMNS),
    ]
    lines += ["| " + " | ".join(cell.replace("|", "/") or "–" for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
