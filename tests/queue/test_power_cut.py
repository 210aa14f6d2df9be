"""The power goes at any instant of submitting, uploading and acknowledging: what was promised is there, or has arrived."""

from __future__ import annotations

import random
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk import package
from kiosk.queue.store import Queue, State
from kiosk.receipt_number import ReceiptNumbers
from kiosk.sealing import open_sealed
from tests.queue import reliability
from tests.queue.disk import TRACED, Call, Disk, calls
from tests.queue.support import NOW, HubProcess, Terminal


@dataclass(frozen=True, slots=True)
class Recording:
    """What the product did to its disk, and from what."""

    disk: Disk
    calls: list[Call]
    terminal: Terminal


@pytest.fixture
def shelf() -> Iterator[Path]:
    """Disks after a cut are made in memory: their own durability does not matter."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-cuts-", dir="/dev/shm"))
    yield folder
    shutil.rmtree(folder)


def _record(terminal: Terminal, trace: Path, cases: int) -> Recording:
    disk = Disk(terminal.home)
    words = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-y",
        "-xx",
        "-s",
        "100000000",
        "-e",
        f"trace={TRACED}",
        "-e",
        "signal=none",
        "-o",
        str(trace),
    ]
    program = [sys.executable, "-m", "tests.queue.cut_workload", str(terminal.home), str(cases)]
    subprocess.run([*words, *program], check=True, stdout=subprocess.PIPE, timeout=120)
    return Recording(disk, list(calls(trace)), terminal)


class Survey:
    """Goes through a recording call by call and looks at the disks there may be after each."""

    def __init__(self, recording: Recording, identities: list[str], shelf: Path, seed: int) -> None:
        self._recording, self._identities, self._shelf = recording, identities, shelf
        self._dice = random.Random(seed)
        self._promised: dict[str, str] = {}
        self._arrived: set[str] = set()
        self.cuts = self.disks = 0
        self.lost: list[str] = []

    def run(self, kept: tuple[float, ...]) -> None:
        """After every call that changed the disk: one disk for each share of unsynced things that is kept.

        With nothing kept the disk is another only after an fsync, and only a new promise asks more of it.
        """
        for number, call in enumerate(self._recording.calls):
            told = call.name == "write" and call.flags == "1"
            if told:
                self._hear(call.data.decode())
            elif not self._recording.disk.apply(call):
                continue
            self.cuts += 1
            for keep in kept:
                if keep or told or call.name == "fsync":
                    self._look(f"cut after call {number} ({call.name}), {keep:.0%} kept", keep)

    def _hear(self, line: str) -> None:
        what, submission_id, *receipt_no = line.split()
        if what == "promised":
            self._promised[submission_id] = receipt_no[0]
        else:
            self._arrived.add(submission_id)

    def _look(self, where: str, keep: float) -> None:
        self.disks += 1
        home = self._shelf / f"{self.disks}"
        home.mkdir()
        self._recording.disk.after_a_cut(self._dice, keep, home)
        with closing(Queue(home)) as queue:
            queue.recover()
            assert not (home / "damaged").exists(), f"{where}: the database did not survive"
            for row in queue.rows():
                there = queue.packages.path(row.receipt_no, row.submission_id).exists()
                assert row.state is not State.PARKED
                assert there or row.state is State.ACKNOWLEDGED, f"{where}: a row waits for a package that is gone"
            for submission_id, receipt_no in self._promised.items():
                if submission_id not in self._arrived and not self._whole(queue, submission_id, receipt_no):
                    self.lost.append(f"{where}: {receipt_no}")
        fresh = ReceiptNumbers(home, self._recording.terminal.id).next(NOW)
        assert fresh not in self._promised.values(), f"{where}: a number is given again"
        shutil.rmtree(home)

    def _whole(self, queue: Queue, submission_id: str, receipt_no: str) -> bool:
        row = queue.find(submission_id)
        path = queue.packages.path(receipt_no, submission_id)
        if row is None or row.state is State.ACKNOWLEDGED or not path.exists():
            return False
        return package.read(open_sealed(path.read_bytes(), self._identities)).manifest.submission_id == submission_id


@pytest.fixture(scope="module")
def recording(hub: HubProcess, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """One case, submitted and uploaded."""
    folder = tmp_path_factory.mktemp("cuts")
    return _record(hub.enrol(folder / "terminal"), folder / "trace", 1)


def _survey(hub: HubProcess, recording: Recording, shelf: Path, kept: tuple[float, ...]) -> Survey:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    survey = Survey(replace(recording, disk=deepcopy(recording.disk)), hub.hub.keys.sealing_identities(), shelf, seed)
    survey.run(kept)
    return survey


def test_power_cut_at_every_call_loses_nothing_that_was_promised(hub: HubProcess, recording: Recording, shelf: Path) -> None:
    survey = _survey(hub, recording, shelf, (0.0,))
    assert survey.lost == []
    assert survey.cuts > 60, "the calls were not seen"


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_power_cut_at_every_call_with_many_disks(hub: HubProcess, terminal: Terminal, tmp_path: Path, shelf: Path) -> None:
    survey = _survey(hub, _record(terminal, tmp_path / "trace", 4), shelf, (0.0, 1.0, *(0.1, 0.3, 0.5, 0.7, 0.9) * 3))
    reliability.write("cuts", [f"{survey.cuts} cuts, {survey.disks} disks: {len(survey.lost)} lost after 收件"])
    assert survey.lost == []
    assert survey.cuts > 200, "the calls were not seen"


def test_a_disk_that_forgets_names_is_found_out(hub: HubProcess, recording: Recording, shelf: Path) -> None:
    """The survey would see a missing fsync: without those of the outbox the package is lost."""
    outbox = str(recording.terminal.home / "outbox")
    forgetful = [call for call in recording.calls if not (call.name == "fsync" and call.path == outbox)]
    with pytest.raises(AssertionError, match="a package that is gone"):
        _survey(hub, replace(recording, calls=forgetful), shelf, (0.0,))


def test_the_page_tells_of_no_loss_after_a_power_cut() -> None:
    assert reliability.part("cuts").strip().endswith("disks: 0 lost after 收件")
