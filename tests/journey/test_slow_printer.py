"""A terminal whose receipt printer takes text: the citizen gets a slip with the same code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
import zxingcpp
from PIL import Image

from devices.printer.outcome import PrintOutcome
from kiosk.commands.run import open_terminal
from kiosk.paper_data import ReceiptData, ReceivedMaterial
from kiosk.receipt import print_receipt
from kiosk.rig import Rig
from kiosk.settings import load
from kiosk.terminal import Terminal

SLIP = ReceiptData(
    receipt_no="JB0147-261121-0047-6",
    query_code="K7PMXQ2R",
    received_at=datetime(2026, 11, 21, 22, 47, tzinfo=timezone(timedelta(hours=8))),
    terminal_id="JB0147",
    hall="江北区政务服务中心",
    matter_name="住房公积金租房提取",
    authority_short="市公积金中心",
    authority_phone="12329",
    hotline="12345",
    surname_masked="合＊＊",
    materials=(ReceivedMaterial("本人居民身份证", "读卡核对"),),
)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with Rig(tmp_path, tmp_path / "out") as rig:
        yield rig


@pytest.fixture(params=["image", "text"])
def terminal(rig: Rig, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    settings = load(rig.settings)
    address = settings.devices["receipt_printer"]
    devices = {"receipt_printer": f"{address}{'&' if '?' in address else '?'}mode={request.param}"}
    terminal = open_terminal(msgspec.structs.replace(settings, devices=devices), rig.home)
    yield terminal
    terminal.close()


def test_the_slip_comes_once_either_way(terminal: Terminal, rig: Rig) -> None:
    assert print_receipt(terminal, SLIP, "submission-1") is PrintOutcome.PRINTED
    assert print_receipt(terminal, SLIP, "submission-1") is PrintOutcome.PRINTED
    (paper,) = sorted(rig.out.rglob("receipts/*.png")) or sorted(rig.home.parent.rglob("receipts/*.png"))
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(paper))] == [SLIP.qr_payload]


def test_a_printer_that_is_away_printed_nothing_for_sure(terminal: Terminal, rig: Rig) -> None:
    rig.tell("receipt_printer unplug")
    assert print_receipt(terminal, SLIP, "submission-2") is PrintOutcome.OFFLINE
