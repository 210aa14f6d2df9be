"""A rig for a demo, a bench or an end-to-end test: simulators, an embedded hub and an agent as processes, and an enrolled terminal's settings.

Everything listens on loopback and ends with it.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from config.load import load_folder
from config.matter import Matter
from kiosk import device_states
from kiosk.queue.store import Queue, Row
from kiosk.simulator_line import tell

START_SECONDS = 120.0
DEFAULT_MATTERS = Path(__file__).resolve().parents[1] / "config" / "defaults" / "matters"
TERMINAL_ID = "JB0147"
FRAME_BUFFER = "Xvfb_screen0"


class RigError(Exception):
    """Something of the rig did not start; the message says what."""


class Rig:
    """A context manager. ``environment`` is what processes of the terminal run with, ``settings`` the terminal's file."""

    def __init__(
        self, state: Path, out: Path, matters: Path | None = None, *, timing: Mapping[str, int] | None = None, service_delay: float = 1
    ) -> None:
        self.state, self.out = state, out
        self.matters = matters.resolve() if matters else None
        self.home, self.hub_home = state / "terminal", state / "hub"
        self.settings = self.home / "terminal.toml"
        self.environment = {**os.environ, "KIOSK_HOME": str(self.home), "KIOSK_HUB_HOME": str(self.hub_home), "PYTHONUNBUFFERED": "1"}
        self.control = ""
        self.addresses: dict[str, str] = {}
        self.hub_url = ""
        self._terminal_url = ""
        self.agent: subprocess.Popen[str] | None = None
        self.hub: subprocess.Popen[str] | None = None
        self._timing, self._delay = dict(timing or {}), service_delay
        self._simulators: subprocess.Popen[str] | None = None
        self._logs = state / "logs"

    def __enter__(self) -> Rig:
        for folder in (self.home, self.hub_home, self._logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self.start_hub()
            self._start_simulators()
            self._enrol()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End every process."""
        for process in (self.agent, self._simulators, self.hub):
            end(process)

    # Processes ------------------------------------------------------------------------------------------------------

    def start_hub(self, listen: str = "127.0.0.1:0") -> None:
        """Start the embedded hub and wait for its address."""
        self.hub = self._start("hub", "hub", "serve", "--simulated-services", str(self._delay), "--listen", listen)
        self.hub_url = first_line(self.hub, "the hub").split()[-1]

    def stop_hub(self) -> str:
        """Stop the hub; returns where it listened, for a later start at the same place."""
        end(self.hub)
        return self.hub_url.removeprefix("http://")

    def start_agent(self) -> None:
        """Start the agent."""
        self.agent = self._start("agent", "agent", "--settings", str(self.settings))

    def tell(self, command: str) -> None:
        """Give the simulators one command. Raises SimulatorError when they refuse it."""
        tell(self.control, command)

    def kiosk(self, *words: str) -> str:
        """Run a ``kiosk`` command to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        if done.returncode:
            raise RigError(f"kiosk {words[0]} ended with status {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def _start(self, name: str, *words: str) -> subprocess.Popen[str]:
        log = (self._logs / f"{name}.log").open("a", encoding="utf-8")
        with log:
            return subprocess.Popen(
                [sys.executable, "-m", "kiosk", *words],
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def _start_simulators(self) -> None:
        self._simulators = self._start("simulators", "simulate", "--json", "--out", str(self.out), "--hub", self.hub_url)
        told = json.loads(first_line(self._simulators, "the simulators"))
        self.addresses, self.control = told["addresses"], told["control"]

    def _enrol(self) -> None:
        url = self.addresses.pop("hub")
        self._terminal_url = url
        self.write_settings()
        code = self.kiosk("hub", "code", TERMINAL_ID).split()[-1]
        self.kiosk("enrol", "--hub", url, "--code", code)

    def write_settings(self, width: int = 1080, height: int = 1920) -> None:
        """Write the terminal's settings, for a window of that size."""
        text = settings_text(self.addresses, self._terminal_url, self.matters, self._timing)
        self.settings.write_text(f"{text}\n[display]\nwidth = {width}\nheight = {height}\nfullscreen = false\n", encoding="utf-8")

    # What came of it ------------------------------------------------------------------------------------------------

    def matter(self, wanted: str) -> Matter:
        """The matter of that code or file name. Raises RigError."""
        for matter in load_folder(self._matters):
            if wanted in (matter.code, matter.codes.basic, self.file_name(matter)):
                return matter
        raise RigError(f"there is no matter {wanted}")

    def file_name(self, matter: Matter) -> str:
        """The name of the file that holds the matter, without its ending."""
        from config.load import load_matter

        return next(
            (path.stem for path in sorted(self._matters.glob("*.yaml")) if path.stem != "themes" and load_matter(path).code == matter.code),
            "",
        )

    @property
    def _matters(self) -> Path:
        return self.matters or DEFAULT_MATTERS

    def wait_for_upload(self, receipt_numbers: Sequence[str], seconds: float) -> dict[str, Row]:
        """The acknowledged rows among these numbers, waiting until all are or the time is up. An instant matter has none."""
        receipt_numbers = [number for number in receipt_numbers if number]
        end_at = time.monotonic() + seconds
        queue = Queue(self.home)
        try:
            while True:
                rows = {row.receipt_no: row for row in queue.rows() if row.receipt_no in receipt_numbers and row.state == "acknowledged"}
                if len(rows) == len(set(receipt_numbers)) or time.monotonic() >= end_at:
                    return rows
                select.select([], [], [], 0.1)
        finally:
            queue.close()

    def hub_cases(self) -> int:
        """How many cases the hub holds."""
        return len(json.loads(self.kiosk("hub", "case", "list", "--json"))["cases"])

    def device_states(self) -> dict[str, Any]:
        """What each device last told."""
        return {name: state.status for name, state in device_states.read(self.home).items()}


def settings_text(devices: Mapping[str, str], hub: str, matters: Path | None, timing: Mapping[str, int]) -> str:
    """A terminal's settings file."""
    lines = ["[devices]", *(f'{name} = "{address}"' for name, address in devices.items())]
    lines += ["", "[hub]", f'url = "{hub}"']
    if matters:
        lines += ["", "[matters]", f'folder = "{matters}"']
    if timing:
        lines += ["", "[timing]", *(f"{name} = {seconds}" for name, seconds in timing.items())]
    return "\n".join(lines) + "\n"


def first_line(process: subprocess.Popen[str], what: str) -> str:
    """The first line a process prints, once it is ready. Raises RigError when it ends or says nothing."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    line = process.stdout.readline() if ready else ""
    if not line:
        raise RigError(f"{what} did not start (status {process.poll()})")
    return line


def end(process: subprocess.Popen[str] | None) -> None:
    """End a process of ours and wait for it."""
    if process is None:
        return
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


@contextmanager
def xvfb(state: Path, size: str = "1080x1920x24") -> Iterator[str]:
    """An X server of our own on a free display, without network; its picture lies in ``state / FRAME_BUFFER``.

    Raises RigError when it is not installed.
    """
    if shutil.which("Xvfb") is None:
        raise RigError("Xvfb is not installed; make setup installs it")
    read_end, write_end = os.pipe()
    with (state / "xvfb.log").open("a", encoding="utf-8") as log:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), "-screen", "0", size, "-nolisten", "tcp", "-fbdir", str(state)],
            pass_fds=[write_end],
            stdout=log,
            stderr=log,
        )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as answer:
            ready, _, _ = select.select([answer], [], [], START_SECONDS)
            number = answer.readline().strip() if ready else ""
        if not number:
            raise RigError("Xvfb did not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
