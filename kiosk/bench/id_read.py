"""How long reading a card takes beside the time its bytes need on the wire."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from devices.address import open_device
from devices.id_card.card import IdCard
from devices.id_card.frame import Code, Request, encode_answer, encode_request
from devices.id_card.reader import SamReader
from kiosk.bench.far_side import far_side
from kiosk.bench.figure import Figure

BAUD = 115200
READS = 15
_BITS_A_BYTE = 10  # start, eight of data, stop
_EXCHANGES = (
    (Request.FIND, encode_answer(Code.FOUND, bytes(4))),
    (Request.SELECT, encode_answer(Code.DONE, bytes(8))),
    (Request.READ, encode_answer(Code.DONE, bytes(4 + 256 + 1024))),
)


def wire_seconds() -> float:
    """What find, select and read need at 115200 baud, requests and answers, if nobody ever waits."""
    count = sum(len(encode_request(request)) + len(answer) for request, answer in _EXCHANGES)
    return count * _BITS_A_BYTE / BAUD


def measure() -> list[Figure]:
    """A reader paced at 115200 baud, a card on it, read again and again."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder, far_side(Path(folder), "id_reader") as far:
        far.tell("id_reader put worker")
        reader = open_device(far.addresses["id_reader"])
        assert isinstance(reader, SamReader)
        reader.open()
        try:
            took = [_read(reader) for _ in range(READS)]
        finally:
            reader.close()
    median, wire = statistics.median(took), wire_seconds()
    return [
        Figure(
            "ID card read", 1000 * median, "ms", 1000 * 1.10 * wire, f"the wire itself at {BAUD} baud, {1000 * wire:.1f} ms", median / wire
        )
    ]


def _read(reader: SamReader) -> float:
    started = time.perf_counter()
    if not isinstance(reader.read(), IdCard):
        raise RuntimeError("the simulated card could not be read")
    return time.perf_counter() - started
