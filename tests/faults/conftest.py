"""Where the outcomes of all rows meet; the simulators of the device tests serve here too."""

from __future__ import annotations

import pytest

from tests.devices.conftest import loop, make_bench
from tests.faults.matrix import Outcome

__all__ = ["loop", "make_bench", "outcomes"]


@pytest.fixture(scope="session")
def outcomes() -> dict[str, Outcome]:
    """What came of each row so far, by its id."""
    return {}
