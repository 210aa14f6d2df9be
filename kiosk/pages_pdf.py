"""Scanned pages as one PDF/A-1b document."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files

import img2pdf

A4_MILLIMETRES = (210, 297)


def pages_pdf(jpegs: Sequence[bytes]) -> bytes:
    """One A4 page a picture, lying across where the picture does, with an sRGB output intent (ISO 19005-1 level B). The JPEG bytes
    are kept as they are."""
    page = tuple(img2pdf.mm_to_pt(side) for side in A4_MILLIMETRES)
    layout = img2pdf.get_layout_fun(page, fit=img2pdf.FitMode.into, auto_orient=True)
    with as_file(files("pikepdf") / "pdfa" / "data" / "sRGB.icc") as profile:
        document: bytes = img2pdf.convert([bytes(jpeg) for jpeg in jpegs], layout_fun=layout, pdfa=str(profile))
    return document
