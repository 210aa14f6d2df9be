"""One life of the terminal's process for a bench of its screens: see :mod:`kiosk.commands.screens_measured`."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from kiosk.errands import Errand
from kiosk.rig import Rig, RigError

PATIENCE = 60.0
VISIT_SECONDS = 120.0


class Life:
    """A running terminal; ``began`` is the monotonic time of its start."""

    def __init__(self, process: subprocess.Popen[bytes], told: Path, began: float) -> None:
        self.process, self.began, self._told = process, began, told

    def has_told(self) -> bool:
        """Whether it has written what it found. Raises RigError when it ended without."""
        if self.process.poll() is not None and not self._told.exists():
            raise RigError(f"the terminal ended with status {self.process.returncode}")
        return self._told.exists()

    def told(self) -> dict[str, Any]:
        """What it found. Raises RigError when its robot was lost."""
        if not self.has_told():
            raise RigError("the terminal told nothing")
        found: dict[str, Any] = json.loads(self._told.read_text(encoding="utf-8"))
        if "failure" in found:
            raise RigError(f"the robot was lost: {found['failure']}")
        return found


@contextmanager
def life(rig: Rig, display: str, what: str, errands: Sequence[Errand] = ()) -> Iterator[Life]:
    """Start it, told what to measure; it is ended with the block."""
    told = rig.out / "measured.json"
    told.unlink(missing_ok=True)
    words = [sys.executable, "-m", "kiosk.commands.screens_measured", what, "--settings", str(rig.settings), "--control", rig.control]
    words += ["--errands", msgspec.json.encode(errands).decode(), "--out", str(rig.out)]
    began = time.monotonic()
    process = subprocess.Popen(words, env=_as_installed(rig.environment, rig.state) | {"DISPLAY": display})
    try:
        yield Life(process, told, began)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _as_installed(environment: Mapping[str, str], state: Path) -> dict[str, str]:
    """With compiled modules, as a package has them, wherever this environment keeps or refuses to keep them."""
    kept = {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(state / "bytecode")}


def whole_life(rig: Rig, display: str, what: str, errands: Sequence[Errand] = (), patience: float = PATIENCE) -> dict[str, Any]:
    """What it found, once it has ended by itself. Raises RigError."""
    with life(rig, display, what, errands) as terminal:
        try:
            terminal.process.wait(patience + VISIT_SECONDS * len(errands))
        except subprocess.TimeoutExpired:
            raise RigError("the terminal did not come to an end") from None
        return terminal.told()
