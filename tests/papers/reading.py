"""Reads a slip back: the words that were set, the words of its text, and whether both stay on the paper."""

from __future__ import annotations

import io
from typing import Any, Protocol

import numpy as np
import pypdfium2
from PIL import Image

from devices.printer.text import COLUMNS, Labelled, Line, Part, encode, width
from devices.simulators.escpos import EscPosInterpreter, Strip
from kiosk.papers import Papers


class Slip(Protocol):
    """A paper that a printer may take as a picture or as text."""

    @property
    def template(self) -> str: ...
    def values(self) -> dict[str, Any]: ...
    def parts(self) -> tuple[Part, ...]: ...


def set_words(papers: Papers, data: Slip) -> str:
    """Every word of the picture, without spaces."""
    document = pypdfium2.PdfDocument(papers.pdf(data.template, data.values()))
    return squeezed("".join(page.get_textpage().get_text_range() for page in document))


def spoken(parts: tuple[Part, ...]) -> str:
    """Every word of the text, without spaces."""
    said = [part.text if isinstance(part, Line) else f"{part.label}{part.value}" for part in parts if isinstance(part, Line | Labelled)]
    return squeezed("".join(said))


def squeezed(text: str) -> str:
    """Without spaces and line ends."""
    return "".join(text.split())


def assert_it_fits(papers: Papers, data: Slip) -> None:
    """Nothing of the picture reaches the edge, no line of the text is wider than the paper, and it comes out in one piece."""
    (page,) = papers.png(data.template, data.values())
    with Image.open(io.BytesIO(page)) as image:
        dots = np.asarray(image.convert("L"))
    assert dots.shape[1] == 576
    ink = np.argwhere(dots < 128)
    assert ink[:, 1].min() >= 20
    assert ink[:, 1].max() <= 576 - 20
    assert ink[:, 0].max() <= dots.shape[0] - 20
    slip = encode(data.parts())
    for line in slip.data.split(b"\x1b@\x1c&")[1].split(b"\n"):
        assert width(line.split(b"\x1d!")[-1][1:].decode("gb18030", "ignore")) <= COLUMNS
    found: list[Strip] = []
    EscPosInterpreter(lambda answer: None, lambda strip, torn: found.append(strip)).feed(slip.data)
    assert len(found) == 1
