"""``kiosk doctor`` beside a running ``kiosk run``: the port stays where it is, self-tests are the terminal's own, and it ends in order."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from kiosk import control_client, device_states
from kiosk.rig import end
from tests import waiting
from tests.e2e.conftest import Hall

SECONDS = 120.0


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for it."""
    waiting.until(condition, SECONDS, what)


def kiosk(hall: Hall, *words: str) -> subprocess.CompletedProcess[str]:
    """A command with the terminal's own environment."""
    return subprocess.run([sys.executable, "-m", "kiosk", *words], env=hall.environment, capture_output=True, text=True, timeout=SECONDS)


def doctor(hall: Hall, *words: str) -> dict[str, Any]:
    """What ``kiosk doctor --json`` says."""
    done = kiosk(hall, "doctor", "--json", *words)
    document: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if document["ok"] else 1), done.stderr
    return document


def test_doctor_reads_what_run_recorded_and_asks_it_for_self_tests(hall: Hall) -> None:
    command = [sys.executable, "-m", "kiosk", "run", "--settings", str(hall.rig.settings)]
    running = subprocess.Popen(command, env=hall.environment, text=True)
    try:
        until(lambda: len(device_states.read(hall.rig.home)) == len(hall.rig.addresses), "the terminal did not reach its devices")
        until(lambda: (pong := control_client.ping(hall.rig.home)) is not None and pong.visiting is not None, "no screen answered")
        document = doctor(hall)
        assert document["ok"], document
        assert document["running"] == {"pid": running.pid, "visiting": False, "paused": ""}
        assert {entry["name"] for entry in document["devices"]} == set(hall.rig.addresses)
        assert all(entry["self_test"] is None and entry["capabilities"]["kind"] for entry in document["devices"])

        tested = {entry["name"]: entry for entry in doctor(hall, "--self-test")["devices"]}
        assert all(entry["self_test"]["passed"] for entry in tested.values()), tested
        assert tested["id_reader"]["counters"]["uses"] == 1

        hall.rig.tell("receipt_printer paper out")
        until(lambda: not doctor(hall, "receipt_printer")["ok"], "nobody saw that the paper is out")
        [printer] = doctor(hall, "receipt_printer")["devices"]
        assert (printer["status"], printer["paper"]) == ("online", "out")
        table = kiosk(hall, "doctor").stdout
        assert "没有纸" in table
        assert f"进程 {running.pid}" in table

        second = subprocess.run(command, env=hall.environment, capture_output=True, text=True, timeout=SECONDS)
        assert (second.returncode, f"进程 {running.pid}" in second.stderr, "Traceback" in second.stderr) == (3, True, False)

        assert kiosk(hall, "control", "pause", "检修").returncode == 0
        assert doctor(hall, "id_reader")["running"]["paused"] == "检修"
        assert kiosk(hall, "control", "resume").returncode == 0
        assert doctor(hall, "id_reader")["running"]["paused"] == ""

        assert kiosk(hall, "control", "restart").returncode == 0
        assert running.wait(60) == 0
        assert kiosk(hall, "control", "ping").returncode == 3
        alone = doctor(hall)
        assert alone["running"] is None
        assert {entry["name"]: entry["counters"]["uses"] for entry in alone["devices"]}["id_reader"] == 1, "counters outlive the process"
    finally:
        end(running)


def test_a_terminal_that_was_killed_is_no_running_terminal(hall: Hall) -> None:
    command = [sys.executable, "-m", "kiosk", "run", "--settings", str(hall.rig.settings)]
    first = subprocess.Popen(command, env=hall.environment, text=True)
    try:
        until(lambda: control_client.ping(hall.rig.home) is not None, "the terminal did not start")
        os.kill(first.pid, signal.SIGKILL)
        first.wait(60)
        assert (hall.rig.home / "run.sock").exists()
        assert doctor(hall, "id_reader")["running"] is None
        again = subprocess.Popen(command, env=hall.environment, text=True)
        try:
            until(lambda: control_client.ping(hall.rig.home) is not None, "it did not start again")
            again.terminate()
            assert again.wait(60) == 0, "SIGTERM ends it in order"
            assert not (hall.rig.home / "run.sock").exists()
        finally:
            end(again)
    finally:
        end(first)
