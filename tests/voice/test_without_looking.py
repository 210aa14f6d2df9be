"""老年人优待证 without looking: keys under the fingers, words from the loudspeaker, from the first key to the receipt."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.hub.core import open_hub
from kiosk.hub.intake import open_case
from kiosk.rig import Rig, xvfb
from tests.e2e.conftest import HALF
from tests.voice.blind import ENTER, SPACE

SECONDS = 200
NUMBER, TAIL = "330299195801010025", "010025"


def loudspeaker(folder: Path) -> tuple[Path, Path]:
    """An ALSA device that adds whatever is played to a file: where it is described, and the file."""
    played, described = folder / "played.raw", folder / "alsa.conf"
    described.write_text(
        f'</usr/share/alsa/alsa.conf>\npcm.hall {{ type file slave.pcm "null" file "| cat >> {played}" format "raw" }}\n', encoding="utf-8"
    )
    return described, played


def send(folder: Path, *words: str, keys: str = "") -> tuple[dict[str, Any], Any, Path]:
    """A terminal with a loudspeaker and a citizen who cannot see before it: what was heard, the case at the hub, what was played."""
    described, played = loudspeaker(folder)
    with Rig(folder, folder / "out") as rig, xvfb(folder) as display:
        rig.out.mkdir(exist_ok=True)
        rig.write_settings(*HALF)
        with rig.settings.open("a", encoding="utf-8") as settings:
            settings.write(f'\n[voice]\ndevice = "hall"\n{keys}')
        rig.start_agent()
        command = [sys.executable, "-m", "tests.voice.blind", "--settings", str(rig.settings), "--control", rig.control]
        environment = {**rig.environment, "DISPLAY": display, "ALSA_CONFIG_PATH": str(described)}
        subprocess.run([*command, "--out", str(rig.out), *words], env=environment, timeout=SECONDS, check=False)
        told = json.loads((rig.out / "heard.json").read_text(encoding="utf-8"))
        assert told["error"] == ""
        number = next(row.receipt_no for row in _rows(rig))
        assert number in rig.wait_for_upload([number], 120)
        hub = open_hub(rig.hub_home)
        try:
            (case,) = json.loads(rig.kiosk("hub", "case", "list", "--json"))["cases"]
            opened = open_case(hub, case["submission_id"])
        finally:
            hub.close()
    return told, opened, played


def _rows(rig: Rig) -> Any:
    from kiosk.queue.store import Queue

    queue = Queue(rig.home)
    try:
        return list(queue.rows())
    finally:
        queue.close()


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Any, Path]:
    return send(tmp_path_factory.mktemp("blind"))


def test_a_citizen_who_only_hears_and_presses_keys_gets_to_the_receipt(visit: tuple[dict[str, Any], Any, Path]) -> None:
    _, case, _ = visit
    assert case.record["values"] == {**case.record["values"], "phone": "13800000000", "hukou_local": True, "delivery": "collect"}
    assert [consent["method"] for consent in case.record["consents"]] == ["keys"] * len(case.record["consents"])


def test_a_key_in_place_of_a_signature_is_recorded_as_what_it_is(visit: tuple[dict[str, Any], Any, Path]) -> None:
    _, case, _ = visit
    assert (case.record["signature"]["kind"], case.record["signature"]["strokes"]) == ("confirmed_by_keys", [])
    names = {part.name for part in case.parts}
    assert "signature.png" not in names
    assert "form-signed.pdf" in names


def test_everything_that_was_said_was_played(visit: tuple[dict[str, Any], Any, Path]) -> None:
    told, _, played = visit
    samples = np.fromfile(played, dtype="<i2")
    assert len(samples) / 22050 > 0.2 * len(told["heard"]), "less than a fifth of a second for each sentence"
    assert np.abs(samples.astype(int)).max() > 2000


def test_no_digit_of_the_identity_card_is_said(visit: tuple[dict[str, Any], Any, Path]) -> None:
    told, _, _ = visit
    everything = "".join(told["heard"])
    digits = everything.translate(str.maketrans("零一二三四五六七八九", "0123456789", " ，"))
    assert "身份证号已隐藏" in everything
    assert NUMBER not in digits
    assert TAIL not in digits


@pytest.mark.soak
def test_two_switches_are_enough(tmp_path: Path) -> None:
    """One goes on, the other presses: nothing else is ever struck."""
    keys = '[keys]\nnext = ["space"]\nactivate = ["enter"]\nprevious = []\nback = []\nrepeat = []\n'
    told, case, _ = send(tmp_path, "--switches", keys=keys)
    assert case.record["values"]["phone"] == "13800000000"
    assert told["struck"] == [ENTER, SPACE]
