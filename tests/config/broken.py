"""Making a broken matter file out of a good one."""

from __future__ import annotations

from pathlib import Path

MATTERS = Path(__file__).parent / "matters"
"""Two plain good matters, kept as they are: what the built-in ones become breaks no test of lint."""
SENIOR_TEXT = (MATTERS / "senior_card_application.yaml").read_text("utf-8")
RENT_TEXT = (MATTERS / "housing_fund_rent_withdrawal.yaml").read_text("utf-8")


def swap(text: str, old: str, new: str) -> tuple[str, int]:
    """``text`` with the first ``old`` replaced, and the line (from 1) where that is. Fails where there is none."""
    at = text.index(old)
    return text[:at] + new + text[at + len(old) :], text.count("\n", 0, at) + 1


def write(folder: Path, text: str, name: str = "matter.yaml") -> Path:
    """A file with ``text``."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path
