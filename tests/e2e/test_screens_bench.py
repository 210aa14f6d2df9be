"""What `kiosk bench screens` measures with, in small: a real terminal's life measured from inside and from outside; growth over 500 visits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.bench.chromium import page
from kiosk.bench.figure import Figure
from kiosk.bench.glass import Glass
from kiosk.bench.screens import growth
from kiosk.bench.terminal import PATIENCE, life, whole_life
from kiosk.errands import DEFAULT, resolve
from kiosk.rig import Rig, xvfb
from tests.e2e.conftest import HALF

LATE = (
    *("numpy", "cv2", "requests", "jwt", "escpos", "yaml", "asyncio", "stdnum", "smartcard", "serial"),
    *("zxingcpp", "PIL", "multiprocessing", "statistics", "cryptography.x509"),
    *("importlib.metadata", "kiosk.control", "kiosk.staff.staff", "config.lint_matter"),
)
"""What composing the terminal does without: together they take longer than everything else until the first picture."""
MANY = 500
MOST_GROWTH = 2.0


def test_home_is_seen_from_outside_and_told_as_a_page_of_the_same_content(tmp_path: Path) -> None:
    with Rig(tmp_path, tmp_path / "out") as rig, xvfb(tmp_path) as display:
        rig.out.mkdir(exist_ok=True)
        glass = Glass(tmp_path)
        dark = glass.look()
        with life(rig, display, "home") as terminal:
            at = glass.shown_at(terminal.has_told, PATIENCE)
            told = terminal.told()["home"]
            assert at > terminal.began
            assert (glass.look() != dark).mean() > 0.9
    html = page(told)
    assert all(words in html for words in ("您好，想办什么事？", "老年人优待证", "帮助"))
    assert html.count('class="box"') == len(told["boxes"]) >= 10


def test_a_visit_is_measured_from_the_first_touch_to_the_last(tmp_path: Path) -> None:
    with Rig(tmp_path, tmp_path / "out") as rig, xvfb(tmp_path) as display:
        rig.out.mkdir(exist_ok=True)
        rig.write_settings(*HALF)
        found = whole_life(rig, display, "visits", [resolve(rig, DEFAULT[0])])
    assert len(found["visits"]) == len(found["resident"]) == len(found["proportional"]) == 1
    assert 0 < found["proportional"][0] < 1_000_000_000
    changes = [name for name, seconds in found["to_screen"] if seconds > 0]
    assert any(name.startswith("home") for name in changes)
    assert len(found["to_pressed"]) > len(changes) >= 8


def test_nothing_that_the_first_picture_does_without_is_loaded_before_it() -> None:
    words = "import sys, kiosk.commands.run, kiosk.session, kiosk.identity, kiosk.catalogue_in_force, kiosk.queue.outbox, kiosk.terminal_db"
    words += ", kiosk.papers_process, screens.window; print(*sorted(set(sys.modules) & set(sys.argv[1:])))"
    done = subprocess.run([sys.executable, "-c", words, *LATE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_more_is_better_where_a_figure_says_so() -> None:
    assert Figure("pictures", 16, "a second", 15, floor=True).met
    assert not Figure("pictures", 14, "a second", 15, floor=True).met
    assert not Figure("seconds", 16, "s", 15).met


@pytest.mark.soak
def test_memory_stays_where_it_is_over_500_visits(tmp_path: Path) -> None:
    with Rig(tmp_path, tmp_path / "out") as rig, xvfb(tmp_path) as display:
        rig.out.mkdir(exist_ok=True)
        rig.start_agent()
        found = whole_life(rig, display, "visits", [resolve(rig, DEFAULT[0])] * MANY)
    assert growth(found["resident"]) <= MOST_GROWTH
