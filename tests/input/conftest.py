"""Engines as the keyboard has them, each in a process of its own that ends with its test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from screens.input.engine import Engine
from screens.input.tools import handwriting_command, rime_command


@pytest.fixture(scope="session")
def rime_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """librime's user folder, compiled by the first that needs it."""
    return tmp_path_factory.mktemp("rime")


@pytest.fixture(scope="session")
def pinyin(rime_folder: Path) -> Iterator[Engine]:
    engine = Engine(rime_command(rime_folder), lambda then: then())
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def handwriting() -> Iterator[Engine]:
    engine = Engine(handwriting_command(), lambda then: then())
    yield engine
    engine.close()
