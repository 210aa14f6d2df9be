"""A disk that is full, a database that is damaged or cannot be written: what a citizen is told stays true."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kiosk import audit, durable, room
from kiosk.agent import Agent
from kiosk.queue.outbox import Outbox
from kiosk.queue.store import Queue, State
from kiosk.receipt_number import ReceiptNumbers
from kiosk.terminal_db import DAMAGED, FILE, TerminalDatabase
from tests.queue.support import NOW, HubProcess, Terminal, key_pair, make_case

_, RECIPIENT = key_pair()


@contextmanager
def _no_rows(home: Path) -> Iterator[None]:
    """The database refuses every new row."""
    with closing(sqlite3.connect(home / FILE)) as database:
        database.execute("CREATE TRIGGER refuse BEFORE INSERT ON queue BEGIN SELECT RAISE(ABORT, 'refused'); END")
    yield
    with closing(sqlite3.connect(home / FILE)) as database:
        database.execute("DROP TRIGGER refuse")


def test_case_whose_row_cannot_be_written_is_kept_and_arrives_once(hub: HubProcess, terminal: Terminal) -> None:
    case = make_case(terminal.home, terminal.id)
    with closing(Outbox(terminal.home)) as outbox:
        with _no_rows(terminal.home):
            outbox.put(case, terminal.identity.recipients)
        outbox.put(case, terminal.identity.recipients)
    with closing(Agent(terminal.home)) as agent:
        assert agent.run_once() == 1
        assert agent.undelivered() == 0
    assert len(hub.arrived(case.submission_id)) == 1


def test_package_that_cannot_be_made_durable_is_taken_back_before_anybody_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(folder: Path) -> None:
        raise OSError(5, "Input/output error")

    with closing(Outbox(tmp_path)) as outbox:
        case = make_case(tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr(durable, "sync_folder", failing)
            with pytest.raises(OSError, match="Input/output"):
                outbox.put(case, [RECIPIENT])
        assert list((tmp_path / "outbox").iterdir()) == []
        with closing(Queue(tmp_path)) as queue:
            assert queue.recover() == 0
        outbox.put(case, [RECIPIENT])
    with closing(Queue(tmp_path)) as queue:
        assert [row.submission_id for row in queue.rows()] == [case.submission_id]


def _overwrite(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _tables(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [_overwrite, _cut, _tables])
def test_damaged_database_is_set_aside_and_every_case_arrives_once(
    hub: HubProcess, terminal: Terminal, damage: Callable[[Path], None]
) -> None:
    cases = [terminal.submit() for _ in range(3)]
    damage(terminal.home / FILE)
    with closing(Agent(terminal.home)) as agent:
        assert agent.run_once() == 3
        assert agent.undelivered() == 0
    assert [len(hub.arrived(case.submission_id)) for case in cases] == [1, 1, 1]
    assert list((terminal.home / DAMAGED).glob(f"*-{FILE}"))
    fresh = ReceiptNumbers(terminal.home, terminal.id).next(NOW)
    assert fresh not in {case.receipt_no for case in cases}
    with closing(TerminalDatabase(terminal.home)) as database:
        assert audit.verify(audit.records(database)).broken_at is None
        assert next(audit.records(database)).event == "database.rebuilt"


def test_process_that_has_the_damaged_database_open_follows_to_the_new_one(hub: HubProcess, terminal: Terminal) -> None:
    with closing(Outbox(terminal.home)) as outbox:
        first, second = (make_case(terminal.home, terminal.id) for _ in range(2))
        outbox.put(first, terminal.identity.recipients)
        with closing(sqlite3.connect(terminal.home / FILE)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _tables(terminal.home / FILE)
        with closing(TerminalDatabase(terminal.home)) as other:
            assert not other.check()
        outbox.put(second, terminal.identity.recipients)
    with closing(Queue(terminal.home)) as queue:
        assert queue.find(second.submission_id) is not None
    with closing(Agent(terminal.home)) as agent:
        assert agent.run_once() == 2
    assert len(hub.arrived(first.submission_id)) == len(hub.arrived(second.submission_id)) == 1


def test_few_damaged_databases_are_kept(tmp_path: Path) -> None:
    for _ in range(7):
        TerminalDatabase(tmp_path).close()
        (tmp_path / FILE).write_bytes(b"no database" * 500)
    with closing(TerminalDatabase(tmp_path)) as database:
        assert database.check()
    assert len(list((tmp_path / DAMAGED).glob(f"*{FILE}"))) == 4


@pytest.mark.parametrize("lost", ["sequence", "copy", "sequence and database", "both files", "database"])
def test_receipt_number_never_repeats_whatever_is_lost(tmp_path: Path, lost: str) -> None:
    with closing(Outbox(tmp_path)) as outbox:
        given = []
        for _ in range(3):
            case = make_case(tmp_path)
            outbox.put(case, [RECIPIENT])
            given.append(case.receipt_no)
    numbers = tmp_path / "numbers"
    if lost in ("sequence", "sequence and database", "both files"):
        (numbers / "T0000.json").write_bytes(b"\x00")
    if lost in ("copy", "both files"):
        (numbers / "T0000.copy.json").unlink()
    if "database" in lost:
        (tmp_path / FILE).write_bytes(b"\x00" * 9000)
    if lost == "sequence and database":
        for path in (tmp_path / "outbox").iterdir():
            path.unlink()
    assert ReceiptNumbers(tmp_path, "T0000").next(NOW) not in given


def test_visit_is_refused_while_there_is_still_room_for_the_one_under_way(tmp_path: Path) -> None:
    assert room.refusal(tmp_path) == ""
    facts = os.statvfs(tmp_path)
    assert room.refusal(tmp_path, needed=facts.f_bavail * facts.f_frsize * 2) == room.FULL
    assert room.refusal(tmp_path / "gone") == room.FULL
    assert room.VISIT_BYTES >= 2 * 256 * 1024 * 1024


FULL_DISK = """
import os, sys
from contextlib import closing
from pathlib import Path
from kiosk import room
from kiosk.agent import Agent
from kiosk.queue.outbox import Outbox
from kiosk.identity import load
from tests.queue.samples import make_case
home = Path(sys.argv[1])
identity = load(home)
assert room.refusal(home)
room.RESERVE_BYTES = 1024 * 1024
assert room.keep_reserve(home)
with closing(Outbox(home)) as outbox:
    case = make_case(home, identity.terminal_id, size=300_000)
    outbox.put(case, identity.recipients)
    with open(home / "other", "wb", buffering=0) as other:
        try:
            while other.write(bytes(4096)):
                pass
        except OSError:
            pass
    refused = make_case(home, identity.terminal_id, receipt_no=case.receipt_no, size=300_000)
    try:
        outbox.put(refused, identity.recipients)
        print("kept")
    except OSError as error:
        print("not kept", [p.name for p in (home / "outbox").iterdir()] == [f"{case.receipt_no}.{case.submission_id}.age"])
