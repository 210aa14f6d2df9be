"""Matters by the thousand: lint, start, memory, search, rules, poll, and what an update does to the screen."""

from __future__ import annotations

import gc
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from config.catalogue import Catalogue
from config.spelling import spell_here
from kiosk import journey
from kiosk.bench.catalogue_server import CatalogueServer, catalogue_server
from kiosk.bench.figure import Figure
from kiosk.bench.many_matters import matters, write_compiled, write_folder
from kiosk.catalogue_sync import CatalogueSync
from kiosk.catalogue_trust import trust
from kiosk.journey import Place, Step
from kiosk.matter_moments import people
from kiosk.rig import xvfb

MANY, MOST = 3000, 10_000
STARTS, POLLS, PAGES, SEARCHES = 5, 20, 300, 400
FRAME_MS = 1000 / 60
DAY = date(2026, 11, 22)
MEGABYTE = 1_000_000
_WRONG = "的一是在不了有和人这"


def measure(many: int = MANY, most: int = MOST) -> list[Figure]:
    """Everything, with ``many`` matters in the catalogue and ``most`` in the search."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as name:
        folder = Path(name)
        paths = write_folder(folder / "work" / "matters", many)
        with catalogue_server(folder) as server:
            figures = _lint(folder / "work" / "matters", paths)
            home = folder / "home"
            trust(home, server.root)
            server.publish("2026.11.22-1", paths[:1])
            _poll(server, home)
            figures += _window(server, home, paths)
            figures += _start(home)
            figures += _polls(server, home)
        return [*figures, _search(folder, most), _page()]


def _lint(folder: Path, paths: list[Path]) -> list[Figure]:
    began = time.perf_counter()
    for path in paths:
        yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    plain = time.perf_counter() - began
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "kiosk", "matters", "lint", str(folder)], capture_output=True, check=True)
    ours = time.perf_counter() - began
    what = f"lint of {len(paths)} matters of 8 KB, two processes"
    return [Figure(what, ours, "s", 10.0, "PyYAML's C loader alone, one process", ours / plain)]


def _start(home: Path) -> list[Figure]:
    runs: list[dict[str, Any]] = []
    for _ in range(STARTS):
        done = subprocess.run([sys.executable, "-m", "kiosk.bench.matters_start", str(home)], capture_output=True, text=True, check=True)
        runs.append(json.loads(done.stdout))
    return [
        Figure("applied catalogue to ready", 1000 * statistics.median(run["ready"] for run in runs), "ms", 300.0),
        Figure("RSS growth by it", statistics.median(run["grown"] for run in runs) / MEGABYTE, "MB", 40.0),
    ]


def _poll(server: CatalogueServer, home: Path) -> None:
    CatalogueSync(home, server.url, server.root, "JB0147", "江北", lambda: datetime.now(UTC)).poll()


def _polls(server: CatalogueServer, home: Path) -> list[Figure]:
    took = []
    server.asked.clear()
    for _ in range(POLLS):
        began = time.perf_counter()
        _poll(server, home)
        took.append(time.perf_counter() - began)
    return [
        Figure("GETs of a poll without change", len(server.asked) / POLLS, "", 2.0),
        Figure("poll without change", 1000 * statistics.median(took), "ms", None),
    ]


def _window(server: CatalogueServer, home: Path, paths: list[Path]) -> list[Figure]:
    """A window while thousands of matters come into force: what that takes of its thread, and its frames beside those of a quiet time."""
    server.publish("2026.11.22-2", paths)
    with xvfb(home.parent) as display:
        words = [sys.executable, "-m", "kiosk.commands.update_frames", str(home), server.url, "3"]
        environment = {**os.environ, "DISPLAY": display, "KIVY_NO_CONSOLELOG": "1"}
        done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    found = json.loads(done.stdout.splitlines()[-1])
    idle, busy = (max(found[name]) for name in ("idle", "busy"))
    return [
        Figure("longest hold of the screen's thread by an update", 1000 * found["held"], "ms", FRAME_MS),
        Figure("longest frame from poll to screen", 1000 * busy, "ms", None, "the same window when nothing happens", busy / idle),
        Figure("update of all matters, poll to screen", found["seconds"], "s", None),
    ]


def _search(folder: Path, most: int) -> Figure:
    made = matters(folder / "most", most)
    write_compiled(folder / "compiled", made)
    catalogue = Catalogue.compiled(folder / "compiled", folder, lambda entry: next(matter for matter in made if matter.code == entry.code))
    catalogue.warm()
    keys = typed_keys([matter.name for matter in made], SEARCHES)
    gc.collect()
    gc.freeze()  # what only this bench holds is no terminal's garbage to look through
    took = sorted(_seconds(partial(catalogue.search, typed)) for typed in keys)
    gc.unfreeze()
    return Figure(f"search over {len(made)} matters, a key, 99th percentile", 1000 * took[int(0.99 * len(took))], "ms", 5.0)


def typed_keys(names: list[str], number: int) -> list[str]:
    """What stands in the search field after each key of ``number`` people: names, pinyin, initials, sentences, one in three with a slip."""
    dice = random.Random(20261122)  # noqa: S311
    chosen = [dice.choice(names) for _ in range(number)]
    found = []
    for name, (pinyin, initials) in zip(chosen, spell_here(chosen), strict=True):
        typed = dice.choice((name, pinyin, initials, f"我要办{name}"))
        if dice.random() < 1 / 3:
            at = dice.randrange(len(typed))
            typed = typed[:at] + dice.choice("abcdefghijk" if typed.isascii() else _WRONG) + typed[at + 1 :]
        found += [typed[:length] for length in range(1, len(typed) + 1)]
    return found


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _page() -> Figure:
    """What is visible and what is wrong on the page of the built-in matters that takes longest."""
    slowest = 0.0
    for matter in Catalogue.load().matters:
        visit = journey.identified(journey.begin(matter), people()[1], DAY)
        for page in matter.form:
            there = replace(visit, place=Place(Step.FORM, page.id))
            took = []
            for number in range(PAGES):
                fresh = journey.enter(there, page.fields[0].id, str(number))
                took.append(_seconds(partial(_look, fresh, page)))
            slowest = max(slowest, statistics.median(took))
    return Figure("rules of a form page, the slowest of the built-in ones", 1000 * slowest, "ms", 2.0)


def _look(visit: journey.Visit, page: Any) -> None:
    journey.visible(page, visit, DAY)
    journey.problems(visit, visit.place, DAY)
