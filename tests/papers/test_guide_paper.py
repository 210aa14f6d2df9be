"""办事指南 on paper says what the screen says of every matter, for whoever comes back with what they have not got with them."""

from __future__ import annotations

import pytest

from config.matter import Matter
from kiosk.guide_paper import GuideData
from kiosk.guide_view import guide
from kiosk.papers import Papers
from kiosk.settings import Terminal
from tests.journey.people import catalogue
from tests.journey.rich import RICH
from tests.papers.reading import assert_it_fits, set_words, spoken, squeezed
from tests.papers.samples import AT

OWN = Terminal(window_hours="周一到周五 9:00–17:00")
MATTERS = {matter.code: matter for matter in (*catalogue().matters, RICH)}


@pytest.fixture(scope="module")
def papers() -> Papers:
    return Papers()


@pytest.mark.parametrize("matter", MATTERS.values(), ids=MATTERS)
def test_everything_the_guide_says_stands_on_it_and_it_is_no_receipt(papers: Papers, matter: Matter) -> None:
    data, view = GuideData(matter, OWN, AT), guide(matter, OWN.hotline)
    for said in (set_words(papers, data), spoken(data.parts())):
        for text in (matter.name, OWN.hall, OWN.hall_phone, OWN.window_hours, "不是收件凭条"):
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
    assert_it_fits(papers, GuideData(matter, OWN, AT))
