"""A terminal over simulated devices, a hub in a process of its own, and the departments behind the hub in this process, to be told what to do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.commands.run import open_terminal
from kiosk.hub.connectors.simulated import Counterparts, counterparts
from kiosk.rig import Rig
from kiosk.session import Session
from kiosk.settings import load
from tests.journey.main_thread import MainThread
from tests.live.visitor import Visitor

MATTERS = Path(__file__).parent / "matters"
DELAY = 0.4


@pytest.fixture(scope="session")
def far() -> Iterator[Counterparts]:
    with counterparts(delay=DELAY) as running:
        yield running


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory, far: Counterparts) -> Iterator[Rig]:
    folder = tmp_path_factory.mktemp("live")
    services = "\n".join(f'{name} = "{address}"' for name, address in far.addresses.items())
    rig = Rig(folder, folder / "out", MATTERS)
    rig.hub_home.mkdir(parents=True)
    (rig.hub_home / "hub.toml").write_text(f"[services]\n{services}\n", encoding="utf-8")
    with rig:
        yield rig


@pytest.fixture
def visitor(rig: Rig, far: Counterparts) -> Iterator[Visitor]:
    for name in far.faults:
        far.faults[name] = "none"
        far.worlds[name].delay = DELAY
    for command in ("id_reader take", "receipt_printer paper full", "a4_printer paper full", "a4_printer cover closed"):
        rig.tell(command)
    terminal = open_terminal(load(rig.settings), rig.home)
    with contextlib.ExitStack() as stack:
        stack.callback(terminal.close)
        for device in terminal.devices.values():
            device.settle(60)
        thread = MainThread()
        session = Session(terminal, thread)
        stack.callback(session.close)
        yield Visitor(rig, session, thread, far)
