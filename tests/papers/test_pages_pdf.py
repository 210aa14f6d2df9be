"""Scanned pages become one document that an archive takes."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
from PIL import Image

from kiosk.pages_pdf import pages_pdf


def jpeg(grey: int) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (826, 1169), grey).save(stream, "JPEG")
    return stream.getvalue()


def test_pages_keep_their_order_their_bytes_and_the_size_of_paper() -> None:
    pictures = [jpeg(grey) for grey in (30, 120, 220)]
    document = pages_pdf(pictures)
    assert all(picture in document for picture in pictures)
    pdf = pypdfium2.PdfDocument(document)
    assert [tuple(round(side) for side in page.get_size()) for page in pdf] == [(595, 842)] * 3
    assert [round(page.render(scale=0.2).to_numpy().mean(), -1) for page in pdf] == [30, 120, 220]


def test_the_document_says_that_it_is_pdf_a() -> None:
    with pikepdf.open(io.BytesIO(pages_pdf([jpeg(128)]))) as document:
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("1", "B")
        assert b"sRGB" in document.Root.OutputIntents[0].DestOutputProfile.read_bytes()


def test_pages_of_several_shapes_lie_on_a4_the_way_they_were_photographed() -> None:
    def shaped(width: int, height: int) -> bytes:
        stream = io.BytesIO()
        Image.new("RGB", (width, height), (200, 40, 40)).save(stream, "JPEG", dpi=(300, 300))
        return stream.getvalue()

    document = pages_pdf([shaped(2480, 3508), shaped(3508, 2480), shaped(1011, 638), jpeg(90)])
    pdf = pypdfium2.PdfDocument(document)
    sizes = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in pdf]
    assert sizes == [(210, 297), (297, 210), (297, 210), (210, 297)]
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert opened.open_metadata()["pdfaid:part"] == "1"
        assert opened.pdf_version in ("1.3", "1.4")
        assert all("/Font" not in (page.get("/Resources") or {}) for page in opened.pages)
        assert not opened.is_encrypted
