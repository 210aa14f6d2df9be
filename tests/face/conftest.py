"""A simulated face camera behind its real adapter, and somebody before it who does what the screen says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from devices.simulators.camera import CameraSimulator
from devices.simulators.cards import photo
from devices.simulators.console import Console
from devices.supervisor import Supervisor
from kiosk.face.challenge import Phase
from kiosk.face.check import FaceCheck, Outcome
from kiosk.face.models import Models
from kiosk.face.policy import Policy
from tests.devices.conftest import loop
from tests.journey.main_thread import MainThread

__all__ = ["loop"]


@pytest.fixture(scope="session")
def models() -> Models:
    return Models()


class Before:
    """The camera, and whoever is before it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, console: Console) -> None:
        self._loop, self._console = loop, console
        simulator = console.simulators["face_camera"]
        assert isinstance(simulator, CameraSimulator)
        self.simulator = simulator
        self.camera = Supervisor("face_camera", console.addresses["face_camera"])
        self.thread = MainThread()
        self.outcome: Outcome | None = None
        self.faults: list[str] = []
        self.check: FaceCheck | None = None

    def run(self, line: str) -> None:
        answer = asyncio.run_coroutine_threadsafe(self._console.run(f"face_camera {line}"), self._loop).result(60)
        assert answer["ok"], answer

    def close(self) -> None:
        if self.check is not None:
            self.check.close()
            assert self.check.wait(60)
        self.camera.close()

    def begin(self, card: str, seed: int = 1, policy: Policy | None = None) -> FaceCheck:
        """Compare with the photo on that card."""
        self.check = FaceCheck(self.camera, photo(card), policy or Policy(seconds=60), self.thread, Random(seed), lambda: None, self._ended)
        self.check.open()
        return self.check

    def _ended(self, outcome: Outcome) -> None:
        self.outcome = outcome

    def until_ended(self, *, follow: bool, seconds: float = 60) -> Outcome:
        """Until it is decided. ``follow``: a person who turns as they are told. Failed attempts are tried again."""
        check, asked = self.check, ""
        assert check is not None

        def moment() -> bool:
            nonlocal asked
            view = check.view
            wanted = view.turn.value if view.turn else "front"
            if follow and wanted != asked and view.phase is not Phase.FAILED:
                asked = wanted
                self.run(f"face turn {wanted}")
            if view.phase is Phase.FAILED and len(self.faults) < check.attempts < check.policy.attempts:
                assert view.fault is not None
                self.faults.append(view.fault.value)
                check.again()
            return self.outcome is not None

        self.thread.until(moment, seconds)
        assert self.outcome is not None
        return self.outcome


@pytest.fixture
def before(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[Before]:
    console = Console(tmp_path, ("face_camera",))
    run: Callable[..., object] = lambda work: asyncio.run_coroutine_threadsafe(work, loop).result(60)  # noqa: E731
    run(console.start())
    there = Before(loop, console)
    try:
        yield there
    finally:
        there.close()
        run(console.stop())
