"""What happened here, in words, and its export for whoever looks into it: the audit chain and the devices' records, redacted once more."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kiosk import audit, device_states, durable
from kiosk.device_names import STAFF_NAMES
from kiosk.redact import redact_value
from kiosk.scheduler import HALL_ZONE
from kiosk.staff.rows import TAGS
from kiosk.staff.views import ACTION_WORDS, NETWORK
from kiosk.terminal_db import TerminalDatabase

SHOWN = 60
_USB = (Path("/media"), Path("/run/media"))


def newest(database: TerminalDatabase) -> tuple[str, ...]:
    """The newest events in words, newest first. Raises sqlite3.Error."""
    with database.reading() as reading:
        rows = list(reading.query("SELECT at, event, details FROM audit ORDER BY sequence DESC LIMIT ?", [SHOWN]))
    return tuple(words(row["at"], row["event"], json.loads(row["details"]), HALL_ZONE) for row in rows)


def words(at: str, event: str, details: dict[str, Any], zone: ZoneInfo) -> str:
    """One event in a line: ``11-22 21:03 设备变化：高拍仪 正常 → 没接上``."""
    when = datetime.fromisoformat(at).astimezone(zone)
    known = audit.catalogue().get(event)
    what = known.text if known else event
    more = _more(details)
    return f"{when:%m-%d %H:%M} {what}" + (f"：{more}" if more else "")


def _more(details: dict[str, Any]) -> str:
    """What is known of an event, in words; digests and switches say nothing to a person and are left to the export."""
    said = {key: _said(value) for key, value in details.items() if value is not None and not isinstance(value, bool)}
    who = [f"工号 {said.pop('staff')}"] if "staff" in said else []
    if "device" in said and "after" in said:
        before, after = said.get("before", ""), said["after"]
        return f"{said['device']} {before} → {after}" if before != after else f"{said['device']} {after}"
    counted = [f"{words} {said.pop(key)}" for key, words in _COUNTS.items() if key in said]
    plain = [words for key, words in said.items() if "sha256" not in key]
    return "，".join([*([" ".join(plain[:4])] if plain else []), *counted, *who])


def _said(value: object) -> str:
    return _VALUES.get(str(value), str(value))


_COUNTS = {"tested": "测了", "failed": "没通过", "bad": "不正常", "seconds": "秒数"}
_VALUES: dict[str, str] = {
    **{str(action): said for action, said in ACTION_WORDS.items()},
    **{str(state): said for state, (_, said) in TAGS.items()},
    **STAFF_NAMES,
    NETWORK: "网络",
    "test": "测一遍",
    "print_report": "打印报告",
    "passed": "成功",
    "failed": "没有成功",
    "printed": "打出来了",
    "card": "用卡",
    "totp": "用动态码",
}


def export(home: Path, database: TerminalDatabase, now: datetime, mounts: tuple[Path, ...] = _USB) -> Path:
    """Write the whole chain and the devices' records to the one USB stick there is, else below the state folder. Raises OSError, sqlite3.Error."""
    stick = _stick(mounts)
    folder = stick if stick is not None else home / "exports"
    durable.make_folder(folder)
    path = folder / f"kiosk-log-{now:%Y%m%d-%H%M%S}.jsonl"
    lines = [*_chain(database), *_devices(home)]
    durable.write(path, "".join(f"{json.dumps(redact_value(line), ensure_ascii=False)}\n" for line in lines).encode())
    return path


def _chain(database: TerminalDatabase) -> Iterator[dict[str, Any]]:
    for link in audit.records(database):
        yield {"sequence": link.sequence, "at": link.at, "event": link.event, "details": json.loads(link.details), "hash": link.hash}


def _devices(home: Path) -> Iterator[dict[str, Any]]:
    for state in device_states.read(home).values():
        yield {"device": state.name, "at": state.at.isoformat(), "status": state.status, "counters": state.counters}


def _stick(mounts: tuple[Path, ...]) -> Path | None:
    """The one mounted stick one may write to; None where there is none, or several."""
    found = [path for mount in mounts for path in (*mount.glob("*"), *mount.glob("*/*")) if path.is_mount() and os.access(path, os.W_OK)]
    return found[0] if len(found) == 1 else None
