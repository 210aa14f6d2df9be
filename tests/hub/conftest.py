"""Fixtures of the hub's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.servers import bucket, postgres
from tests.hub.support import Bench, bench
from tests.queue.support import hub, own_hub, terminal

__all__ = ["bucket", "desk", "hub", "own_hub", "postgres", "terminal"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    """A hub of the test's own, in this process, on a Saturday."""
    with bench(tmp_path) as made:
        yield made
