"""kill -9 of the submitting process at every step: after 收件 the case arrives exactly once; before it, at most once and never in part."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.agent import Agent
from kiosk.queue.outbox import Outbox
from kiosk.receipt_number import ReceiptNumbers
from tests.queue.support import NOW, HubProcess, Steps, Terminal, in_doomed_process, make_case


def _submit(terminal: Terminal, submission_id: str, told: int, steps: Steps) -> None:
    steps.around(os, "open", "write", "fsync", "rename")
    steps.around_transactions()
    outbox = Outbox(terminal.home)
    case = make_case(terminal.home, terminal.id, submission_id=submission_id)
    outbox.put(case, terminal.identity.recipients)
    os.writev(told, [b"received"])
    steps()


def test_killed_at_every_step(hub: HubProcess, terminal: Terminal, tmp_path: Path) -> None:
    submissions: dict[str, bool] = {}
    fatal, killed = 1, True
    while killed:
        submission_id = f"00000000-0000-4000-8000-{os.urandom(6).hex()}"
        hears, told = os.pipe()
        killed = in_doomed_process(lambda steps, s=submission_id, t=told: _submit(terminal, s, t, steps), fatal)  # type: ignore[misc]
        os.close(told)
        submissions[submission_id] = os.read(hears, 100) == b"received"
        os.close(hears)
        fatal += 1
    assert fatal > 30, "the steps were not seen"
    agent = Agent(terminal.home)
    agent.run_once()
    assert agent.run_once() == 0
    assert agent.undelivered() == 0
    agent.close()
    for submission_id, received in submissions.items():
        arrived = hub.arrived(submission_id)
        assert len(arrived) == 1 if received else len(arrived) <= 1
    receipts = [case["receipt_no"] for submission_id in submissions for case in hub.arrived(submission_id)]
    assert len(set(receipts)) == len(receipts)
    assert ReceiptNumbers(terminal.home, terminal.id).next(NOW) not in receipts
    leftovers = [path.name for path in (terminal.home / "outbox").iterdir() if not path.name.startswith(".tmp-")]
    assert leftovers == []
