"""A whole terminal for each test: simulators, hub and agent as processes, the application under its own X server, a robot before it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.errands import Errand, named
from kiosk.rig import Rig, xvfb

VISIT_SECONDS = 200
HALF = (540, 960)
"""Drawn half as large everything is drawn in a quarter of the time."""


class Hall:
    """A rig with a display and a robot to send, which takes a picture of each screen where ``pictures`` are wanted."""

    def __init__(self, rig: Rig, display: str, *, pictures: bool = False) -> None:
        self.rig, self.pictures = rig, pictures
        self.environment = {**rig.environment, "DISPLAY": display}

    def errand(self, name: str, **more: Any) -> Errand:
        """The default errand for a matter's file name, with changes."""
        return msgspec.structs.replace(named(self.rig, name), **more)

    def start(self, *errands: Errand) -> subprocess.Popen[bytes]:
        """Start the terminal with the robot before it."""
        self.rig.out.mkdir(exist_ok=True)
        self.journeys.unlink(missing_ok=True)
        words = [sys.executable, "-m", "kiosk.commands.robot_visit", "--settings", str(self.rig.settings)]
        words += ["--control", self.rig.control, "--errands", msgspec.json.encode(errands).decode(), "--out", str(self.rig.out)]
        words += [] if self.pictures else ["--no-pictures"]
        return subprocess.Popen(words, env=self.environment)

    def visit(self, *errands: Errand) -> list[dict[str, Any]]:
        """Send the robot and wait for it; what came of each errand."""
        process = self.start(*errands)
        try:
            status = process.wait(VISIT_SECONDS * len(errands))
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        assert self.journeys.exists(), f"the terminal ended with status {status} and told nothing"
        result = json.loads(self.journeys.read_text(encoding="utf-8"))
        assert (status, result["errors"]) == (0, [])
        journeys: list[dict[str, Any]] = result["journeys"]
        return journeys

    @property
    def journeys(self) -> Path:
        """Where the robot tells what came of its errands."""
        return self.rig.out / "journeys.json"

    def arrived(self, *receipt_numbers: str) -> bool:
        """Whether exactly these arrived, each once: by the terminal's queue and by the hub's own list."""
        rows = self.rig.wait_for_upload(receipt_numbers, 120)
        cases = json.loads(self.rig.kiosk("hub", "case", "list", "--json"))["cases"]
        return set(rows) == set(receipt_numbers) and sorted(case["receipt_no"] for case in cases) == sorted(receipt_numbers)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A fresh hall with the default matters, a small display, and a sound device that swallows everything."""
    with Rig(tmp_path, tmp_path / "out") as rig, xvfb(tmp_path, "{}x{}x24".format(*HALF)) as display:
        rig.write_settings(*HALF)
        with rig.settings.open("a", encoding="utf-8") as settings:
            settings.write('\n[voice]\ndevice = "null"\n')
        yield Hall(rig, display)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder a headless ``kiosk demo --keep`` wrote, state included."""
    out = tmp_path_factory.mktemp("demo")
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    command = [sys.executable, "-m", "kiosk", "demo", "--headless", "--keep", "--out", str(out)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out
