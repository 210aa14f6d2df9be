"""How many small cases and heartbeats a hub takes, beside a bare FastAPI endpoint that only writes and fsyncs the same bytes.

Hub and peer are served in the same way, one process each, and asked by the same client over kept connections, as many at once as keep them
busy: a rate is that of a hub with work waiting. Both take turns, for a disk and a shared processor are not the same from one second to the
next. What a case that comes alone waits for stands beside it. Tokens are signed before and acknowledgements verified after the time is taken,
for that is the terminals' work. The figures are times, so that a target is a most: at most twice the peer's time is at least half its speed.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import msgspec
import requests

from kiosk.bench.figure import Figure
from kiosk.bench.postgres import postgres
from kiosk.case import FinishedCase, Part
from kiosk.hub_client import HubClient, enrol
from kiosk.identity import Identity, load
from kiosk.package import pack
from kiosk.queue import uploader
from kiosk.receipt_number import number
from kiosk.sealing import seal

ROUNDS, CASES, BEATS, ALONE, SENDERS = 9, 320, 320, 20, 16
TERMINALS, EVERY_SECONDS = 2000, 60.0
PEER = "bare FastAPI endpoint that fsyncs the same bytes"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A small case, ready to be sent."""

    submission_id: str
    receipt_no: str
    data: bytes

    @property
    def metadata(self) -> str:
        """As tus wants it."""
        facts = {"submission_id": self.submission_id, "receipt_no": self.receipt_no, "sha256": hashlib.sha256(self.data).hexdigest()}
        return ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in facts.items())


