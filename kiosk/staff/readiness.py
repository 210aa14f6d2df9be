"""The readiness report (可用性报告): every device's self-test in a row, as one paper that is kept and printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk import durable
from kiosk.staff.views import Level, TestRow, Tile
from kiosk.terminal import Terminal

FOLDER = "reports"
KEPT = 60
"""Reports that are kept; the oldest goes first."""
_WORDS = {Level.GOOD: "通过", Level.FAULT: "没通过", Level.WARNING: "注意", Level.WAITING: "没测"}


def values(terminal: Terminal, who: str, rows: Sequence[TestRow], tiles: Sequence[Tile], now: datetime) -> dict[str, Any]:
    """What the template ``readiness`` reads."""
    own = terminal.settings.terminal
    bad = sum(row.level is Level.FAULT for row in rows)
    return {
        "terminal": own.id,
        "hall": own.hall,
        "at": f"{now:%Y-%m-%d %H:%M}",
        "who": who,
        "verdict": "全部通过，可以开放" if not bad else f"{bad} 项没有通过",
        "ready": not bad,
        "rows": [{"label": row.label, "result": _WORDS[row.level], "words": row.words, "good": row.level is Level.GOOD} for row in rows],
        "tiles": [{"label": tile.label, "value": tile.value, "note": tile.note} for tile in tiles],
    }


def make(terminal: Terminal, data: dict[str, Any], now: datetime) -> tuple[bytes, Path]:
    """Set the report: its picture, and the PDF/A where it is kept. Raises PaperError, OSError."""
    png = terminal.papers.png("readiness", data)[0]
    folder = terminal.home / FOLDER
    durable.make_folder(folder)
    path = folder / f"readiness-{now:%Y%m%d-%H%M%S}.pdf"
    durable.write(path, terminal.papers.pdf("readiness", data, at=now))
    for old in sorted(folder.glob("readiness-*.pdf"))[:-KEPT]:
        durable.remove(old)
    return png, path
