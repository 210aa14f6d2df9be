"""What holds for every test.

Kivy leaves pytest's own arguments alone; no property fails because the machine has much else to do; files that start whole terminals are
spread over the run; and garbage is collected between tests, by looking only at what the tests themselves made.
"""

from __future__ import annotations

import gc
import os
import sys
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from screens.window import prepare

prepare(os.environ)
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

USUAL = gc.get_threshold()
MUCH = 20
"""Young generations after which it is worth looking for garbage: some hundred thousand new objects."""
_set_aside = 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every folder's files evenly over the whole run.

    What waits for daemons so runs beside what computes, and no long file is left for the end, when the other workers have nothing to do.
    """
    places: dict[Path, float] = {}
    files = sorted({item.path for item in items})
    for _, folder in groupby(files, key=lambda path: path.parent):
        paths = list(folder)
        places |= {path: number / len(paths) for number, path in enumerate(paths)}
    items.sort(key=lambda item: (places[item.path], item.path))


def pytest_collection_finish() -> None:
    """Thousands of collected tests and hundreds of modules stay until the end: no collection need look through them again."""
    if "kivy.core.window" in sys.modules:
        raise pytest.UsageError(
            "a file of tests opens Kivy's window as it is imported, before its size is told: import that under TYPE_CHECKING"
        )
    _set_aside_what_stays()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """What a test made goes with it.

    A terminal's screens tell the collector when to look, as is right for the one terminal of a process (``screens.litter``); here there are
    hundreds, and those that are gone would never be looked for.
    """
    much = gc.get_count()[2] >= MUCH
    gc.set_threshold(*USUAL)
    if nextitem is not None and nextitem.path == item.path:
        if much:
            gc.collect()
    elif much or gc.get_freeze_count() != _set_aside:
        gc.unfreeze()
        _set_aside_what_stays()


def _set_aside_what_stays() -> None:
    global _set_aside
    gc.collect()
    gc.freeze()
    _set_aside = gc.get_freeze_count()
