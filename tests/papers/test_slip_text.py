"""The slip as text: every word of the set one, its QR read from the simulated paper, rare characters told of, nothing personal."""

from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image

from devices.printer.text import COLUMNS, Code, Labelled, Line, Pair, encode, width
from devices.simulators.escpos import EscPosInterpreter, Strip
from kiosk.paper_data import ReceiptData
from kiosk.slip_text import slip_text
from tests.papers.samples import WINDOW, longest_receipt, receipt


def words(data: ReceiptData) -> str:
    said: list[str] = []
    for part in slip_text(data):
        match part:
            case Line():
                said.append(part.text)
            case Labelled():
                said += [part.label, part.value]
            case Pair():
                said += [part.left, part.right]
            case Code():
                said.append(part.payload)
    return "\n".join(said)


def strips(data: ReceiptData) -> list[Strip]:
    found: list[Strip] = []
    EscPosInterpreter(lambda answer: None, lambda strip, torn: found.append(strip)).feed(encode(slip_text(data)).data)
    return found


def test_it_says_what_the_set_slip_says() -> None:
    said = words(receipt())
    for text in (
        "收件凭条",
        "未盖章，不是受理通知书",
        "正式受理以部门通知为准",
        "2026年11月21日 22:47",
        "江北区政务服务中心",
        "JB0147-261121-0047-6",
        "住房公积金租房提取",
        "合＊＊",
        "本人居民身份证",
        "读卡核对",
        "还要补交：租赁合同",
        "11月27日（周五）",
        "在本机“我的办件”里补，或到窗口交",
        "逾期不补，这次申请视为撤回",
        "12329",
        "12345",
        "K7PMXQ2R",
    ):
        assert text.replace(" ", "") in said.replace(" ", ""), text
    assert "已受理" not in said


def test_a_booked_time_at_the_window_stands_on_the_slip() -> None:
    said = words(receipt(window=WINDOW)).replace(" ", "")
    assert all(line.replace(" ", "") in said for line in ("还要到窗口，看看是不是本人", *WINDOW))
    assert "看看是不是本人" not in words(receipt())


@pytest.mark.parametrize("data", [receipt(), longest_receipt(), receipt(owed=(), materials=())], ids=["usual", "longest", "shortest"])
def test_it_comes_out_in_one_piece_with_a_code_that_can_be_read(data: ReceiptData) -> None:
    (strip,) = strips(data)
    assert [code.text for code in zxingcpp.read_barcodes(Image.fromarray(strip))] == [data.qr_payload]


def test_no_line_is_wider_than_the_paper() -> None:
    data = encode(slip_text(longest_receipt())).data
    for line in data.split(b"\x1b@\x1c&")[1].split(b"\n"):
        text = line.split(b"\x1d!")[-1][1:].decode("gb18030", "ignore")
        assert b"\x1d(k" in line or width(text) <= COLUMNS


def test_a_name_the_printer_cannot_write_is_marked_and_the_slip_says_so() -> None:
    slip = slip_text(receipt(surname_masked="𠮷＊"))
    assert any(isinstance(part, Line) and part.text.startswith("有 1 个字") for part in slip)
    assert "〓＊".encode("gb18030") in encode(slip).data
    assert "打不出" not in words(receipt())
