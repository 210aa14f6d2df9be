"""办事指南 on paper says what the screen says of every matter, for whoever comes back with what they have not got with them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from config.matter import Matter
from devices.printer.text import COLUMNS, encode, width
from devices.simulators.escpos import EscPosInterpreter, Strip
from kiosk.guide_paper import GuideData
from kiosk.guide_view import guide
from kiosk.papers import Papers
from kiosk.settings import Terminal
from tests.journey.people import catalogue
from tests.journey.rich import RICH
from tests.papers.samples import AT
from tests.papers.test_notice_and_copy import set_words, spoken, squeezed

OWN = Terminal()
MATTERS = {matter.code: matter for matter in (*catalogue().matters, RICH)}


@pytest.fixture(scope="module")
def papers() -> Papers:
    return Papers()


@pytest.mark.parametrize("matter", MATTERS.values(), ids=MATTERS)
def test_everything_the_guide_says_stands_on_it_and_it_is_no_receipt(papers: Papers, matter: Matter) -> None:
    data, view = GuideData(matter, OWN, AT), guide(matter, OWN.hotline)
    for said in (set_words(papers, data), spoken(data.parts())):
        for text in (matter.name, OWN.hall, OWN.hall_phone, "不是收件凭条"):
            assert squeezed(text) in said, text
        for need in view.needs:
            assert squeezed(need.name) in said
            assert squeezed(need.tag) in said
            assert squeezed(need.note) in said
        for fact in view.facts:
            assert squeezed(fact.text) in said
            assert squeezed(fact.more) in said


@pytest.mark.parametrize("matter", MATTERS.values(), ids=MATTERS)
def test_no_word_of_it_reaches_the_edge_of_the_paper(papers: Papers, matter: Matter) -> None:
    data = GuideData(matter, OWN, AT)
    (page,) = papers.png(data.template, data.values())
    with Image.open(io.BytesIO(page)) as image:
        dots = np.asarray(image.convert("L"))
    ink = np.argwhere(dots < 128)
    assert dots.shape[1] == 576
    assert 20 <= ink[:, 1].min() <= ink[:, 1].max() <= 556
    slip = encode(data.parts())
    for line in slip.data.split(b"\x1b@\x1c&")[1].split(b"\n"):
        assert width(line.split(b"\x1d!")[-1][1:].decode("gb18030", "ignore")) <= COLUMNS
    found: list[Strip] = []
    EscPosInterpreter(lambda answer: None, lambda strip, torn: found.append(strip)).feed(slip.data)
    assert len(found) == 1
