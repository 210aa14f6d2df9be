"""Finding a character in a picture of a paper by its shape: drawn with the paper's own faces, at its size, and looked for everywhere."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from config.themes import DEFAULTS
from kiosk.papers import Papers

PDF_DPI = 200
POINTS_PER_INCH = 72
RECEIPT_POINTS, FORM_POINTS = 10.5, 11.0
"""Sizes that the two templates set their text in."""
ALIKE = 0.85
"""From here on two shapes are the same but for where the dots fall; 吉 in the place of 𠮷 comes near."""
TEMPLATE = """#import "fonts.typ": faces
#let data = json(bytes(sys.inputs.data))
#set page(width: auto, height: auto, margin: 1mm, fill: white)
#set text(font: faces, size: data.size * 1pt, lang: "zh", region: "cn")
#data.text
"""


class Glyphs:
    """``on_receipt`` and ``in_form`` tell how much like each character the best place of a paper is, from -1 to 1."""

    def __init__(self, folder: Path) -> None:
        (folder / "fonts.typ").write_bytes((DEFAULTS / "papers" / "fonts.typ").read_bytes())
        (folder / "one.typ").write_text(TEMPLATE, "utf-8")
        self._papers = Papers(folder)

    def _receipt(self, character: str) -> Any:
        return _grey(self._papers.png("one", {"text": character, "size": RECEIPT_POINTS})[0])

    def _form(self, character: str) -> Any:
        return pages(self._papers.pdf("one", {"text": character, "size": FORM_POINTS}))[0]

    def on_receipt(self, picture: Path, characters: str) -> dict[str, float]:
        """For a receipt as it left the printer."""
        slip = _grey(picture.read_bytes())
        return {each: _likeness(slip, self._receipt(each)) for each in characters}

    def in_form(self, pdf: bytes, characters: str) -> dict[str, float]:
        """For the pages of a form."""
        sheets = pages(pdf)
        return {each: max(_likeness(sheet, self._form(each)) for sheet in sheets) for each in characters}


def pages(pdf: bytes) -> list[Any]:
    """The pages of a PDF in grey."""
    return [np.asarray(page.render(scale=PDF_DPI / POINTS_PER_INCH).to_pil().convert("L")) for page in pypdfium2.PdfDocument(pdf)]


def _grey(png: bytes) -> Any:
    with Image.open(io.BytesIO(png)) as picture:
        return np.asarray(picture.convert("L"))


def _likeness(paper: Any, drawn: Any) -> float:
    rows, columns = np.nonzero(drawn < 128)
    shape = drawn[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return float(cv2.matchTemplate(paper, shape, cv2.TM_CCOEFF_NORMED).max())
