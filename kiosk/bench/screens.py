"""Speed and memory of the screens: the real application under software GL, with the robot before it and real processes behind it."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

from kiosk.bench.figure import Figure
from kiosk.errands import DEFAULT, Errand, resolve
from kiosk.memory import resident_bytes
from kiosk.rig import Rig, RigError, xvfb

STARTS = 5
VISITS = 3
MEGABYTE = 1_000_000


def measure() -> list[Figure]:
    """Start up several times, then several visits of both default matters. Raises RigError when something did not run."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        state = Path(folder)
        with Rig(state, state / "out") as rig, xvfb(state) as display:
            rig.start_agent()
            starts = [_terminal(rig, display, [])["to_home"] for _ in range(STARTS)]
            errands = [resolve(rig, errand) for errand in DEFAULT]
            runs = [_terminal(rig, display, errands) for _ in range(VISITS)]
            rig.wait_for_upload([visit["receipt_no"] for run in runs for visit in run["journeys"]], 30)
            assert rig.agent is not None
            agent = resident_bytes(rig.agent.pid)
    longest = [max(visit["seconds"] for visit in run["journeys"]) for run in runs]
    return [
        Figure("process start to first home frame", statistics.median(starts), "s", 1.5),
        Figure("tap to pressed state on the screen", 1000 * statistics.median(_all(runs, "to_pressed")), "ms", 50),
        Figure("change of screen", 1000 * statistics.median(_all(runs, "to_screen")), "ms", 150),
        Figure("robot visit, the longer matter", statistics.median(longest), "s", 20),
        Figure("RSS of kiosk run after its visits", statistics.median(run["rss"] for run in runs) / MEGABYTE, "MB", 350),
        Figure(
            "the same with its papers process, as a slip is out",
            statistics.median(run["rss_at_slip"] for run in runs) / MEGABYTE,
            "MB",
            None,
        ),
        Figure("RSS of kiosk agent after its uploads", agent / MEGABYTE, "MB", 90),
    ]


def _all(runs: list[dict[str, Any]], name: str) -> list[float]:
    return [value for run in runs for value in run[name]]


def _terminal(rig: Rig, display: str, errands: list[Errand]) -> dict[str, Any]:
    """One life of the terminal's process."""
    rig.out.mkdir(exist_ok=True)
    words = [sys.executable, "-m", "kiosk.commands.robot_visit", "--settings", str(rig.settings), "--control", rig.control]
    words += ["--errands", msgspec.json.encode(errands).decode(), "--out", str(rig.out), "--started", str(time.monotonic())]
    status = subprocess.call(words, env={**rig.environment, "DISPLAY": display})
    result: dict[str, Any] = json.loads((rig.out / "journeys.json").read_text(encoding="utf-8"))
    if status or result["errors"]:
        raise RigError(f"the terminal ended with status {status}: {'; '.join(result['errors'])}")
    return result
