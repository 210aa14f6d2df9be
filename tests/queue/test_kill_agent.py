"""kill -9 of the agent at every step of an upload, and of the hub in the middle of one: the case arrives exactly once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import requests

from kiosk.agent import Agent
from kiosk.hub.models import Upload
from kiosk.queue.retry import Policy
from tests.queue.support import HubProcess, Steps, Terminal, in_doomed_process

CHUNK = 64 * 1024


def _upload(terminal: Terminal, steps: Steps) -> None:
    steps.around(os, "unlink", "fsync")
    steps.around(requests.Session, "request")
    steps.around_transactions()
    Agent(terminal.home, chunk=CHUNK).run_once()


def test_agent_killed_at_every_step(hub: HubProcess, terminal: Terminal) -> None:
    fatal, killed = 1, True
    while killed:
        case = terminal.submit(size=CHUNK)
        killed = in_doomed_process(lambda steps: _upload(terminal, steps), fatal)
        agent = Agent(terminal.home, chunk=CHUNK)
        agent.run_once()
        assert agent.undelivered() == 0
        agent.close()
        assert len(hub.arrived(case.submission_id)) == 1, fatal
        assert list((terminal.home / "outbox").iterdir()) == []
        fatal += 1
    assert fatal > 25, "the steps were not seen"


def test_agent_command_killed_in_mid_upload_goes_on_where_it_was(hub: HubProcess, terminal: Terminal) -> None:
    case = terminal.submit(size=24 * 1024 * 1024)
    words = [sys.executable, "-m", "tests.queue.command", "agent", "--home", str(terminal.home)]
    agent = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    while not (reached := _offset(hub, case.submission_id)):
        assert agent.poll() is None
    agent.send_signal(signal.SIGKILL)
    assert agent.wait() == -signal.SIGKILL
    assert 0 < reached < 24 * 1024 * 1024
    assert hub.arrived(case.submission_id) == []
    second = Agent(terminal.home)
    assert second.run_once() == 1
    second.close()
    assert len(hub.arrived(case.submission_id)) == 1


def test_hub_killed_in_mid_upload_loses_at_most_a_chunk(own_hub: HubProcess, tmp_path: Path) -> None:
    terminal = own_hub.enrol(tmp_path / "terminal")
    stop = threading.Event()
    agent = Agent(terminal.home, chunk=CHUNK, policy=Policy(0.1, 0.5), stop=stop)
    worker = threading.Thread(target=agent.run_forever, args=(0.05,))
    worker.start()
    try:
        for _ in range(2):
            case = terminal.submit(size=4 * 1024 * 1024)
            while not (before := _offset(own_hub, case.submission_id)):
                worker.join(0.005)
                assert worker.is_alive()
            own_hub.end(signal.SIGKILL)
            assert _offset(own_hub, case.submission_id) >= before
            own_hub.start()
            while not own_hub.arrived(case.submission_id):
                worker.join(0.02)
                assert worker.is_alive()
            assert len(own_hub.arrived(case.submission_id)) == 1
    finally:
        stop.set()
        worker.join()
        agent.close()
    last = Agent(terminal.home)
    last.run_once()
    assert last.undelivered() == 0
    last.close()


def _offset(hub: HubProcess, submission_id: str) -> int:
    with hub.hub.database.reading() as session:
        row = session.get(Upload, submission_id)
    return row.offset if row else 0
