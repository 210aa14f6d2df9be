"""Whatever anybody touches in whatever order, while devices come and go: the terminal goes on, and what was submitted arrives once."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from kiosk.queue.store import Queue
from tests.e2e.conftest import Hall

SECONDS = 60


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 6))
def test_nothing_anybody_touches_stops_the_terminal(hall: Hall, seed: int) -> None:
    hall.rig.start_agent()
    hall.rig.out.mkdir(exist_ok=True)
    words = [sys.executable, "-m", "kiosk.commands.robot_visit", "--settings", str(hall.rig.settings), "--control", hall.rig.control]
    words += ["--errands", "[]", "--out", str(hall.rig.out), "--monkey", str(seed), str(SECONDS)]
    done = subprocess.run(words, env=hall.environment, capture_output=True, text=True, timeout=SECONDS * 3, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    result = json.loads(hall.journeys.read_text(encoding="utf-8"))
    assert (done.returncode, result["errors"]) == (0, []), result["trail"][-20:]
    assert len(result["trail"]) > 100
    hall.rig.tell("network on")
    queue = Queue(hall.rig.home)
    numbers = [row.receipt_no for row in queue.rows()]
    queue.close()
    assert hall.arrived(*numbers)
