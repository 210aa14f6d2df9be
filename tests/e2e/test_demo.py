"""The demo as a newcomer runs it: two citizens, two matters, from first touch to the hub."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest
import zxingcpp

from devices.simulators.cards import CARDS
from kiosk import receipt_number
from kiosk.case import Part
from kiosk.commands.demo import came_to_its_end
from kiosk.hub.cases import listing
from kiosk.hub.core import open_hub
from kiosk.hub.intake import open_case

SCREENS = {"attract", "home", "guide", "identify", "form", "materials", "capture-lease", "capture-portrait", "review", "sign", "done"}
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def test_both_cases_arrive_and_nothing_went_wrong(demo: Path) -> None:
    summary = json.loads((demo / "summary.json").read_text(encoding="utf-8"))
    assert [journey["uploaded"] for journey in summary["journeys"]] == [True, True]
    assert summary["hub"]["cases"] == 2
    assert summary["errors"] == []
    assert len({journey["case_no"] for journey in summary["journeys"]}) == 2
    assert {state["device"] for state in summary["devices"].values()} == {"online"}


@pytest.mark.parametrize(
    ("journey", "ended"),
    [
        ({"receipt_no": "JB0147-261121-0047-6", "uploaded": True, "printed": False}, True),
        ({"receipt_no": "JB0147-261121-0047-6", "uploaded": False, "printed": True}, False),
        ({"receipt_no": "", "uploaded": False, "printed": True}, True),
        ({"receipt_no": "", "uploaded": False, "printed": False}, False),
    ],
)
def test_an_instant_matter_ends_with_its_paper_and_any_other_at_the_hub(journey: dict[str, object], ended: bool) -> None:
    assert came_to_its_end(journey) is ended


def test_every_screen_reached_has_its_picture(demo: Path) -> None:
    names = {path.stem.split("-", 1)[1] for path in (demo / "screens").glob("*.png")}
    assert names >= SCREENS
    for path in (demo / "screens").glob("*.png"):
        picture = cv2.imread(str(path))
        assert picture is not None
        assert picture.shape == (1920, 1080, 3)
        assert picture.std() > 10, f"{path.name} is blank"


def test_the_receipts_qr_carries_the_number_and_nothing_personal(demo: Path) -> None:
    summary = json.loads((demo / "summary.json").read_text(encoding="utf-8"))
    read, copies = [], list[str]()
    for path in sorted((demo / "receipts").glob("*.png")):
        picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        assert picture is not None
        codes = zxingcpp.read_barcodes(picture)
        if not codes:
            copies.append(path.name)
            continue
        number, code = codes[0].text.split("/")
        assert receipt_number.verify(number)
        assert len(code) == 8
        read.append(number)
    assert read == [journey["receipt_no"] for journey in summary["journeys"]]
    assert len(copies) == 1, "the copy of the one commitment that was made"


def opened_parts(demo: Path) -> list[Part]:
    """What the hub's keys open: the same search must find there what it must not find on the disk."""
    hub = open_hub(demo / "state" / "hub")
    try:
        cases = [open_case(hub, case["submission_id"]) for case in listing(hub)]
    finally:
        hub.close()
    records = [Part("case.json", "application/json", json.dumps(case.record, ensure_ascii=False).encode()) for case in cases]
    return [*records, *(part for case in cases for part in case.parts)]


@pytest.mark.parametrize("person", ["elderly", "worker"])
def test_no_state_and_no_log_holds_a_name_a_number_or_an_address(demo: Path, person: str) -> None:
    card = CARDS[person]
    secrets = [text.encode(encoding) for text in (card.name, card.number, card.address, "13800000000") for encoding in ENCODINGS]
    searched = 0
    for path in [*(demo / "state").rglob("*"), demo / "summary.json"]:
        if not path.is_file():
            continue
        searched += 1
        data = path.read_bytes()
        assert not [secret for secret in secrets if secret in data], path.name
        assert not any(part in path.name for part in (card.name, card.number))
    assert searched > 5
    assert any(card.name.encode() in part.data for part in opened_parts(demo)), "the hub cannot read what the citizen sent"
