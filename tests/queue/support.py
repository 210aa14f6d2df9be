"""What the tests of queue and hub share: synthetic cases, a real hub process, enrolled terminals, processes that die at a chosen step."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.case import FinishedCase
from kiosk.hub import cases
from kiosk.hub.core import Hub, open_hub
from kiosk.hub.enrolment import new_code
from kiosk.hub_client import HubClient, enrol
from kiosk.identity import Identity, load
from kiosk.queue.outbox import Outbox
from kiosk.terminal_db import TerminalDatabase
from tests.queue.command import main
from tests.queue.samples import (
    ADDRESS,
    MATTER,
    NAME,
    NEEDLES,
    NOW,
    NUMBER,
    key_pair,
    make_case,
    new_terminal_id,
    readable,
)

__all__ = [
    "ADDRESS",
    "MATTER",
    "NAME",
    "NEEDLES",
    "NOW",
    "NUMBER",
    "HubProcess",
    "Steps",
    "Terminal",
    "command",
    "command_json",
    "in_doomed_process",
    "key_pair",
    "make_case",
    "new_terminal_id",
    "readable",
]


@dataclass
class Terminal:
    """An enrolled terminal in a folder of its own."""

    home: Path
    identity: Identity

    @property
    def id(self) -> str:
        """The terminal's id."""
        return self.identity.terminal_id

    def submit(self, **changes: Any) -> FinishedCase:
        """Put a synthetic case into the queue."""
        case = make_case(self.home, self.id, **changes)
        outbox = Outbox(self.home)
        outbox.put(case, self.identity.recipients)
        outbox.close()
        return case


class HubProcess:
    """``kiosk hub serve`` in a process of its own; may be killed and started again on the same address. ``database``: SQLite's by default."""

    def __init__(self, home: Path, database: str = "") -> None:
        self.home = home
        self._database = database
        self.url = ""
        self._process: subprocess.Popen[str] | None = None
        self._hub: Hub | None = None

    @property
    def hub(self) -> Hub:
        """The same hub's database and folder, from this process."""
        if self._hub is None:
            self._hub = open_hub(self.home, database=self._database)
        return self._hub

    @property
    def running(self) -> bool:
        """Whether it was started and not ended."""
        return self._process is not None

    def words(self, listen: str) -> list[str]:
        """The command that serves it."""
        database = ["--database", self._database] if self._database else []
        return ["hub", "serve", "--home", str(self.home), "--listen", listen, *database]

    def start(self) -> None:
        """Start and wait until it answers."""
        listen = self.url.removeprefix("http://") or "127.0.0.1:0"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.queue.command", *self.words(listen)], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        assert self.url.startswith("http://")

    def end(self, number: int = signal.SIGTERM) -> int:
        """End it with a signal; returns the exit status."""
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.send_signal(number)
        status = self._process.wait(60)
        self._process.stdout.close()
        self._process = None
        return status

    def close(self) -> None:
        """End it if it runs."""
        if self._process is not None:
            self.end()
        self.let_go()

    def let_go(self) -> None:
        """Close what this process has open of it: SQLite's locks do not survive a fork."""
        if self._hub is not None:
            self._hub.close()
            self._hub = None

    def enrol(self, home: Path) -> Terminal:
        """A new terminal with its state in ``home``."""
        client = HubClient(self.url, None)
        enrol(client, home, new_code(self.hub, new_terminal_id()))
        client.close()
        return Terminal(home, load(home))

    def arrived(self, submission_id: str) -> list[dict[str, Any]]:
        """The hub's cases of a submission: one, if all is well."""
        return [case for case in cases.listing(self.hub) if case["submission_id"] == submission_id]


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    """One hub for all tests that do not stop it."""
    process = HubProcess(tmp_path_factory.mktemp("hub"))
    process.start()
    yield process
    process.close()


@pytest.fixture
def own_hub(tmp_path: Path) -> Iterator[HubProcess]:
    """A hub that the test may stop and start."""
    process = HubProcess(tmp_path / "own-hub")
    process.start()
    yield process
    process.close()


@pytest.fixture
def terminal(hub: HubProcess, tmp_path: Path) -> Terminal:
    """A terminal enrolled at the shared hub."""
    return hub.enrol(tmp_path / "terminal")


def command(*words: str) -> tuple[int, str, str]:
    """Run a command of the product: exit status, standard output, standard error. The agent changes its process, so it gets its own."""
    if words[0] == "agent":
        done = subprocess.run([sys.executable, "-m", "tests.queue.command", *words], capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout, done.stderr
    output, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(output), redirect_stderr(errors):
        status = main(list(words))
    return status, output.getvalue(), errors.getvalue()


def command_json(*words: str) -> Any:
    """The JSON document a command prints."""
    return json.loads(command(*words)[1])


class Steps:
    """Counts the steps a process takes on disk, database and network, and kills it with SIGKILL at the chosen one."""

    def __init__(self, fatal: int) -> None:
        self._left = fatal

    def __call__(self, *_: Any, **__: Any) -> None:
        """One step."""
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: Any, *names: str) -> None:
        """Make every call of these functions a step before and a step after."""
        for name in names:
            setattr(owner, name, self._wrap(getattr(owner, name)))

    def around_transactions(self) -> None:
        """Steps before BEGIN, before COMMIT and after it, on the terminal's database."""
        original = TerminalDatabase.transaction

        @contextmanager
        def transaction(database: TerminalDatabase, *, lasting: bool = True) -> Iterator[Any]:
            self()
            with original(database, lasting=lasting) as opened:
                yield opened
                self()
            self()

        TerminalDatabase.transaction = transaction  # type: ignore[method-assign, assignment]

    def _wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            self()
            result = function(*arguments, **named)
            self()
            return result

        return wrapped


def in_doomed_process(work: Callable[[Steps], None], fatal: int) -> bool:
    """Run ``work`` in a forked process that dies by SIGKILL at step ``fatal``. True when it was killed, False when it finished before."""
    process = multiprocessing.get_context("fork").Process(target=work, args=(Steps(fatal),))
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0
