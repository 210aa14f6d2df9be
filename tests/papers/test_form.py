"""The confirmed form: a lasting PDF that holds every answer, the same bytes for the same answers, and the signature once it is there."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from kiosk.paper_data import FormData, FormSection, Row, signature_svg
from kiosk.papers import Papers
from tests.papers.samples import AT, RARE, SIGNATURE, form


@pytest.fixture(scope="module")
def papers() -> Papers:
    return Papers()


def pdf(papers: Papers, data: FormData) -> bytes:
    return papers.pdf(data.template, data.values(), at=data.prepared_at)


def pages(made: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made)]


def test_it_is_pdf_a_2b(papers: Papers) -> None:
    made = pdf(papers, form())
    assert made.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in made
    assert b"OutputIntent" in made


def test_every_answer_stands_in_it(papers: Papers) -> None:
    (page,) = pages(pdf(papers, form()))
    for text in (
        "住房公积金租房提取申请表",
        f"合成{RARE}",
        "330299199003072510",
        "7,500.00 元（柒仟伍佰元整）",
        "我家在本市没有自有住房",
        "11月27日（周五）",
        "12330299MB000007X73332038002000",
    ):
        assert text.replace(" ", "") in page.replace(" ", ""), text
    assert "签名时间" not in page


def test_the_same_answers_give_the_same_bytes_so_that_they_can_be_signed(papers: Papers) -> None:
    assert pdf(papers, form()) == pdf(Papers(), form())
    assert pdf(papers, form()) != pdf(papers, form(applicant=(Row("姓名", "别人"),)))


def test_a_signature_is_added_and_nothing_else_changes(papers: Papers) -> None:
    signed = form(signature=SIGNATURE, signed_at=AT)
    before, after = pages(pdf(papers, form()))[0], pages(pdf(papers, signed))[0]
    assert after.replace("签名时间：2026年11月21日 22:47", "").split() == before.split()
    without, with_it = (Image.open(io.BytesIO(papers.png("form", each.values(), dpi=60)[0])).convert("L") for each in (form(), signed))
    corner = (int(without.width * 0.55), int(without.height * 0.3), without.width, int(without.height * 0.9))
    dark = [sum(image.crop(corner).histogram()[:128]) for image in (without, with_it)]
    assert dark[1] > dark[0] + 50


def test_a_long_form_runs_over_pages_and_loses_nothing(papers: Papers) -> None:
    rows = tuple(Row(f"问题 {number}", f"答案{number}" + "长" * 80) for number in range(60))
    made = pages(pdf(papers, form(sections=(FormSection("很多问题", rows),))))
    assert len(made) > 1
    everything = "".join(made)
    assert all(f"答案{number}长" in everything.replace("\r\n", "") for number in range(60))
    assert f"第{len(made)}页，共{len(made)}页" in made[-1].replace(" ", "")


def test_strokes_become_lines_and_a_dot_stays_a_dot() -> None:
    assert signature_svg([]) == ""
    empty: list[list[tuple[float, float]]] = [[], []]
    assert signature_svg(empty) == ""
    assert signature_svg([[(3.0, 4.0)]]).count("<path") == 1
    assert signature_svg(SIGNATURE).count("<path") == 3
