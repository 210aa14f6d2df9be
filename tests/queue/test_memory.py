"""What stands in the memory of the screen's process: a citizen's data during a visit, and what is left of it after the wipe."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.simulators.cards import CARDS
from kiosk import memory
from kiosk.renewal import QUIET_SECONDS, Renewal
from kiosk.rig import Rig
from kiosk.screen import Screen
from tests.journey.main_thread import MainThread


def _scan(process: int, needles: dict[str, bytes]) -> dict[str, int]:
    """How often each needle stands in a process's writable memory."""
    found = dict.fromkeys(needles, 0)
    folder = Path("/proc") / str(process)
    with (folder / "mem").open("rb", buffering=0) as content:
        for line in (folder / "maps").read_text().splitlines():
            span, rights, *_ = line.split()
            if "w" not in rights:
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            try:
                content.seek(start)
                data = content.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue
            for name, needle in needles.items():
                found[name] += data.count(needle)
    return found


CARD = CARDS["worker"]
SMALL = {
    "name": CARD.name.encode("utf-16-le"),
    "name in UTF-8": CARD.name.encode(),
    "number": CARD.number.encode(),
    "address": CARD.address.encode("utf-16-le"),
    "address in UTF-8": CARD.address.encode(),
}
"""Short texts as CPython, JSON and the reader's frames hold them."""
LARGE = {"case as JSON": b'{"applicant":{', "form as PDF": b"%PDF-1.", "picture": b"\xff\xd8\xff\xe0"}
"""What the allocator gives back or overwrites: documents, pictures, the packed case."""
FEW = 30
"""So many short copies at most stay in freed memory until the process starts afresh."""


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    folder = tmp_path_factory.mktemp("rig")
    with Rig(folder, folder / "out") as rig:
        yield rig


def _readable(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and any(needle in path.read_bytes() for needle in SMALL.values())]


def test_after_the_wipe_no_document_is_in_memory_and_a_draft_was_never_on_the_disk(rig: Rig) -> None:
    words = [sys.executable, "-m", "tests.queue.visit_process", str(rig.settings), str(rig.home), rig.control]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "signing\n"
        during = _scan(process.pid, SMALL)
        assert during["number"] > 0, "the scan sees nothing"
        assert _readable(rig.home) == [], "a draft is on the disk"
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "wiped\n"
        large, small = _scan(process.pid, LARGE), _scan(process.pid, SMALL)
        core = [line for line in Path(f"/proc/{process.pid}/limits").read_text().splitlines() if line.startswith("Max core")]
        assert core[0].split()[4:6] == ["0", "0"]
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.wait(60) == 0
    print(large, small)
    assert not any(large.values()), large
    assert sum(small.values()) <= FEW, small
    assert _readable(rig.home) == []


def _in_a_child(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120).stdout.strip()


def test_process_gives_no_core_and_says_what_it_could_not_have() -> None:
    code = (
        "import resource; from kiosk import memory; p = memory.protect();"
        "locked = next(line for line in open('/proc/self/status') if line.startswith('VmLck')).split()[1] != '0';"
        "print(p.dumpable, resource.getrlimit(resource.RLIMIT_CORE), locked == p.locked)"
    )
    said = _in_a_child(code)
    assert said == "False (0, 0) True"
    assert memory.Protection(False, False, True).gap
    assert memory.Protection(True, True, False).gap
    assert memory.Protection(False, False, False).gap == memory.Protection(False, True, True).gap == ""


@pytest.mark.parametrize("make", [bytes, bytearray])
def test_buffer_of_ours_is_zeroed_in_place(make: Callable[[bytes], bytes | bytearray]) -> None:
    data = make(b"".join([b"synthetic", b" person"]))
    memory.wipe(data)
    assert data == bytes(16)
    memory.wipe(b"")


class Front:
    """A session as the renewal sees it."""

    def __init__(self) -> None:
        self.visiting, self.screen = False, Screen.ATTRACT


class Time(MainThread):
    """Monotonic seconds the test moves."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


def _visit(front: Front, renewal: Renewal) -> None:
    for there in (True, False):
        front.visiting = there
        renewal.noticed()


def test_process_starts_afresh_after_enough_visits_in_a_quiet_moment_and_never_during_one() -> None:
    front, time = Front(), Time()
    renewal = Renewal(front, time, after=2)
    _visit(front, renewal)
    assert not renewal.due()
    _visit(front, renewal)
    front.screen = Screen.HOME
    assert not renewal.due()
    front.screen = Screen.ATTRACT
    assert not renewal.due()
    time.seconds += QUIET_SECONDS / 2
    front.visiting = True
    renewal.noticed()
    time.seconds += QUIET_SECONDS
    assert not renewal.due(), "somebody is there"
    front.visiting = False
    renewal.noticed()
    assert not renewal.due()
    time.seconds += QUIET_SECONDS
    assert renewal.due()
    assert renewal.begun
    never = Renewal(front, time, after=0)
    _visit(front, never)
    assert not never.due()
