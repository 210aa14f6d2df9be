"""What a technician does once in: every action stands in the chain, papers come out, and nothing of a citizen is seen."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest

from devices.simulators.cards import CARDS
from kiosk import terminal_db
from kiosk.screen import Screen
from kiosk.service import Service
from kiosk.staff.lockout import Lockout
from kiosk.staff.memory import FILE, StaffMemory
from kiosk.staff.views import NETWORK, Action, Level
from kiosk.terminal_db import TerminalDatabase
from tests.staff.conftest import Visit
from tests.staff.test_getting_in import visiting

STROKES = (((1.0, 1.0, 0.0), (20.0, 8.0, 0.2)),)


def slips(visit: Visit) -> set[str]:
    return {path.name for path in (visit.rig.out / "receipts").glob("*.png")}


def finish(visit: Visit, seconds: float = 60) -> None:
    visit.thread.until(lambda: not visit.staff.detail.doing and bool(visit.staff.detail.result), seconds)


def test_a_sample_is_printed_and_a_test_card_read_masked(visit: Visit) -> None:
    account = visit.enter()
    before = slips(visit)
    visit.staff.do("receipt_printer", Action.SAMPLE)
    assert visit.shows(Screen.STAFF_DEVICE)
    finish(visit)
    assert visit.staff.detail.passed, visit.staff.detail.result
    assert len(slips(visit) - before) == 1
    visit.rig.tell("id_reader put elderly")
    visit.staff.do("id_reader", Action.READ_CARD)
    finish(visit)
    assert visit.staff.detail.result.startswith("读出来了")
    assert CARDS["elderly"].number not in visit.staff.detail.result
    assert CARDS["elderly"].name not in visit.staff.detail.result
    done = [details for event, details in visit.chain() if event == "staff.action" and details["staff"] == account.id]
    assert {(one["device"], one["action"], one.get("outcome")) for one in done if one["device"] != NETWORK} == {
        ("receipt_printer", "sample", "passed"),
        ("id_reader", "read_card", "passed"),
    }


def test_waiting_for_a_card_is_stopped_and_the_device_is_free_for_the_next_wish(visit: Visit) -> None:
    visit.enter()
    visit.staff.do("id_reader", Action.READ_CARD)
    assert visit.staff.detail.doing
    visit.staff.stop_action()
    finish(visit, 15)
    assert visit.staff.detail.passed is False
    visit.staff.do("id_reader", Action.SELF_TEST)
    finish(visit, 30)
    assert visit.staff.detail.passed


def test_what_is_under_way_when_somebody_leaves_stands_in_the_chain_and_tells_nobody(visit: Visit) -> None:
    first = visit.enter()
    visit.staff.run_all_tests()
    visit.staff.do("id_reader", Action.READ_CARD)
    visit.staff.leave()
    visit.enter()
    chain = visit.chain

    def kept() -> bool:
        mine = [event for event, details in chain() if details.get("staff") == first.id]
        return {"staff.tested", "staff.action", "staff.left"} <= set(mine)

    visit.thread.until(kept)
    assert visit.staff.tests is None


def test_all_self_tests_a_report_that_is_kept_and_printed(visit: Visit) -> None:
    visit.enter()
    visit.staff.run_all_tests()
    visit.staff.run_all_tests()
    visit.thread.until(lambda: visit.staff.tests is not None and visit.staff.tests.report is not None, 120)
    run = visit.staff.tests
    assert run is not None
    assert run.over
    assert len(run.rows) == len(visit.terminal.devices)
    reports = sorted((visit.rig.home / "reports").glob("*.pdf"))
    assert reports[-1].name in run.kept
    assert b"pdfaid:part" in reports[-1].read_bytes()
    assert "自检人" in "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(reports[-1]))
    assert reports[-1].stat().st_mode & 0o777 == 0o600
    before = slips(visit)
    visit.staff.print_report()
    visit.staff.print_report()
    visit.thread.until(lambda: "报告打好了" in visit.staff.notice)
    assert len(slips(visit) - before) == 1
    events = [event for event, _ in visit.chain()]
    assert events.count("staff.report") >= 1


def test_the_daily_check_is_signed_once_and_only_when_complete(visit: Visit) -> None:
    account = visit.enter()
    visit.staff.sign_daily(STROKES, b"png")
    assert not visit.staff.daily.signed
    for item in visit.staff.daily.items:
        if not item.measured:
            visit.staff.answer_daily(item.id, item.id != "paper")
    visit.thread.until(lambda: visit.staff.daily.ready)
    visit.staff.sign_daily((), b"png")
    assert not visit.staff.daily.signed
    visit.staff.sign_daily(STROKES, b"png")
    assert account.id in visit.staff.daily.signed
    visit.staff.sign_daily(STROKES, b"another")
    [kept] = [details for event, details in visit.chain() if event == "staff.daily_check" and details["staff"] == account.id]
    memory = StaffMemory(visit.terminal.home).get("daily")
    assert memory["signature_sha256"] == kept["signature_sha256"]
    assert memory["answers"]["paper"] is False


def test_faults_come_first_with_what_to_do(visit: Visit) -> None:
    visit.enter()
    visit.rig.tell("id_reader unplug")
    visit.rig.tell("receipt_printer paper out")
    visit.thread.until(lambda: {row.name for row in visit.staff.rows if row.level is Level.FAULT} >= {"id_reader", "receipt_printer"})
    rows = {row.name: row for row in visit.staff.rows}
    assert [row.level for row in visit.staff.rows][:2] == [Level.FAULT] * 2
    assert (rows["receipt_printer"].tag, rows["receipt_printer"].action) == ("没纸", Action.NEW_ROLL)
    assert rows["id_reader"].action is Action.RECONNECT
    visit.rig.tell("receipt_printer paper full")
    visit.rig.tell("id_reader plug")
    visit.staff.do("id_reader", Action.RECONNECT)
    visit.thread.until(lambda: {row.name: row for row in visit.staff.rows}["id_reader"].level is Level.GOOD)


def test_a_pause_waits_for_the_end_of_the_visit_and_outlives_a_restart(visit: Visit) -> None:
    visiting(visit)
    visit.session.service.pause("换纸")
    assert visit.shows(Screen.FORM)
    visit.session.confirm_leave()
    assert visit.shows(Screen.OUT_OF_SERVICE)
    assert Service(visit.terminal, visit.thread, StaffMemory(visit.terminal.home), lambda: None).paused == "换纸"
    account = visit.enter()
    visit.staff.resume()
    visit.staff.leave()
    assert visit.shows(Screen.ATTRACT)
    assert ("service.resumed", {"staff": account.id}) in visit.chain()


def test_a_pause_and_the_lock_outlive_a_damaged_database(visit: Visit) -> None:
    visit.session.service.pause("换纸")
    StaffMemory(visit.terminal.home).note_lockout(Lockout(6, 1.0))
    path = visit.terminal.home / terminal_db.FILE
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(os.urandom(path.stat().st_size))
    with closing(TerminalDatabase(visit.terminal.home)) as database_again:
        database_again.check()
    assert visit.chain()[0][0] == "database.rebuilt"
    memory = StaffMemory(visit.terminal.home)
    assert Service(visit.terminal, visit.thread, memory, lambda: None).paused == "换纸"
    assert memory.lockout.failures == 6


def test_a_damaged_memory_is_begun_anew_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    StaffMemory(tmp_path).use_step("0312", 7)
    (tmp_path / FILE).write_bytes(b"{")
    memory = StaffMemory(tmp_path)
    assert memory.last_step("0312") == 0
    assert FILE in caplog.text
    memory.use_step("0312", 8)
    assert StaffMemory(tmp_path).last_step("0312") == 8


def test_exported_logs_hold_nothing_of_a_citizen(visit: Visit) -> None:
    visiting(visit)
    visit.session.confirm_leave()
    visit.enter()
    visit.staff.show(Screen.STAFF_LOG)
    assert visit.staff.log
    visit.staff.export_logs()
    visit.thread.until(lambda: visit.staff.notice.startswith("日志已导出到"))
    exported = sorted((visit.rig.home / "exports").glob("*.jsonl"))[-1].read_text(encoding="utf-8")
    assert [json.loads(line) for line in exported.splitlines()]
    shown = "\n".join(visit.staff.log)
    for secret in (CARDS["elderly"].name, CARDS["elderly"].number, CARDS["elderly"].address):
        assert secret not in exported
        assert secret not in shown
