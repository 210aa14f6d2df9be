"""The signed catalogue's policy: whom to seal for, how long traces are kept."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.policy import FILE, Policy, load_policy
from config.problem import MatterError
from kiosk import audit
from kiosk.audit import AuditEvent
from kiosk.catalogue_check import problems
from kiosk.queue.outbox import Outbox
from kiosk.sealing import open_sealed
from kiosk.terminal_db import TerminalDatabase
from tests.queue.support import NOW, key_pair, make_case


def _policy(folder: Path, text: str) -> Path:
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_catalogue_without_a_policy_means_the_defaults(tmp_path: Path) -> None:
    assert load_policy(tmp_path) == Policy()
    assert Policy().retention.log_days >= 183


def test_every_problem_at_once(tmp_path: Path) -> None:
    folder = _policy(tmp_path, '[sealing]\nrecipients = ["age1nonsense", 5]\nwhom = 1\n[retention]\nlog_days = 30\n')
    with pytest.raises(MatterError) as caught:
        load_policy(folder)
    text = str(caught.value)
    assert all(words in text for words in ("age 公钥", "whom", "至少 183", "recipients.1"))
    assert any("age 公钥" in problem for problem in problems(folder)) or problems(folder)


def test_rotation_seals_for_the_old_and_the_new_key(tmp_path: Path) -> None:
    (old, old_public), (new, new_public) = key_pair(), key_pair()
    policy = load_policy(_policy(tmp_path, f'[sealing]\nrecipients = ["{old_public}", "{new_public}"]\n'))
    with closing(Outbox(tmp_path)) as outbox:
        case = make_case(tmp_path)
        outbox.put(case, policy.sealing.recipients)
    (path,) = (tmp_path / "outbox").iterdir()
    assert open_sealed(path.read_bytes(), [old]) == open_sealed(path.read_bytes(), [new])


def test_pruned_chain_still_verifies_and_a_cut_one_does_not(tmp_path: Path) -> None:
    with closing(TerminalDatabase(tmp_path)) as terminal:
        for day in range(10):
            audit.record(terminal, AuditEvent.VISIT_STARTED, NOW + timedelta(days=day), matter="x")
        assert audit.prune(terminal, NOW + timedelta(days=4)) == 4
        assert audit.prune(terminal, NOW + timedelta(days=4)) == 0
        found = audit.verify(audit.records(terminal))
        assert (found.broken_at, found.records) == (None, 7)
        assert audit.prune(terminal, NOW + timedelta(days=6)) == 2
        assert audit.verify(audit.records(terminal)).broken_at is None
        with terminal.transaction() as database:
            database.conn.execute("DELETE FROM audit WHERE sequence = (SELECT min(sequence) FROM audit)")
        assert audit.verify(audit.records(terminal)).broken_at is not None


def test_last_record_is_never_pruned(tmp_path: Path) -> None:
    with closing(TerminalDatabase(tmp_path)) as terminal:
        for _ in range(3):
            audit.record(terminal, AuditEvent.VISIT_STARTED, NOW, matter="x")
        audit.prune(terminal, datetime.now(UTC) + timedelta(days=9))
        audit.record(terminal, AuditEvent.VISIT_STARTED, NOW, matter="x")
        assert audit.verify(audit.records(terminal)).broken_at is None


def test_a_detail_the_catalogue_of_events_does_not_name_is_masked(tmp_path: Path) -> None:
    with closing(TerminalDatabase(tmp_path)) as terminal:
        audit.record(terminal, AuditEvent.VISIT_STARTED, NOW, matter="11330299", remark="合成测试甲 来过")
        assert next(audit.records(terminal)).details == '{"matter":"11330299","remark":"***"}'
