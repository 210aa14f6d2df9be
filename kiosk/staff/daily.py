"""每日检查: what the terminal measures by itself and what a person looks at, answered item by item and signed. Pure but for its two files."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import msgspec

from config.themes import DEFAULTS
from kiosk.staff.views import DailyCheck, DailyItem


class _Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    label: str
    measured: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    item: list[_Item]


@cache
def items() -> tuple[_Item, ...]:
    """The items of ``config/defaults/daily_check.toml``."""
    return tuple(msgspec.convert(tomllib.loads((DEFAULTS / "daily_check.toml").read_text(encoding="utf-8")), _File).item)


def check(answers: Mapping[str, bool], measured: Mapping[str, tuple[bool | None, str]], signed: str) -> DailyCheck:
    """The check as it stands: ``measured`` is item -> (good, in words), ``answers`` what was tapped."""
    rows = []
    for item in items():
        good, note = measured.get(item.id, (None, "正在看…")) if item.measured else (answers.get(item.id), "")
        rows.append(DailyItem(item.id, item.label, good, note, item.measured))
    return DailyCheck(tuple(rows), signed)


def record(done: DailyCheck, staff_id: str, day: date, at: str, strokes: object, png: bytes) -> dict[str, Any]:
    """What is kept of a signed check: the answers, who, when, the strokes of the signature, and the digest of its picture."""
    return {
        "day": day.isoformat(),
        "at": at,
        "staff": staff_id,
        "answers": {item.id: item.good for item in done.items},
        "strokes": msgspec.to_builtins(strokes),
        "signature_sha256": hashlib.sha256(png).hexdigest(),
    }
