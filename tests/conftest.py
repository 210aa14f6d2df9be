"""What holds for every test: Kivy leaves pytest's own arguments alone, and a collection of garbage looks only at what the tests made."""

from __future__ import annotations

import gc
import os

from screens.window import prepare

prepare(os.environ)


def pytest_collection_finish() -> None:
    """Thousands of collected tests and hundreds of modules stay until the end: no collection need look through them again."""
    gc.collect()
    gc.freeze()
