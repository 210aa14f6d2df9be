"""The queue keeps every case until the hub has it."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import audit
from kiosk.package import PackageError
from kiosk.queue.lease import process_lives, process_owner
from kiosk.queue.outbox import Outbox
from kiosk.queue.packages import digest
from kiosk.queue.store import Queue, State
from kiosk.sealing import SealingError, open_sealed
from kiosk.terminal_db import FILE
from tests.queue.support import NOW, key_pair, make_case

IDENTITY, RECIPIENT = key_pair()
ME = process_owner()
GONE = "4194304:1"


class Clock:
    """Wall-clock seconds the test sets."""

    def __init__(self) -> None:
        self.now = NOW.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(tmp_path: Path, clock: Clock) -> Queue:
    return Queue(tmp_path, clock=clock, lease=60)


def _put(home: Path, minutes: int = 0) -> str:
    case = make_case(home, received_at=NOW + timedelta(minutes=minutes))
    outbox = Outbox(home)
    outbox.put(case, [RECIPIENT])
    outbox.close()
    return case.submission_id


def _files(home: Path) -> list[str]:
    return [path.name for path in (home / "outbox").iterdir()]


def test_put_leaves_a_sealed_file_and_its_row(tmp_path: Path, queue: Queue) -> None:
    submission_id = _put(tmp_path)
    row = queue.find(submission_id)
    assert row is not None
    assert row.state is State.SEALED
    assert queue.find(row.receipt_no) == row
    path = queue.packages.path(row.receipt_no, submission_id)
    assert _files(tmp_path) == [path.name] == [f"{row.receipt_no}.{submission_id}.age"]
    assert (digest(path), path.stat().st_size) == (row.sha256, row.size)
    assert path.stat().st_mode & 0o777 == 0o600
    assert open_sealed(path.read_bytes(), [IDENTITY])


def test_put_again_after_an_error_changes_nothing(tmp_path: Path, queue: Queue) -> None:
    case, outbox = make_case(tmp_path), Outbox(tmp_path)
    outbox.put(case, [RECIPIENT])
    before = queue.find(case.submission_id)
    outbox.put(case, [RECIPIENT])
    assert queue.rows() == [before]
    queue.acknowledge(case.submission_id, "case-1")
    outbox.put(case, [RECIPIENT])
    assert _files(tmp_path) == []


def test_put_that_cannot_seal_or_write_says_so_and_leaves_nothing(tmp_path: Path, queue: Queue) -> None:
    outbox = Outbox(tmp_path)
    with pytest.raises(SealingError):
        outbox.put(make_case(tmp_path), [])
    with pytest.raises(PackageError):
        outbox.put(make_case(tmp_path, submission_id="../../x"), [RECIPIENT])
    (tmp_path / "outbox").rename(tmp_path / "gone")
    with pytest.raises(OSError):
        outbox.put(make_case(tmp_path), [RECIPIENT])
    (tmp_path / "gone").rename(tmp_path / "outbox")
    assert queue.rows() == []
    assert _files(tmp_path) == []


def test_oldest_case_is_claimed_first_and_only_once(tmp_path: Path, queue: Queue) -> None:
    late, early = _put(tmp_path, 5), _put(tmp_path, 0)
    claimed = [queue.claim(ME), queue.claim(ME), queue.claim(ME)]
    assert [row and row.submission_id for row in claimed] == [early, late, None]


def test_lease_ends_with_its_time(tmp_path: Path, queue: Queue, clock: Clock) -> None:
    submission_id = _put(tmp_path)
    queue.claim(ME)
    clock.now += 50
    assert queue.renew(submission_id, ME)
    clock.now += 50
    assert queue.claim(ME) is None
    clock.now += 11
    assert queue.claim("1:1") is not None
    assert not queue.renew(submission_id, ME)
    assert not queue.later(submission_id, ME, 1, "late")
    assert not queue.park(submission_id, ME, "late")


def test_clock_set_back_keeps_no_case_waiting(tmp_path: Path, queue: Queue, clock: Clock) -> None:
    leased, waiting = _put(tmp_path), _put(tmp_path, 1)
    queue.claim(ME)
    queue.claim(ME)
    queue.later(waiting, ME, 30, "the hub cannot be reached")
    clock.now -= 365 * 86400
    assert [row and row.submission_id for row in (queue.claim(ME), queue.claim(ME))] == [leased, waiting]


def test_lease_of_a_killed_process_or_a_boot_before_is_free(tmp_path: Path, queue: Queue) -> None:
    _put(tmp_path)
    assert not process_lives(GONE)
    assert process_lives(ME)
    assert not process_lives(None)
    assert not process_lives(ME + "1")
    assert queue.claim(GONE) is not None
    assert queue.claim(ME) is not None
    assert queue.claim(ME) is None


def test_failed_case_waits_its_time_and_then_lets_others_pass(tmp_path: Path, queue: Queue, clock: Clock) -> None:
    bad, good = _put(tmp_path), _put(tmp_path, 1)
    queue.claim(ME)
    assert queue.later(bad, ME, 30, "the hub failed")
    assert queue.claim(ME) == queue.find(good)
    clock.now += 31
    row = queue.claim(ME)
    assert row is not None
    assert (row.submission_id, row.attempts, row.reason) == (bad, 1, "the hub failed")
    assert queue.depth().uploading == 2


def test_acknowledged_case_is_deleted_and_remembered(tmp_path: Path, queue: Queue) -> None:
    submission_id = _put(tmp_path)
    queue.claim(ME)
    queue.acknowledge(submission_id, "case-1")
    queue.acknowledge(submission_id, "case-1")
    row = queue.find(submission_id)
    assert row is not None
    assert (row.state, row.case_no) == (State.ACKNOWLEDGED, "case-1")
    assert _files(tmp_path) == []
    assert queue.claim(ME) is None
    assert queue.recover() == 0
    assert [record.event for record in audit.records(queue.terminal)] == ["case.sealed", "case.acknowledged"]


def test_parked_case_stays_until_staff_decide(tmp_path: Path, queue: Queue, clock: Clock) -> None:
    submission_id = _put(tmp_path)
    queue.claim(ME)
    assert queue.park(submission_id, ME, "the hub refuses")
    clock.now += 10**6
    assert queue.claim(ME) is None
    assert len(_files(tmp_path)) == 1
    assert queue.depth().parked == 1
    assert not queue.retry("unknown")
    assert queue.retry(submission_id)
    assert queue.claim(ME) is not None


def test_lost_database_is_rebuilt_from_the_packages(tmp_path: Path, queue: Queue) -> None:
    submissions = {_put(tmp_path), _put(tmp_path, 1)}
    queue.close()
    for path in tmp_path.glob("terminal.db*"):
        path.unlink()
    rebuilt = Queue(tmp_path)
    assert rebuilt.recover() == 2
    assert rebuilt.recover() == 0
    assert {row.submission_id for row in rebuilt.rows()} == submissions
    row = rebuilt.claim(ME)
    assert row is not None
    assert row.sha256 == digest(rebuilt.packages.path(row.receipt_no, row.submission_id))


def test_foreign_and_unfinished_files_are_left_out(tmp_path: Path, queue: Queue) -> None:
    outbox = tmp_path / "outbox"
    for name in (".tmp-1-aa", "readme.txt", "T0000-261121-0001-X.age", "x.age"):
        (outbox / name).write_bytes(b"x")
    assert queue.recover() == 0
    assert queue.rows() == []
    assert len(_files(tmp_path)) == 4


def test_rows_are_on_the_disk_when_written(tmp_path: Path, queue: Queue) -> None:
    with queue.terminal.reading() as database:
        assert database.conn.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert database.conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_two_connections_wait_for_each_other(tmp_path: Path, queue: Queue) -> None:
    other = Queue(tmp_path)
    with pytest.raises(sqlite3.IntegrityError), queue.terminal.transaction() as database:
        database.conn.execute("INSERT INTO queue (submission_id) VALUES ('x')")
    assert other.rows() == []
    other.close()


def test_rows_of_an_older_version_are_kept_and_go_on(tmp_path: Path) -> None:
    columns = (
        "submission_id TEXT PRIMARY KEY, receipt_no TEXT NOT NULL, state TEXT NOT NULL, received_at TEXT NOT NULL, size INTEGER NOT NULL,"
        " sha256 TEXT NOT NULL, attempts INTEGER NOT NULL, next_at REAL NOT NULL, upload_url TEXT, owner TEXT, lease_until REAL, reason TEXT,"
        " case_no TEXT, acknowledged_at TEXT"
    )
    ids = [str(uuid.UUID(int=index)) for index in range(3)]
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as old:
        old.execute(f"CREATE TABLE queue ({columns}) STRICT")
        old.execute("CREATE INDEX idx_queue_receipt_no ON queue (receipt_no)")
        old.execute("CREATE INDEX idx_queue_state_received_at_receipt_no ON queue (state, received_at, receipt_no)")
        for index, state in enumerate(("sealed", "parked", "acknowledged")):
            values = (ids[index], f"JB0147-261121-000{index}-6", state, f"2026-11-21T08:0{index}:00+00:00", 1000, "0" * 64, 2, 0.0)
            old.execute(f"INSERT INTO queue VALUES ({', '.join('?' * 8)}, NULL, NULL, NULL, 'why', '7', NULL)", values)
        old.execute("PRAGMA user_version=3")
    for _ in range(2):
        with closing(Queue(tmp_path)) as queue:
            assert [(row.submission_id, row.state, row.attempts, row.case_no) for row in queue.rows()] == [
                (ids[0], State.SEALED, 2, "7"),
                (ids[1], State.PARKED, 2, "7"),
                (ids[2], State.ACKNOWLEDGED, 2, "7"),
            ]
            found = queue.find("JB0147-261121-0001-6")
            assert found is not None and found.submission_id == ids[1]
    with closing(Queue(tmp_path)) as queue:
        claimed = queue.claim(ME)
        assert claimed is not None and claimed.submission_id == ids[0]
