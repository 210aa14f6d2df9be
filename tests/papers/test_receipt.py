"""The receipt slip as it leaves a 203 dpi printer: whole, readable, its QR read by a machine, and nothing personal on it."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from kiosk.paper_data import ReceiptData, qr_svg
from kiosk.papers import PRINTER_DPI, Papers
from tests.papers.samples import RARE, WINDOW, longest_receipt, receipt


@pytest.fixture(scope="module")
def papers() -> Papers:
    return Papers()


def printed(papers: Papers, data: ReceiptData, dpi: float = PRINTER_DPI) -> Image.Image:
    """The slip as black and white dots."""
    (page,) = papers.png(data.template, data.values(), dpi=dpi)
    with Image.open(io.BytesIO(page)) as image:
        image.load()
        return image.convert("RGB").convert("L").point(lambda grey: 255 if grey > 127 else 0)


def words(papers: Papers, data: ReceiptData) -> str:
    document = pypdfium2.PdfDocument(papers.pdf(data.template, data.values()))
    return "".join(page.get_textpage().get_text_range() for page in document).replace("\r", "").replace("\n", "")


@pytest.mark.parametrize("dpi", [203, PRINTER_DPI])
def test_the_slip_is_as_wide_as_the_printers_head(papers: Papers, dpi: float) -> None:
    assert printed(papers, receipt(), dpi).width == 576


@pytest.mark.parametrize("data", [receipt(), longest_receipt(), receipt(owed=(), materials=())], ids=["usual", "longest", "shortest"])
def test_nothing_reaches_the_edge(papers: Papers, data: ReceiptData) -> None:
    dots = np.asarray(printed(papers, data))
    ink = np.argwhere(dots == 0)
    top, left = ink.min(axis=0)
    bottom, right = ink.max(axis=0)
    assert left >= 20
    assert right <= 576 - 20
    assert top >= 10
    assert bottom <= dots.shape[0] - 20


@pytest.mark.parametrize("data", [receipt(), longest_receipt()], ids=["usual", "longest"])
@pytest.mark.parametrize("turn", [0, 7, 90])
def test_the_qr_is_read_from_the_dots_and_carries_number_and_code_only(papers: Papers, data: ReceiptData, turn: int) -> None:
    slip = printed(papers, data).rotate(turn, expand=True, fillcolor=255)
    (code,) = zxingcpp.read_barcodes(slip)
    assert code.text == f"{data.receipt_no}/{data.query_code}"
    assert not any(secret in code.text for secret in ("330299", "合"))


def test_the_qr_is_read_after_a_crease_and_pale_print(papers: Papers) -> None:
    slip = printed(papers, receipt())
    dots = np.asarray(slip).astype(np.int16)
    left, right = 576 // 2 - 10, 576 // 2 - 6
    dots[:, left:right] = 255
    pale = np.clip(dots + 120, 0, 255).astype(np.uint8)
    (code,) = zxingcpp.read_barcodes(Image.fromarray(pale))
    assert code.text.startswith("JB0147-261121-0047-6/")


def test_every_module_of_the_qr_is_a_whole_number_of_dots(papers: Papers) -> None:
    data = receipt()
    slip = printed(papers, data)
    (code,) = zxingcpp.read_barcodes(slip)
    _svg, modules = qr_svg(data.qr_payload)
    width = code.position.top_right.x - code.position.top_left.x
    assert abs(width - modules * 10) <= 2


def test_the_slip_says_what_it_must(papers: Papers) -> None:
    said = words(papers, receipt())
    for text in (
        "收件凭条",
        "未盖章，不是受理通知书",
        "正式受理以部门通知为准",
        "2026年11月21日22:47",
        "江北区政务服务中心",
        "JB0147-261121-0047-6",
        "住房公积金租房提取",
        "合＊＊",
        "还要补交：租赁合同",
        "11月27日（周五）",
        "在本机“我的办件”里补，或到窗口交",
        "逾期不补，这次申请视为撤回",
        "12329",
        "12345",
        "K7PMXQ2R",
    ):
        assert text.replace(" ", "") in said.replace(" ", ""), text
    assert "受理通知书" in said
    assert "已受理" not in said
    assert "办结" not in said


def test_a_slip_without_debts_mentions_none(papers: Papers) -> None:
    assert "补交" not in words(papers, receipt(owed=()))


def test_a_booked_time_at_the_window_stands_on_the_slip(papers: Papers) -> None:
    said = words(papers, receipt(window=WINDOW)).replace(" ", "")
    assert all(line.replace(" ", "") in said for line in ("还要到窗口，看看是不是本人", *WINDOW))
    assert "看看是不是本人" not in words(papers, receipt())


def test_rare_characters_are_printed_not_boxed(papers: Papers) -> None:
    said = words(papers, receipt(surname_masked="𠮷＊", matter_name=f"测试{RARE}"))
    assert RARE in said
    assert "𠮷＊" in said
    (page,) = papers.png("receipt", receipt(matter_name=RARE * 2).values())
    (boxes,) = papers.png("receipt", receipt(matter_name="\U0010fffd" * 12).values())
    assert page != boxes


def test_what_is_written_like_a_template_is_printed_as_it_stands(papers: Papers) -> None:
    trick = '#import "@preview/x:1.0.0" *粗* $x$ \\ @label <b>'
    assert trick.replace(" ", "") in words(papers, receipt(hall=trick)).replace(" ", "")
