"""What goes wrong in a hall while a citizen stands before the terminal: they finish, and the case arrives exactly once."""

from __future__ import annotations

import os
import select
import signal
import time
from pathlib import Path

import yaml

from config.load import load_matter
from kiosk.queue.store import Queue, Row
from kiosk.rig import DEFAULT_MATTERS, Rig, xvfb
from tests.e2e.conftest import HALF, Hall

SENIOR = "senior_card_application"
RENT = "housing_fund_rent_withdrawal"


def rows(rig: Rig) -> list[Row]:
    queue = Queue(rig.home)
    try:
        return queue.rows()
    finally:
        queue.close()


def wait_for_row(rig: Rig) -> Row:
    """Look at the queue until a case stands in it."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if (rig.home / "terminal.db").exists() and (found := rows(rig)):
            return found[0]
        select.select([], [], [], 0.01)
    raise AssertionError("no case was queued")


def test_with_the_hub_down_the_visit_ends_the_same_and_the_case_arrives_later(hall: Hall) -> None:
    where = hall.rig.stop_hub()
    hall.rig.start_agent()
    [journey] = hall.visit(hall.errand(SENIOR))
    assert journey["printed"]
    assert rows(hall.rig)[0].state != "acknowledged"
    hall.rig.start_hub(where)
    assert hall.arrived(journey["receipt_no"])


def test_the_terminal_killed_right_after_the_case_was_kept_loses_nothing(hall: Hall) -> None:
    process = hall.start(hall.errand(SENIOR))
    row = wait_for_row(hall.rig)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    hall.rig.start_agent()
    assert hall.arrived(row.receipt_no)
    [journey] = hall.visit(hall.errand(RENT))
    assert journey["receipt_no"] != row.receipt_no
    assert hall.arrived(row.receipt_no, journey["receipt_no"])


def test_the_agent_killed_in_mid_upload_delivers_exactly_once(hall: Hall) -> None:
    hall.rig.tell("network slow 20000")
    hall.rig.start_agent()
    [journey] = hall.visit(hall.errand(RENT, pages=6, defer=["spouse_authorisation"]))
    agent = hall.rig.agent
    assert agent is not None
    for _ in range(3):
        os.kill(agent.pid, signal.SIGKILL)
        agent.wait()
        hall.rig.start_agent()
        agent = hall.rig.agent
        assert agent is not None
    hall.rig.tell("network fast")
    assert hall.arrived(journey["receipt_no"])


def test_card_pulled_camera_gone_and_paper_out_in_one_visit(hall: Hall) -> None:
    hall.rig.start_agent()
    tell = {"identify": ["id_reader pull-mid-read"], "materials": ["document_camera unplug"], "sign": ["receipt_printer paper out"]}
    [journey] = hall.visit(hall.errand(RENT, tell=tell, defer=["spouse_authorisation", "lease"]))
    assert any("卡拿得太快了" in sentence for sentence in journey["heard"])
    assert any("没纸" in sentence for sentence in journey["heard"])
    assert not journey["printed"]
    assert hall.arrived(journey["receipt_no"])


def test_a_third_matter_is_one_yaml_file(tmp_path: Path) -> None:
    folder = tmp_path / "matters"
    folder.mkdir()
    text = (Path(__file__).parent / "third_matter.yaml").read_text(encoding="utf-8")
    (folder / "third_matter.yaml").write_text(text, encoding="utf-8")
    assert yaml.safe_load(text)["name"] not in {load_matter(path).name for path in DEFAULT_MATTERS.glob("*.yaml")}
    with Rig(tmp_path, tmp_path / "out", folder) as rig, xvfb(tmp_path) as display:
        rig.write_settings(*HALF)
        rig.start_agent()
        hall = Hall(rig, display)
        [journey] = hall.visit(hall.errand("third_matter", person="worker"))
        assert hall.arrived(journey["receipt_no"])
