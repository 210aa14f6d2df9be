"""What happened cannot be rewritten unseen, and says nothing about a person."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk import audit
from kiosk.audit import AuditEvent
from kiosk.terminal_db import TerminalDatabase
from tests.queue.support import NAME, NOW, NUMBER, command, command_json


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with closing(TerminalDatabase(tmp_path)) as terminal:
        for count in range(5):
            audit.record(terminal, AuditEvent.VISIT_STARTED, matter=count)
    return tmp_path


def _verify(home: Path) -> audit.Verification:
    with closing(TerminalDatabase(home)) as terminal:
        return audit.verify(audit.records(terminal))


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE audit SET details = '{\"matter\":7}' WHERE sequence = 3", 3),
        ("UPDATE audit SET at = '2020-01-01T00:00:00.000+00:00' WHERE sequence = 1", 1),
        ("DELETE FROM audit WHERE sequence = 2", 3),
        ("DELETE FROM audit WHERE sequence = 1", 2),
        ("UPDATE audit SET sequence = 9 WHERE sequence = 5", 9),
    ],
)
def test_changed_or_removed_record_breaks_the_chain(home: Path, change: str, broken: int) -> None:
    assert _verify(home).broken_at is None
    assert _verify(home).records == 5
    with closing(sqlite3.connect(home / "terminal.db")) as connection:
        connection.execute(change)
        connection.commit()
    assert _verify(home).broken_at == broken
    status, output, _ = command("audit", "verify", "--home", str(home))
    assert status == 1
    assert f"record {broken}" in output


def test_cut_off_end_shows_in_the_head(home: Path) -> None:
    with closing(TerminalDatabase(home)) as terminal:
        head = audit.head(terminal)
        with terminal.transaction() as database:
            database.conn.execute("DELETE FROM audit WHERE sequence > 3")
        assert audit.verify(audit.records(terminal)).broken_at is None
        assert audit.head(terminal) != head


def test_export_can_be_checked_elsewhere(home: Path, tmp_path: Path) -> None:
    status, lines, _ = command("audit", "export", "--home", str(home))
    assert status == 0
    assert len(lines.splitlines()) == 5
    file = tmp_path / "export.jsonl"
    file.write_text(lines, "utf-8")
    assert command_json("audit", "verify", "--json", str(file))["ok"] is True
    file.write_text(lines.replace('"matter\\":2', '"matter\\":3'), "utf-8")
    found = command_json("audit", "verify", "--json", str(file))
    assert (found["ok"], found["broken_at"]) == (False, 3)
    file.write_text("nothing of the kind", "utf-8")
    assert command("audit", "verify", str(file))[0] == 3


def test_personal_details_never_reach_the_chain(tmp_path: Path) -> None:
    with closing(TerminalDatabase(tmp_path)) as terminal:
        audit.record(
            terminal, AuditEvent.CASE_PARKED, applicant_name=NAME, reason=f"card {NUMBER} was pulled", receipt_no="T0000-261121-0001-W"
        )
        details = next(audit.records(terminal)).details
    assert NAME not in details
    assert NUMBER not in details
    assert "T0000-261121-0001-W" in details


def _die_after_the_event(terminal: TerminalDatabase) -> None:
    with terminal.transaction() as database:
        audit.append(database, AuditEvent.CASE_SEALED, NOW)
        raise RuntimeError


def test_event_and_change_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    with closing(TerminalDatabase(tmp_path)) as terminal:
        with pytest.raises(RuntimeError):
            _die_after_the_event(terminal)
        assert audit.head(terminal) == (0, audit.FIRST)
