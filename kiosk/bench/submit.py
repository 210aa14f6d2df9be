"""What the citizen waits for at 签名并提交: a case of 5 MB packed, sealed, durable and queued, beside the durable write alone.

The hash of a part is known when a case is submitted, for the record that was signed names it; what taking it costs is told beside.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pyrage

from kiosk import durable
from kiosk.bench.figure import Figure
from kiosk.case import FinishedCase, Part
from kiosk.queue.outbox import Outbox
from kiosk.receipt_number import ReceiptNumbers

SIZE = 5_000_000
RUNS = 15
MOST = 1.8
PEER = "write and fsync of the same bytes"


def measure() -> list[Figure]:
    """In turns, so that both meet the same disk."""
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    ours, theirs, hashed = [], [], []
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-", dir=Path.cwd()) as folder, closing(Outbox(Path(folder))) as outbox:
        for number in range(RUNS):
            made = case(Path(folder), SIZE)
            hashed.append(seconds(lambda part=made.parts[0]: Part(part.name, part.media_type, part.data)))  # type: ignore[misc]
            same = os.urandom(SIZE)
            theirs.append(seconds(lambda n=number, data=same: durable.write(Path(folder) / f"plain-{n}", data)))  # type: ignore[misc]
            ours.append(seconds(lambda each=made: outbox.put(each, [recipient])))  # type: ignore[misc]
    own, peer = statistics.median(ours), statistics.median(theirs)
    before = statistics.median(hashed)
    return [
        Figure("durable submit of a 5 MB case", own * 1000, "ms", MOST * peer * 1000, PEER, own / peer),
        Figure("the same with the hash of its part", (own + before) * 1000, "ms", None, PEER, (own + before) / peer),
    ]


def case(home: Path, size: int, terminal_id: str = "JB0147") -> FinishedCase:
    """A finished case with one part of ``size`` random bytes, and nobody in it."""
    now = datetime.now(UTC)
    return FinishedCase(
        submission_id=str(uuid.uuid4()),
        receipt_no=ReceiptNumbers(home, terminal_id).next(now),
        query_code="KX7P2M",
        terminal_id=terminal_id,
        matter_code="11330299MB000001X4442000000001",
        matter_version="1.0.0",
        received_at=now,
        clock_synchronised=True,
        record={"values": {}},
        parts=(Part("materials/page.pdf", "application/pdf", os.urandom(size)),),
    )


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
