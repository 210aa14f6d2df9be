"""One window for all tests of screens, on an X server of their own with a display number that is free."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.screens.session_snapshot import SETTINGS, Snapshot

if TYPE_CHECKING:
    from screens.input.tools import Tools
    from tests.screens.glass import Glass


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """``:N`` of an Xvfb that ends with the tests."""
    reading, writing = os.pipe()
    size = f"{SETTINGS.display.width}x{SETTINGS.display.height}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
        server.terminate()


@pytest.fixture(scope="session")
def look(display: str) -> Any:
    """The look on the reference display, with the window open."""
    os.environ["DISPLAY"] = display
    from screens.window import configure, prepare

    prepare(os.environ)
    configure(SETTINGS.display)
    from kivy.base import EventLoop

    EventLoop.ensure_window()
    EventLoop.start()
    from screens import fonts
    from screens.look import Look
    from screens.theme import Theme

    shown = SETTINGS.display
    return Look(Theme(shown.width, shown.height, shown.diagonal_inches), fonts.load())


@pytest.fixture
def glass(look: Any) -> Iterator[Glass]:
    """The screens over a snapshot, in the window, with a finger to touch them."""
    from tests.screens.glass import Glass

    made = Glass(look, Snapshot())
    yield made
    made.close()


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory, look: Any) -> Iterator[Tools]:
    """Real engines for every keyboard of these tests."""
    from screens.input.tools import handwriting_command, rime_command
    from tests.screens.keyboard_desk import make_tools

    made = make_tools(rime_command(tmp_path_factory.mktemp("rime")), handwriting_command())
    yield made
    made.close()


@pytest.fixture
def tools(engines: Tools) -> Iterator[Tools]:
    """The engines, shared by every keyboard of a test."""
    from screens.input import tools as shared

    shared.share(engines)
    yield engines
    shared.share(None)
