"""Carrying packages to the hub by hand: copies with an index, the terminal keeps its own until the hub has acknowledged them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from kiosk import audit, durable
from kiosk.audit import AuditEvent
from kiosk.queue.store import Queue, State

INDEX = "index.json"


def export(queue: Queue, folder: Path) -> list[str]:
    """Copy every undelivered package into ``folder``, with ``index.json`` naming each file's SHA-256. Returns the receipt numbers.

    Raises OSError, also when a copy cannot be made whole: then the index is missing.
    """
    durable.make_folder(folder)
    entries = []
    for row in queue.rows():
        if row.state is State.ACKNOWLEDGED:
            continue
        path = queue.packages.path(row.receipt_no, row.submission_id)
        try:
            sealed = path.read_bytes()
        except FileNotFoundError:
            continue
        durable.write(folder / path.name, sealed)
        entries.append({"receipt_no": row.receipt_no, "file": path.name, "sha256": hashlib.sha256(sealed).hexdigest()})
    durable.write(folder / INDEX, msgspec.json.format(msgspec.json.encode({"packages": entries})))
    audit.record(queue.terminal, AuditEvent.QUEUE_EXPORTED, datetime.now(UTC), packages=len(entries))
    return [entry["receipt_no"] for entry in entries]
