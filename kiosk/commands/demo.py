"""``kiosk demo``: everything on one machine: simulators, an embedded hub, the agent, and the terminal with or without a person before it."""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from kiosk import errands
from kiosk.commands.cli import Exit
from kiosk.rig import Rig, RigError, end, xvfb

HELP = "everything on one machine: simulators, hub, terminal"
DEFAULT_OUT = Path("build/demo")
UPLOAD_SECONDS = 60.0
REFERENCE = (1080, 1920)
"""The terminal's screen; on a smaller display everything is drawn smaller."""
SHARE = 0.9
SMALLEST = 480
PANEL_WIDTH, GAP = 560, 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """As the command line contract says."""
    parser.add_argument("--headless", action="store_true", help="no window: an own X server and a robot citizen, then exit")
    parser.add_argument(
        "--matter", action="append", default=[], metavar="CODE", help="a matter for the robot (default: the two built-in ones)"
    )
    parser.add_argument("--matters", type=Path, metavar="FOLDER", help="a folder of matters instead of the built-in ones")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help=f"where pictures and the summary go (default {DEFAULT_OUT})")
    parser.add_argument("--keep", action="store_true", help="keep the state folder of the terminal and of the hub")


def run(arguments: argparse.Namespace) -> int:
    """Run the demo. Exit 1 when a journey failed, did not arrive at the hub, or printed no paper where that is all there is."""
    out: Path = arguments.out.resolve()
    for old in ("screens", "receipts", "state"):
        shutil.rmtree(out / old, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    headless = arguments.headless or not os.environ.get("DISPLAY")
    try:
        with state_folder(out, arguments.keep) as state, Rig(state, out, arguments.matters) as rig:
            rig.start_agent()
            return _headless(rig, arguments) if headless else _window(rig)
    except RigError as error:
        print(f"kiosk demo: {error}", file=sys.stderr)
        return Exit.COULD_NOT


@contextmanager
def state_folder(out: Path, keep: bool) -> Iterator[Path]:
    """``OUT/state`` when it is to be kept, else a temporary folder that goes away."""
    if keep:
        yield out / "state"
        return
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
        yield Path(folder)


def _window(rig: Rig) -> int:
    """The terminal in a window and, beside it, the panel that acts on the simulators; until either is closed."""
    wide, high = screen_size()
    scale = min(1.0, SHARE * high / REFERENCE[1])
    width, height = (max(SMALLEST, round(side * scale)) for side in REFERENCE)
    rig.write_settings(width, height)
    left = min((wide + width) // 2 + GAP, max(0, wide - round(PANEL_WIDTH * scale)))
    panel = [sys.executable, "-m", "screens.panel", rig.control, f"{scale:.3f}", str(left), str((high - height) // 2)]
    terminal = [sys.executable, "-m", "kiosk", "run", "--settings", str(rig.settings)]
    windows = [subprocess.Popen(command, env=rig.environment, text=True) for command in (panel, terminal)]
    try:
        select.select([os.pidfd_open(window.pid) for window in windows], [], [])
    finally:
        for window in windows:
            end(window)
    return Exit.DONE


def screen_size() -> tuple[int, int]:
    """Width and height of the display in pixels, as the X server tells them. Raises RigError when it does not."""
    xlib = ctypes.CDLL("libX11.so.6")
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    display = xlib.XOpenDisplay(None)
    if not display:
        raise RigError(f"the display {os.environ.get('DISPLAY')} cannot be opened; kiosk demo --headless needs none")
    handle = ctypes.c_void_p(display)
    size = xlib.XDisplayWidth(handle, 0), xlib.XDisplayHeight(handle, 0)
    xlib.XCloseDisplay(handle)
    return size


def _headless(rig: Rig, arguments: argparse.Namespace) -> int:
    going = [errands.named(rig, name) for name in arguments.matter or [errand.matter for errand in errands.DEFAULT]]
    began = time.monotonic()
    with xvfb(rig.state) as display:
        robot = [sys.executable, "-m", "kiosk.commands.robot_visit", "--settings", str(rig.settings), "--control", rig.control]
        robot += ["--errands", msgspec.json.encode(going).decode(), "--out", str(rig.out)]
        status = subprocess.call(robot, env={**rig.environment, "DISPLAY": display})
    summary = _summary(rig, status)
    (rig.out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    ended = sum(came_to_its_end(journey) for journey in summary["journeys"])
    print(f"{ended} of {len(going)} visits came to their end in {time.monotonic() - began:.1f} s; see {rig.out / 'summary.json'}")
    for error in summary["errors"]:
        print(f"kiosk demo: {error}", file=sys.stderr)
    return Exit.DONE if ended == len(going) and not summary["errors"] else Exit.FOUND_WRONG


def came_to_its_end(journey: Mapping[str, Any]) -> bool:
    """Whether the case is at the hub; of an instant matter, which leaves no case behind, whether its paper came out."""
    return bool(journey["uploaded"] if journey["receipt_no"] else journey["printed"])


def _summary(rig: Rig, status: int) -> dict[str, Any]:
    """What the contract says ``summary.json`` holds. Waits for the agent, for the hub's answer is part of it."""
    written = rig.out / "journeys.json"
    nothing: dict[str, Any] = {"journeys": [], "errors": [f"the terminal ended with status {status}"]}
    result: dict[str, Any] = json.loads(written.read_text(encoding="utf-8")) if written.exists() else nothing
    written.unlink(missing_ok=True)
    rows = rig.wait_for_upload([visit["receipt_no"] for visit in result["journeys"]], UPLOAD_SECONDS)
    journeys = [
        {
            "matter": visit["matter"],
            "receipt_no": visit["receipt_no"],
            "case_no": row.case_no if (row := rows.get(visit["receipt_no"])) else None,
            "steps": visit["steps"],
            "seconds": visit["seconds"],
            "uploaded": visit["receipt_no"] in rows,
            "printed": visit["printed"],
        }
        for visit in result["journeys"]
    ]
    return {"journeys": journeys, "hub": {"cases": rig.hub_cases()}, "devices": rig.device_states(), "errors": result["errors"]}