def measure() -> list[Figure]:
    """Small cases on SQLite and PostgreSQL, and heartbeats."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder, peer(Path(folder)) as (bare, bare_process):
        with hub(Path(folder) / "sqlite") as (url, process, who):
            figures += _cases("SQLite", url, bare, who)
            figures += _beats(url, process, bare, bare_process, who)
        with postgres() as server, hub(Path(folder) / "postgresql", server.new_database()) as (url, _, who):
            figures += _cases("PostgreSQL", url, bare, who)
    return figures


@contextmanager
def hub(home: Path, database: str = "") -> Iterator[tuple[str, int, Identity]]:
    """A served hub with an enrolled terminal: address, process id, identity."""
    kiosk = [sys.executable, "-m", "kiosk", "hub"]
    where = ["--home", str(home), *(("--database", database) if database else ())]
    with _process([*kiosk, "serve", *where, "--listen", "127.0.0.1:0"]) as (url, process):
        code = subprocess.run([*kiosk, "code", "BENCH1", *where], check=True, capture_output=True, text=True).stdout.strip()
        client = HubClient(url, None)
        enrol(client, home / "terminal", code)
        client.close()
        yield url, process, load(home / "terminal")


@contextmanager
def peer(folder: Path) -> Iterator[tuple[str, int]]:
    """The bare endpoint, in a process of its own: address and process id."""
    with _process([sys.executable, "-m", "kiosk.bench.hub_peer", str(folder)]) as running:
        yield running


@contextmanager
def _process(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    process = subprocess.Popen(list(words), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process.pid
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def _cases(kind: str, url: str, bare: str, who: Identity) -> list[Figure]:
    numbers = itertools.count()
    answers: list[tuple[Sealed, str]] = []

    def ours(count: int, senders: int) -> tuple[float, list[Sealed]]:
        batch = [_sealed(who, next(numbers)) for _ in range(count)]
        signed = [(case, who.token("POST", uploader.PACKAGES, time.time())) for case in batch]
        return _timed(lambda session, each: answers.append((each[0], _deliver(session, url, *each))), signed, senders), batch

    def theirs(batch: Sequence[Sealed], senders: int) -> float:
        return _timed(lambda session, case: _post(session, bare, case.data), batch, senders)

    def compared(count: int, senders: int) -> tuple[float, float]:
        pairs = []
        for _ in range(ROUNDS):
            taken, batch = ours(count, senders)
            pairs.append((taken, theirs(batch, senders)))
        mine, other = zip(*pairs, strict=True)
        return statistics.median(mine), statistics.median(other)

    mine, other = compared(CASES, SENDERS)
    alone, other_alone = compared(ALONE, 1)
    for case, token in answers:
        who.verify_acknowledgement(token, case.submission_id, hashlib.sha256(case.data).hexdigest())
    what = f"a small case on {kind}: announced, sent, acknowledged"
    return [
        Figure(f"{what}, {SENDERS} at once", 1000 * mine, "ms", 2000 * other, PEER, mine / other),
        Figure(f"{what}, one alone", 1000 * alone, "ms", None, PEER, alone / other_alone),
    ]


def _beats(url: str, process: int, bare: str, bare_process: int, who: Identity) -> list[Figure]:
    body = msgspec.json.encode(
        {
            "at": datetime.now(UTC).isoformat(),
            "queue": {"sealed": 0, "uploading": 0, "parked": 0, "acknowledged": 3, "oldest": None},
            "devices": {f"device{index}": {"status": {"device": "online"}, "at": datetime.now(UTC).isoformat()} for index in range(6)},
            "audit": {"sequence": 9, "hash": "0" * 64},
            "catalogue": {"version": "2026.11.22-1"},
        }
    )
    ours, theirs, shares, bare_shares = [], [], [], []
    for _ in range(ROUNDS):
        before, bare_before = _cpu(process), _cpu(bare_process)
        tokens = [who.token("POST", "/v1/heartbeats", time.time()) for _ in range(BEATS)]
        ours.append(_timed(lambda session, token: _beat(session, url, token, body), tokens, SENDERS))
        shares.append((_cpu(process) - before) / BEATS)
        theirs.append(_timed(lambda session, _: _post(session, bare, body), range(BEATS), SENDERS))
        bare_shares.append((_cpu(bare_process) - bare_before) / BEATS)
    mine, other = statistics.median(ours), statistics.median(theirs)
    rate = 100 * TERMINALS / EVERY_SECONDS
    share, bare_share = statistics.median(shares), statistics.median(bare_shares)
    return [
        Figure("a heartbeat", 1000 * mine, "ms", 2000 * other, PEER, mine / other),
        Figure(
            f"{TERMINALS} terminals' heartbeats every {EVERY_SECONDS:.0f} s", rate * share, "% of one core", None, PEER, share / bare_share
        ),
    ]


def _timed(send: Callable[[requests.Session, T], None], batch: Sequence[T], senders: int) -> float:
    """Seconds for one of ``batch``, sent by several at once, each over a kept connection."""

    def work(mine: Sequence[T]) -> None:
        with requests.Session() as session:
            session.trust_env = False
            for each in mine:
                send(session, each)

    with ThreadPoolExecutor(senders) as pool:
        started = time.perf_counter()
        list(pool.map(work, [batch[first::senders] for first in range(senders)]))
        return (time.perf_counter() - started) / len(batch)


def _deliver(session: requests.Session, url: str, case: Sealed, token: str) -> str:
    """As the terminal's own client sends a small package; the acknowledgement stands in the answer."""
    announcement = {"Upload-Length": str(len(case.data)), "Upload-Metadata": case.metadata, "Content-Type": uploader.BYTES}
    answer = _ask(session, url + uploader.PACKAGES, token, case.data, {**uploader.TUS, **announcement})
    return str(answer.json()["acknowledgement"])


def _beat(session: requests.Session, url: str, token: str, body: bytes) -> None:
    _ask(session, url + "/v1/heartbeats", token, body, {"Content-Type": "application/json"})


def _post(session: requests.Session, url: str, data: bytes) -> None:
    session.post(f"{url}/{uuid4()}", data=data, timeout=30).raise_for_status()


def _ask(session: requests.Session, url: str, token: str, data: bytes, headers: dict[str, str]) -> requests.Response:
    answer = session.post(url, data=data, headers={**headers, "Authorization": f"Bearer {token}"}, timeout=30)
    answer.raise_for_status()
    return answer


def _sealed(who: Identity, sequence: int) -> Sealed:
    """About 6 kB: a form's values and a signature."""
    now = datetime.now(UTC)
    case = FinishedCase(
        submission_id=str(uuid4()),
        receipt_no=number(who.terminal_id, now.strftime("%y%m%d"), sequence + 1),
        query_code="BENCH234",
        terminal_id=who.terminal_id,
        matter_code="11330299MB000001X4442000000001",
        matter_version="1.0.0",
        received_at=now,
        clock_synchronised=True,
        record={"applicant": {"number": "330299195801010025"}, "values": {"note": "合成"}},
        parts=(Part("signature.png", "image/png", os.urandom(3000)),),
    )
    return Sealed(case.submission_id, case.receipt_no, seal(pack(case), who.recipients))


def _cpu(process: int) -> float:
    """Seconds of processor a process has used (proc(5): utime and stime)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
