"""A rig for each module, a visitor for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.rig import Rig
from kiosk.settings import load
from tests.journey.visitor import Visitor, visiting


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    folder = tmp_path_factory.mktemp("rig")
    with Rig(folder, folder / "out") as rig:
        yield rig


@pytest.fixture
def visitor(rig: Rig) -> Iterator[Visitor]:
    with visiting(rig, load(rig.settings)) as visitor:
        yield visitor