with closing(Agent(home)) as agent:
    agent.run_once()
    print("left", agent.undelivered(), list((home / "outbox").iterdir()))
print(case.submission_id)
"""


def test_full_disk_keeps_what_was_promised_delivers_it_and_refuses_the_rest(own_hub: HubProcess, tmp_path: Path) -> None:
    """On a real file system of a few megabytes, in a mount namespace of its own."""
    terminal = own_hub.enrol(tmp_path / "terminal")
    script = 'set -e; mount -t tmpfs -o size=6m tmpfs "$1"; cp -r "$2"/. "$1"; exec "$3" -c "$4" "$1"'  # the disk goes with the namespace
    small = tmp_path / "small"
    small.mkdir()
    words = ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh", str(small), str(terminal.home), sys.executable, FULL_DISK]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    kept, left, submission_id = done.stdout.splitlines()
    assert kept == "not kept True"
    assert left == "left 0 []", done.stderr
    assert len(own_hub.arrived(submission_id)) == 1


def test_package_gets_its_row_back_after_a_rebuild(tmp_path: Path) -> None:
    with closing(Outbox(tmp_path)) as outbox:
        case = make_case(tmp_path)
        outbox.put(case, [RECIPIENT])
    (tmp_path / FILE).write_bytes(b"\x00" * 9000)
    with closing(Queue(tmp_path)) as queue:
        assert queue.recover() == 1
        row = queue.find(case.receipt_no)
    assert row is not None
    assert row.state is State.SEALED
