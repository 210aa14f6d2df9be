"""The demo with a display: the terminal in a window, the panel beside it, and both gone when it ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from kiosk import device_states
from kiosk.rig import xvfb
from tests.waiting import until

STARTED_SECONDS = 120


def descendants(process: int) -> dict[int, str]:
    """Every process below ``process``, with its command line."""
    found: dict[int, str] = {}
    for task in Path(f"/proc/{process}").glob("task/*/children"):
        for child in map(int, task.read_text().split()):
            found[child] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            found |= descendants(child)
    return found


def test_the_window_and_its_panel_come_up_and_end_together(tmp_path: Path) -> None:
    with xvfb(tmp_path, "1920x1080x24") as display:
        command = [sys.executable, "-m", "kiosk", "demo", "--keep", "--out", str(tmp_path / "out")]
        demo = subprocess.Popen(command, env={**os.environ, "DISPLAY": display})
        home, end = tmp_path / "out" / "state" / "terminal", time.monotonic() + STARTED_SECONDS
        while len(device_states.read(home)) < 4:
            assert time.monotonic() < end, "the terminal did not reach its devices"
            select.select([], [], [], 0.2)
        running = descendants(demo.pid)
        [panel] = [pid for pid, line in running.items() if "screens.panel" in line]
        assert any("kiosk run" in line for line in running.values())
        os.kill(panel, signal.SIGTERM)
        assert demo.wait(60) == 0
        until(lambda: not [pid for pid in running if Path(f"/proc/{pid}").exists()])
