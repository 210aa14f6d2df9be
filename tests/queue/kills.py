"""kill -9 at random instants, over everything a case goes through; afterwards everything is delivered and counted.

Children are forked from this process, where all modules are loaded already, so that one kill costs some milliseconds and not a start of
Python. Each dies at an instant drawn anew: after its start, or after it has begun the step that is meant.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.agent import Agent
from kiosk.hub import cases, uploads
from kiosk.queue.outbox import Outbox
from kiosk.queue.packages import Packages
from kiosk.queue.retry import Policy
from kiosk.queue.store import Queue
from tests.queue.command import main
from tests.queue.support import HubProcess, Terminal, make_case, readable

CHUNK = 32 * 1024
COMING_IN = b"coming in"
DEADLINE = 120.0
"""Seconds for a child to come as far as it must, on a machine that does much else."""
SIZES = (300_000, 5_000)
"""Bytes of a case that goes in chunks, and of one that goes along with its announcement."""
ON_POSTGRESQL = " on PostgreSQL"
KINDS = (
    "submit",
    "upload",
    "acknowledge",
    "purge",
    "hub write",
    "hub restart",
    f"hub write{ON_POSTGRESQL}",
    f"hub restart{ON_POSTGRESQL}",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of so many kills of one kind."""

    kind: str
    kills: int
    lost: int
    doubled: int
    readable: int

    @property
    def line(self) -> str:
        """As docs/reliability.md has it."""
        return f"{self.kills} kill -9: {self.lost} lost, {self.doubled} doubled, {self.readable} readable"


class Child:
    """A forked process at work; ``told`` is what it wrote. Its work writes to the descriptor it is given."""

    def __init__(self, work: Callable[[int], object]) -> None:
        self._hears, tells = os.pipe()
        self.told = b""
        self._over = False
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._hears)
            status = 1
            try:
                work(tells)
                status = 0
            finally:
                os._exit(status)
        os.close(tells)

    def wait(self, seconds: float, mark: bytes | None = None) -> bool:
        """Until it has told ``mark``, or (without one) has ended; False when the time is up before."""
        deadline = time.monotonic() + seconds
        while not self._over and (mark is None or mark not in self.told):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._hears], [], [], left)[0]:
                return False
            piece = os.read(self._hears, 65536)
            self._over = not piece
            self.told += piece
        return mark is None or mark in self.told

    def kill(self) -> bool:
        """kill -9, now; whether it was still alive."""
        os.kill(self._pid, signal.SIGKILL)
        _, status = os.waitpid(self._pid, 0)
        self.wait(5)
        os.close(self._hears)
        return os.WIFSIGNALED(status)

    def finish(self, seconds: float = DEADLINE) -> None:
        """It ends by itself, without a fault."""
        assert self.wait(seconds), "it did not end"
        _, status = os.waitpid(self._pid, 0)
        os.close(self._hears)
        assert os.waitstatus_to_exitcode(status) == 0


def _telling(real: Callable[..., Any], tells: int) -> Callable[..., Any]:
    """``real``, which says first that it begins."""

    def step(*arguments: Any) -> Any:
        os.write(tells, COMING_IN)
        return real(*arguments)

    return step


