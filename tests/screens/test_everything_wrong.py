"""Every field of every page with everything wrong at once: one complete list on top, each sentence at its field, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from config.matter import Field, FieldType, Matter
from kiosk import journey
from kiosk.fields import row_id
from kiosk.journey import Place, Step, Visit
from screens.widgets import controls
from tests.journey.people import TODAY, WORKER, catalogue
from tests.journey.rich import RICH
from tests.screens.session_snapshot import Snapshot

if TYPE_CHECKING:
    from tests.screens.glass import Glass

MATTERS = (*catalogue().matters, RICH)
OWN = (Place(Step.DELIVERY), Place(Step.PRINCIPAL))
PLACES = [
    (matter, place)
    for matter in MATTERS
    for place in (*(Place(Step.FORM, page.id) for page in matter.form), *OWN)
    if journey.page_at(journey.begin(matter), place) is not None
]
ROWS = 2
WRONG = {
    FieldType.CHOICE: "nothing of these",
    FieldType.YES_NO: "perhaps",
    FieldType.SEVERAL: "nothing,of,these",
    FieldType.REGION: "99",
    FieldType.DECLARATION: "no",
    FieldType.PHOTO: "",
}


def everything_wrong(matter: Matter, place: Place) -> Visit:
    """A visit at that page, where each field that shows holds what cannot be right, in as many rounds as fields bring further ones."""
    visit = replace(journey.begin(matter), applicant=WORKER, place=place)
    for _ in range(3):
        page = journey.page_at(visit, place)
        assert page is not None
        for field in journey.visible(page, visit, TODAY):
            if field.type is FieldType.GROUP:
                names = {row_id(field.id, row, inner.id): inner for row in range(ROWS) for inner in field.fields}
                visit = replace(visit, entries={**visit.entries, field.id: str(ROWS)})
            else:
                names = {field.id: field}
            for name, one in names.items():
                if not one.read_only:
                    visit = journey.enter(visit, name, wrong(one))
    return visit


def wrong(field: Field) -> str:
    return WRONG.get(field.type, "😀\x07")


@pytest.mark.parametrize(("matter", "place"), PLACES, ids=[f"{matter.code[-15:]}-{place.item or place.step}" for matter, place in PLACES])
def test_all_of_it_is_told_on_top_and_at_its_field_and_stays_as_it_was(glass: Glass, matter: Matter, place: Place) -> None:
    visit = everything_wrong(matter, place)
    before = dict(visit.entries)
    frame = glass.show(Snapshot(visit=visit))
    glass.tap("bar.primary")
    told = {problem.field: problem.say for problem in glass.session.problems}
    page = journey.page_at(visit, visit.place)
    assert page is not None
    by_itself = (FieldType.PHOTO, FieldType.DECLARATION)
    must = {item.id for item in journey.visible(page, visit, TODAY) if not item.read_only and (item.required or item.type not in by_itself)}
    assert must <= told.keys() | {name.partition(".")[0] for name in told}
    assert glass.session.visit is not None
    assert dict(glass.session.visit.entries) == before
    on_top = list(controls.texts(frame.body))[1 : 1 + len(told)]
    assert on_top == [problem.say for problem in glass.session.problems]
    for field, sentence in told.items():
        if field in frame.blocks:
            assert frame.blocks[field].below.text == sentence
    assert frame.scroll.offset == 0, "the list is in sight"
