"""Synthetic cases, and where their personal data would show. Light: processes under strace import it too."""

from __future__ import annotations

import itertools
import os
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage

from kiosk.case import FinishedCase, Part
from kiosk.receipt_number import ReceiptNumbers

NOW = datetime(2026, 11, 21, 22, 47, tzinfo=UTC)
MATTER = "11330299MB000001X4442000000001"
NAME, NUMBER, ADDRESS = "合成测试甲", "330299195801010025", "合成市测试区样例路1号"
NEEDLES = tuple(text.encode(code) for text in (NAME, NUMBER, ADDRESS, "13800000000") for code in ("utf-8", "utf-16-le", "gb18030"))
"""The personal data of ``make_case`` as it would stand in memory or in a file."""
_ids = itertools.count(1)


def new_terminal_id() -> str:
    """A terminal id no other test has."""
    return f"T{next(_ids):04d}"


def key_pair() -> tuple[str, str]:
    """An age identity and its recipient."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def make_case(home: Path, terminal_id: str = "T0000", *, size: int = 2000, receipt_no: str = "", **changes: Any) -> FinishedCase:
    """A synthetic case with personal data in it and one scanned page of ``size`` random bytes."""
    facts: dict[str, Any] = {
        "submission_id": str(uuid.uuid4()),
        "receipt_no": receipt_no or ReceiptNumbers(home, terminal_id).next(NOW),
        "query_code": "KX7P2M",
        "terminal_id": terminal_id,
        "matter_code": MATTER,
        "matter_version": "1.0.0",
        "received_at": NOW,
        "clock_synchronised": True,
        "record": {"applicant": {"name": NAME, "number": NUMBER, "address": ADDRESS}, "values": {"phone": "13800000000"}},
        "parts": (
            Part("materials/photo/1.jpg", "image/jpeg", os.urandom(size)),
            Part("signature.png", "image/png", b"\x89PNG" + bytes(40)),
        ),
    }
    return FinishedCase(**{**facts, **changes})


def readable(folder: Path) -> set[str]:
    """The files below ``folder`` in which something personal can be read; one that goes away meanwhile is none."""
    found = set()
    for path in folder.rglob("*"):
        try:
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        except FileNotFoundError:
            continue
        if any(needle in content for needle in NEEDLES):
            found.add(path.name)
    return found
