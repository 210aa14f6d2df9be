"""The peer of the screens: Chromium in kiosk mode, showing a page of the same content on the same display.

The page stands still and has every word, box and place of our home screen, so Chromium does no more work than it must: no script, no
request, no catalogue, no devices. It comes up without a graphics card, as ours does, and with a profile it knows from its first start.
"""

from __future__ import annotations

import html
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.bench.glass import Glass
from kiosk.memory import proportional_bytes

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60.0
FLAGS = (
    "--kiosk",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-gpu",
    "--no-sandbox",
    "--window-position=0,0",
)
STYLE = """
body { margin: 0; background: #eef3f8; overflow: hidden; font-family: "Noto Sans CJK SC"; color: #10263d }
div { position: absolute; white-space: pre; box-sizing: border-box }
.head { background: #0b3270 } .box { background: #fff; border-radius: 26px; box-shadow: 0 2px 8px rgba(16, 38, 61, .06) }
"""
HEADER = 0x0B3270


def find() -> str | None:
    """The browser's program; ``None`` where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def page(told: dict[str, Any]) -> str:
    """The HTML of what a screen told: ``size``, ``head`` (its header's height), ``boxes`` (left, top, width, height) and ``lines``
    (left, top, size, bold, colour, words), in pixels from the upper left corner."""  # fmt: skip
    width, _ = told["size"]
    parts = [f'<div class="head" style="left:0;top:0;width:{width}px;height:{told["head"]}px"></div>']
    parts += [f'<div class="box" style="left:{x}px;top:{y}px;width:{w}px;height:{h}px"></div>' for x, y, w, h in told["boxes"]]
    parts += [
        f'<div style="left:{x}px;top:{y}px;font-size:{size}px;font-weight:{700 if bold else 400};color:{colour}">{html.escape(words)}</div>'
        for x, y, size, bold, colour, words in told["lines"]
    ]
    return f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{STYLE}</style><body>{"".join(parts)}</body></html>'


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of the process to its picture on the display, its processor's seconds until it stood still, all its bytes then."""

    seconds: float
    processor: float
    proportional: int


def processor_seconds(process: int | str) -> float:
    """What a process and all below it that live have computed. Raises OSError."""
    folder = Path("/proc") / str(process)
    ticks = sum(map(int, (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]))
    children = [child for task in folder.glob("task/*/children") for child in task.read_text(encoding="ascii").split()]
    return ticks / os.sysconf("SC_CLK_TCK") + sum(map(processor_seconds, children))


class Chromium:
    """One life after another, with one profile. Raises RigError where it shows nothing."""

    def __init__(self, program: str, folder: Path, told: dict[str, Any]) -> None:
        self._program, self._folder, self._size = program, folder, told["size"]
        self._page = folder / "home.html"
        self._page.write_text(page(told), encoding="utf-8")

    def live(self, display: str, glass: Glass) -> Start:
        """Come up and end."""
        began = time.monotonic()
        with self._running(display) as process:
            at = glass.shown_at(lambda: bool(glass.look()[1, 1] & 0xFFFFFF == HEADER), PATIENCE)
            return Start(at - began, processor_seconds(process.pid), proportional_bytes(process.pid))

    @contextmanager
    def _running(self, display: str) -> Iterator[subprocess.Popen[bytes]]:
        width, height = self._size
        words = [self._program, *FLAGS, f"--user-data-dir={self._folder / 'chromium'}", f"--window-size={width},{height}"]
        with (self._folder / "chromium.log").open("ab") as log:
            process = subprocess.Popen(
                [*words, self._page.as_uri()], env={**os.environ, "DISPLAY": display}, stdout=log, stderr=log, start_new_session=True
            )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
