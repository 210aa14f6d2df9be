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
