"""Speed and memory of the screens: the real application under software GL, a robot before it, real processes behind it, Chromium beside it.

Both are started in turns on one display, and both are watched from outside: what counts is the moment at which the picture that stays
first stood on the display. Memory is the PSS of all processes, for Chromium as its page stands, for us after a visit to each of two matters.
Chromium is no part of the product: without it its figures are left out, and this is said.
"""

from __future__ import annotations

import importlib
import os
import statistics
import sys
import tempfile
from datetime import datetime
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from kiosk.bench import chromium
from kiosk.bench.chromium import Chromium, Start
from kiosk.bench.figure import Figure
from kiosk.bench.glass import Glass
from kiosk.bench.many_matters import write_folder
from kiosk.bench.terminal import PATIENCE, life, whole_life
from kiosk.errands import DEFAULT, Errand, resolve
from kiosk.memory import proportional_bytes, resident_bytes
from kiosk.rig import Rig, xvfb
from kiosk.scheduler import HALL_ZONE

STARTS = 5
VISITS = 20
CERTIFICATES = 3
MATTERS = 1500
LIST_SECONDS = 300.0
"""To examine so many files of an administrator's folder, which a published catalogue does without."""
DEPARTMENT_SECONDS = 5.0
SHARE = 0.8
CERTIFICATE = "social_insurance_certificate_print"
MEGABYTE = 1_000_000


def measure() -> list[Figure]:
    """All figures; some six minutes. Raises RigError when something did not run."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        state = Path(folder)
        with Rig(state, state / "out", service_delay=DEPARTMENT_SECONDS) as rig, xvfb(state) as display:
            rig.out.mkdir(exist_ok=True)
            rig.start_agent()
            starts, theirs = _starts(rig, display, Glass(state))
            errands = [resolve(rig, errand) for errand in DEFAULT]
            visits = whole_life(
                rig, display, "visits", [errand for errand, _ in zip(chain.from_iterable(repeat(errands)), range(VISITS), strict=False)]
            )
            preview = whole_life(rig, display, "preview", errands[-1:])
            certificates = [_certificate(rig, display) for _ in range(CERTIFICATES)]
            rig.wait_for_upload([visit["receipt_no"] for visit in visits["visits"]], 60)
            assert rig.agent is not None
            agent = resident_bytes(rig.agent.pid)
        listed = _list(state / "many")
    decisions: list[Figure] = importlib.import_module("kiosk.bench.face").decisions()
    return [
        *_beside(starts, visits["proportional"][len(DEFAULT) - 1], theirs),
        Figure("tap to pressed state on the screen", 1000 * statistics.median(visits["to_pressed"]), "ms", 50),
        Figure("change of screen, 99th percentile", _percentile(visits["to_screen"], 99), "ms", 100),
        Figure("change of screen, median", _percentile(visits["to_screen"], 50), "ms", None),
        Figure(f"dragging a list of {listed['matters']} matters", listed["frames"], "frames/s", 30, floor=True),
        Figure(f"opening a list of {listed['matters']} matters", 1000 * listed["opened"], "ms", None),
        Figure("live outline preview", preview["pictures"], "pictures/s", 15, floor=True),
        Figure("tap to pressed state beside the live preview", 1000 * statistics.median(preview["pressed_at_preview"]), "ms", 50),
        *decisions,
        Figure(f"certificate of a {DEPARTMENT_SECONDS:g} s department, card to paper", statistics.median(certificates), "s", 15),
        Figure("robot visit, the longer matter", max(visit["seconds"] for visit in visits["visits"][: len(DEFAULT)]), "s", 20),
        Figure(f"growth of RSS over {VISITS} visits", growth(visits["resident"]), "%", 2),
        Figure("RSS of kiosk agent after its uploads", agent / MEGABYTE, "MB", 90),
        Figure("load of the machine meanwhile", os.getloadavg()[1], "", None),
    ]


def growth(resident: list[int]) -> float:
    """Per cent by which the last visits leave more memory in use than the first ones did, once everything was loaded."""
    first, last = statistics.median(resident[2:5]), statistics.median(resident[-3:])
    return 100 * (last / first - 1)


def _starts(rig: Rig, display: str, glass: Glass) -> tuple[list[Start], list[Start]]:
    """Both in turns, each with a life before that counts for nothing: caches and profiles are then as on every other morning."""
    program = chromium.find()
    if program is None:
        print("Chromium is not installed (Debian: chromium): its figures are left out", file=sys.stderr)
    _, told = _home(rig, display, glass)
    peer = Chromium(program, rig.state, told) if program else None
    if peer:
        peer.live(display, glass)
    ours, theirs = list[Start](), list[Start]()
    for _ in range(STARTS):
        ours.append(_home(rig, display, glass)[0])
        if peer:
            theirs.append(peer.live(display, glass))
    return ours, theirs


def _home(rig: Rig, display: str, glass: Glass) -> tuple[Start, dict[str, Any]]:
    with life(rig, display, "home") as terminal:
        at = glass.shown_at(terminal.has_told, PATIENCE)
        told: dict[str, Any] = terminal.told()["home"]
        pid = terminal.process.pid
        return Start(at - terminal.began, told["processor"], proportional_bytes(pid)), told


def _beside(starts: list[Start], proportional: int, theirs: list[Start]) -> list[Figure]:
    ours = [statistics.median(start.seconds for start in starts), statistics.median(start.processor for start in starts)]
    ours.append(proportional / MEGABYTE)
    named = [("start to home", "s", 1.0), ("processor time of the start", "s", None), ("memory of kiosk run after a visit", "MB", SHARE)]
    if not theirs:
        return [Figure(what, own, unit, None) for (what, unit, _), own in zip(named, ours, strict=True)]
    peers = [statistics.median(start.seconds for start in theirs), statistics.median(start.processor for start in theirs)]
    peers.append(statistics.median(start.proportional for start in theirs) / MEGABYTE)
    return [
        Figure(what, own, unit, share and share * peer, "Chromium in kiosk mode", own / peer)
        for (what, unit, share), own, peer in zip(named, ours, peers, strict=True)
    ]


def _certificate(rig: Rig, display: str) -> float:
    """Seconds from the card on the reader to the whole paper in the printer's tray, which is later than its first byte."""
    month = f"{datetime.now(HALL_ZONE):%Y%m}"
    errand = resolve(rig, Errand(CERTIFICATE, "worker", {"period_from": month, "period_to": month, "copies": "1"}))
    visit = whole_life(rig, display, "visits", [errand])["visits"][0]
    papers = [paper.stat().st_mtime for paper in (rig.out / "a4_printer" / "papers").glob("*.pdf")]
    return float(max(papers) - visit["card_at"])


def _list(state: Path) -> dict[str, Any]:
    state.mkdir()
    write_folder(state / "matters", MATTERS)
    with Rig(state, state / "out", state / "matters") as rig, xvfb(state) as display:
        rig.out.mkdir(exist_ok=True)
        return whole_life(rig, display, "list", patience=LIST_SECONDS)


def _percentile(changes: list[tuple[str, float]], share: int) -> float:
    ordered = sorted(seconds for _, seconds in changes)
    return 1000 * ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
