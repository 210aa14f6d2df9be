"""Rows: durable puts, claim and acknowledge, beside bare sqlite3 at FULL and persist-queue; and the claim with 100,000 rows waiting."""

from __future__ import annotations

import importlib
import sqlite3
import statistics
import tempfile
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from kiosk.bench.figure import Figure
from kiosk.bench.submit import seconds
from kiosk.queue.lease import process_owner
from kiosk.queue.packages import SealedFile
from kiosk.queue.store import Queue
from kiosk.receipt_number import number

ROWS = 400
ROUNDS = 5
WAITING = 100_000
SHARE = 0.8
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def measure() -> list[Figure]:
    """Every rival puts and takes the same number of rows in turns; each figure is the median of its rounds."""
    rivals: dict[str, Callable[[Path], tuple[float, float]]] = {"ours": _ours, "sqlite3": _bare, "persist-queue": _persist_queue}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in rivals}
    for _ in range(ROUNDS):
        for name, rival in rivals.items():
            with tempfile.TemporaryDirectory(prefix="kiosk-bench-", dir=Path.cwd()) as folder:
                found[name].append(rival(Path(folder)))
    figures = []
    for index, what in enumerate(("durable put", "claim and acknowledge")):
        own, bare, persist = (statistics.median(pair[index] for pair in found[name]) / ROWS for name in rivals)
        figures.append(Figure(f"{what} (per case)", own * 1000, "ms", bare * 1000 / SHARE, "bare sqlite3 at FULL", bare / own))
        figures.append(Figure(f"{what} (per case)", own * 1000, "ms", persist * 1000, "persist-queue at FULL", persist / own))
    return [*figures, _full_queue()]


def _ours(folder: Path) -> tuple[float, float]:
    """With the audit record of every case in the same transaction."""
    owner = process_owner()
    with closing(Queue(folder)) as queue:
        rows = [_row(index) for index in range(ROWS)]
        put = seconds(lambda: [queue.add(row, NOW, "0" * 64) for row in rows])

        def take() -> None:
            while (row := queue.claim(owner)) is not None:
                queue.acknowledge(row.submission_id, "1")

        return put, seconds(take)


def _row(index: int) -> SealedFile:
    submission_id = str(uuid.UUID(int=index))
    return SealedFile(Path(f"{index}.age"), number("JB0147", "261121", index), submission_id, 1000, NOW)


def _bare(folder: Path) -> tuple[float, float]:
    """The least that keeps the same promise: one row a put; one update to claim, one to acknowledge, each durable."""
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE queue (id TEXT PRIMARY KEY, receipt_no TEXT, state TEXT, at TEXT, size INTEGER, sha256 TEXT)")
        database.execute("CREATE INDEX waiting ON queue (state, at)")
        rows = [(str(uuid.UUID(int=index)), number("JB0147", "261121", index), NOW.isoformat(), 1000, "0" * 64) for index in range(ROWS)]
        put = seconds(lambda: [database.execute("INSERT INTO queue VALUES (?, ?, 'sealed', ?, ?, ?)", row) for row in rows])

        def take() -> None:
            while found := database.execute(
                "UPDATE queue SET state = 'uploading' WHERE id = (SELECT id FROM queue WHERE state = 'sealed' ORDER BY at LIMIT 1)"
                " RETURNING id"
            ).fetchall():
                database.execute("UPDATE queue SET state = 'acknowledged' WHERE id = ?", found[0])

        return put, seconds(take)


def _persist_queue(folder: Path) -> tuple[float, float]:
    persistqueue = importlib.import_module("persistqueue")
    queue = persistqueue.SQLiteAckQueue(str(folder), auto_commit=True)
    for connection in (queue._conn, queue._putter, queue._getter):
        connection.execute("PRAGMA synchronous=FULL")
    row = {"receipt_no": number("JB0147", "261121", 1), "at": NOW.isoformat(), "size": 1000, "sha256": "0" * 64}
    put = seconds(lambda: [queue.put({**row, "id": index}) for index in range(ROWS)])
    taken = seconds(lambda: [queue.ack(queue.get()) for _ in range(ROWS)])
    queue.close()
    return put, taken


def _full_queue() -> Figure:
    """The claim alone, its fsync included, with so many rows waiting."""
    owner = process_owner()
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-", dir=Path.cwd()) as folder, closing(Queue(Path(folder))) as queue:
        fill(queue, WAITING)
        took = statistics.median(seconds(lambda: queue.claim(owner)) for _ in range(101))
    return Figure(f"claim with {WAITING:,} rows queued", took * 1000, "ms", 1.0)


def fill(queue: Queue, count: int, next_at: float = 0.0) -> None:
    """So many rows at once, due from ``next_at`` on."""
    rows = [(str(uuid.UUID(int=index)), number("JB0147", "261121", index), NOW.isoformat(), "0" * 64, next_at) for index in range(count)]
    with queue.terminal.transaction() as database:
        database.conn.executemany(
            "INSERT INTO queue (submission_id, receipt_no, state, received_at, size, sha256, attempts, next_at)"
            " VALUES (?, ?, 'sealed', ?, 1000, ?, 0, ?)",
            rows,
        )