class Kills:
    """Any kind on one hub and one terminal. ``seed`` makes a run one can have again. ``database``: the hub's, where it is PostgreSQL."""

    def __init__(self, folder: Path, seed: int, database: str = "") -> None:
        self._random = random.Random(seed)
        self._hub = HubProcess(folder / "hub", database)
        self._hub.start()
        self._terminal: Terminal = self._hub.enrol(folder / "terminal")
        self._hub.let_go()
        self._promised: set[str] = set()
        self._readable: set[str] = set()

    def close(self) -> None:
        """End the hub."""
        self._hub.close()

    def run(self, kind: str, kills: int) -> Outcome:
        """So many kills of a kind; then every promised case is looked for at the hub."""
        self._promised, self._readable = set(), set()
        kinds: dict[str, Callable[[], bool]] = {
            "submit": self._submit,
            "upload": lambda: self._agent(None),
            "acknowledge": lambda: self._agent(Queue, "acknowledge"),
            "purge": lambda: self._agent(Packages, "remove"),
            "hub write": lambda: self._hub_dies(restart=False),
            "hub restart": lambda: self._hub_dies(restart=True),
        }
        one = kinds[kind.removesuffix(ON_POSTGRESQL)]
        done = 0
        while done < kills:
            done += one()
            self._readable |= readable(self._terminal.home)
        self._drain()
        self._readable |= readable(self._hub.home)
        arrived = cases.listing(self._hub.hub)
        self._hub.let_go()
        listed = Counter(case["submission_id"] for case in arrived)
        numbers = Counter(case["receipt_no"] for case in arrived)
        lost = sum(listed[submission] == 0 for submission in self._promised)
        doubled = sum(count > 1 for count in (*listed.values(), *numbers.values()))
        return Outcome(kind, done, lost, doubled, len(self._readable))

    def _submit(self) -> bool:
        def work(tells: int) -> None:
            outbox = Outbox(self._terminal.home)
            os.write(tells, b"begun\n")
            while True:
                case = make_case(self._terminal.home, self._terminal.id, size=5000)
                outbox.put(case, self._terminal.identity.recipients)
                os.write(tells, f"{case.submission_id}\n".encode())

        child = Child(work)
        assert child.wait(DEADLINE, b"begun\n")
        child.wait(self._random.uniform(0, 0.025))
        killed = child.kill()
        self._promised |= {line.decode() for line in child.told.splitlines()[1:]}
        return killed

    def _fill(self, least: int) -> None:
        with_rows = Queue(self._terminal.home)
        waiting = with_rows.depth().sealed
        with_rows.close()
        for _ in range(least - waiting):
            self._promised.add(self._terminal.submit(size=self._random.choice(SIZES)).submission_id)

    def _agent(self, owner: type | None, name: str = "") -> bool:
        """The agent dies somewhere in a round, or just after it began ``name`` of ``owner``."""
        self._fill(2)

        def work(tells: int) -> None:
            if owner is not None:
                real = getattr(owner, name)

                def step(*arguments: object) -> object:
                    os.write(tells, b"step")
                    return real(*arguments)

                setattr(owner, name, step)
            agent = Agent(self._terminal.home, chunk=CHUNK)
            os.write(tells, b"begun")
            agent.run_once()

        child = Child(work)
        assert child.wait(DEADLINE, b"begun" if owner is None else b"step")
        child.wait(self._random.uniform(0, 0.06 if owner is None else 0.002))
        return child.kill()

    def _hub_dies(self, *, restart: bool) -> bool:
        """The hub dies once a package comes in; or on its way up, with packages half there and terminals asking."""
        self._fill(2)
        if self._hub.running:
            self._hub.end()
        url = self._hub.url.removeprefix("http://")

        def serve(tells: int) -> None:
            os.dup2(tells, 1)
            sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 lives as long as the process
            for name in ("receive", "open_chunk", "take_in"):
                setattr(uploads, name, _telling(getattr(uploads, name), tells))
            main(self._hub.words(url))

        hub = Child(serve)
        if not restart:
            assert hub.wait(DEADLINE, b"http://")
        agent = Child(lambda _: self._upload_for_a_while())
        if restart:
            hub.wait(self._random.uniform(0, 0.25))
        else:
            hub.wait(10, COMING_IN)
            hub.wait(self._random.uniform(0, 0.06))
        killed = hub.kill()
        agent.finish()
        return killed

    def _upload_for_a_while(self) -> None:
        """Rounds until the hub has been away for three of them."""
        agent = Agent(self._terminal.home, chunk=CHUNK, policy=Policy(0.02, 0.02), timeout=(0.3, 2.0))
        away = 0
        while away < 3:
            away = 0 if agent.run_once() else away + 1
            select.select([], [], [], 0.02)

    def _drain(self) -> None:
        if not self._hub.running:
            self._hub.start()
        agent = Agent(self._terminal.home, policy=Policy(0.0, 0.0))
        for _ in range(200):
            agent.run_once()
            if not agent.undelivered():
                break
        assert agent.undelivered() == 0, "something never arrives"
        agent.close()
        assert not [path for path in (self._terminal.home / "outbox").iterdir() if path.suffix == ".age"]
