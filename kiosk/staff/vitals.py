"""The tiles below the devices: what waits, which configuration, disk and memory, and what the last day brought."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.audit import AuditEvent
from kiosk.memory import resident_bytes
from kiosk.queue.store import Queue
from kiosk.staff.rows import clock_words
from kiosk.staff.views import Level, Tile
from kiosk.terminal_db import TerminalDatabase

LATE = timedelta(hours=4)
"""Half a working day: a case that waits longer raises an alert."""
DISK_LOW, DISK_FULL = 0.85, 0.95


def tiles(home: Path, database: TerminalDatabase, version: str, now: datetime, offset: str) -> tuple[Tile, ...]:
    """All four. Reads the disk and the database: for a worker thread. Raises OSError, sqlite3.Error."""
    return (
        waiting(home, now),
        Tile("事项配置", version, "随程序自带" if version == "自带" else "已签名"),
        room(home, offset),
        last_day(database, now),
    )


def waiting(home: Path, now: datetime) -> Tile:
    """待上传."""
    queue = Queue(home)
    try:
        depth = queue.depth()
    finally:
        queue.close()
    count = depth.sealed + depth.uploading
    oldest = datetime.fromisoformat(depth.oldest) if depth.oldest else None
    value = f"{count} 件" + (f" · 最早 {clock_words(oldest, now)}" if oldest is not None and count else "")
    if depth.parked:
        return Tile("待上传", value, f"{depth.parked} 件被平台退回，见 kiosk queue list", Level.FAULT)
    late = oldest is not None and now - oldest > LATE and count > 0
    note = "超过半天没送出去，请看网络" if late else "会自动重试" if count else "都送到了"
    return Tile("待上传", value, note, Level.WARNING if late else Level.GOOD)


def room(home: Path, offset: str) -> Tile:
    """磁盘已用 / 内存."""
    disk = shutil.disk_usage(home)
    used = disk.used / max(1, disk.used + disk.free)
    level = Level.FAULT if used > DISK_FULL else Level.WARNING if used > DISK_LOW else Level.GOOD
    memory = resident_bytes(children=True) / 1e6
    note = offset if level is Level.GOOD else "磁盘快满了，请清理日志以外的东西"
    return Tile("磁盘已用 / 内存", f"{used:.0%} / {memory:.0f} MB", note, level)


def last_day(database: TerminalDatabase, now: datetime) -> Tile:
    """近 24 小时: how many submitted, how many walked away, and how long a visit took. From the audit chain, which names nobody."""
    since = (now - timedelta(hours=24)).astimezone(UTC).isoformat(timespec="milliseconds")
    with database.reading() as reading:
        rows = list(reading.query("SELECT details FROM audit WHERE event = ? AND at >= ?", [AuditEvent.VISIT_ENDED.value, since]))
    visits = [json.loads(row["details"]) for row in rows]
    submitted = [visit for visit in visits if visit.get("submitted")]
    note = f"平均 {_duration(_mean([float(visit['seconds']) for visit in submitted]))}" if submitted else "还没有人办过"
    return Tile("近 24 小时", f"提交 {len(submitted)} · 离开 {len(visits) - len(submitted)}", note)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
