"""老年人优待证 for everyone: by pinyin, by handwriting, in English, in large text on a display that lies on its side, with a name nobody can type.

Without looking: ``tests/voice/test_without_looking.py``.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import pytest

from devices.simulators.cards import CARDS
from kiosk.hub.core import open_hub
from kiosk.hub.intake import open_case
from kiosk.package import Package
from kiosk.rig import Rig, xvfb
from tests.e2e.conftest import HALF, Hall
from tests.e2e.glyphs import ALIKE, Glyphs

ADDRESS = "中山路8号1𠮷"
"""Typed by pinyin, its last character by its code point."""
ADDRESS_ADDED_TO = f"{CARDS['elderly'].address}东门"
"""The address of the card stands there already."""
Visits = list[tuple[dict[str, Any], Path]]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """One hall for all of them, on a display that has room for a window either way up."""
    folder = tmp_path_factory.mktemp("everyone")
    with Rig(folder, folder / "out") as rig, xvfb(folder, "960x960x24") as display:
        rig.write_settings(*HALF)
        rig.start_agent()
        yield Hall(rig, display, pictures=True)


def sent(hall: Hall, visit: dict[str, Any]) -> Package:
    """What the department opens."""
    number = visit["receipt_no"]
    assert number in hall.rig.wait_for_upload([number], 120)
    (case,) = [case for case in json.loads(hall.rig.kiosk("hub", "case", "list", "--json"))["cases"] if case["receipt_no"] == number]
    hub = open_hub(hall.rig.hub_home)
    try:
        return open_case(hub, case["submission_id"])
    finally:
        hub.close()


def courier(hall: Hall, address: str, **more: Any) -> Any:
    return hall.errand("senior_card_application", answers={"delivery": "courier", "delivery_address": address}, **more)


@pytest.fixture(scope="module")
def rare(hall: Hall) -> Visits:
    """Of two people one is called 𠮷䶮…, the other 䶮𠮷…: what came of their visits, and their receipts as they left the printer."""
    folder = hall.rig.out / "receipts"
    before = set(folder.glob("*.png"))
    other = hall.errand("senior_card_application", person="other-rare-surname")
    visits = hall.visit(courier(hall, ADDRESS, person="rare-surname"), other)
    return list(zip(visits, sorted(set(folder.glob("*.png")) - before), strict=True))


def test_by_pinyin(hall: Hall, rare: Visits) -> None:
    assert sent(hall, rare[0][0]).record["values"]["delivery_address"] == ADDRESS


def test_rare_characters_of_a_name_come_from_the_card_onto_the_papers(hall: Hall, rare: Visits, tmp_path: Path) -> None:
    """A receipt shows the first character alone, the form all of them."""
    glyphs = Glyphs(tmp_path)
    for (visit, slip), (first, second) in zip(rare, (("𠮷", "䶮"), ("䶮", "𠮷")), strict=True):
        case = sent(hall, visit)
        assert case.record["applicant"]["name"] == f"{first}{second}合成"
        seen = glyphs.on_receipt(slip, "𠮷䶮吉")
        assert max(seen, key=lambda each: seen[each]) == first
        assert seen[first] > ALIKE > seen[second]
        (form,) = [part.data for part in case.parts if part.name == "form-signed.pdf"]
        in_form = glyphs.in_form(form, "𠮷䶮吉㛃")
        assert min(in_form["𠮷"], in_form["䶮"]) > ALIKE
        assert in_form["𠮷"] > in_form["吉"]
        assert in_form["㛃"] < ALIKE


@pytest.mark.soak
def test_by_handwriting(hall: Hall) -> None:
    (visit,) = hall.visit(courier(hall, ADDRESS_ADDED_TO, by_hand=True))
    assert sent(hall, visit).record["values"]["delivery_address"] == ADDRESS_ADDED_TO


def test_a_visit_in_english_arrives_and_the_department_reads_chinese(hall: Hall) -> None:
    (visit,) = hall.visit(hall.errand("senior_card_application", language="en"))
    record = sent(hall, visit).record
    assert {consent["language"] for consent in record["consents"]} == {"en"}
    assert [material["name"] for material in record["materials"]][:2] == ["本人居民身份证", "近期照片"]


def test_in_large_text_on_a_display_that_lies_on_its_side(hall: Hall) -> None:
    screens = hall.rig.out / "screens"
    shutil.rmtree(screens, ignore_errors=True)
    hall.rig.write_settings(*reversed(HALF))
    try:
        (visit,) = hall.visit(courier(hall, ADDRESS_ADDED_TO, large=True))
    finally:
        hall.rig.write_settings(*HALF)
    assert sent(hall, visit).record["values"]["delivery_address"] == ADDRESS_ADDED_TO
    assert {path.stem[3:] for path in screens.glob("*.png")} >= {"home", "form", "review", "done"}
    for path in screens.glob("*.png"):
        picture = cv2.imread(str(path))
        assert picture is not None
        assert picture.shape == (*HALF, 3)
