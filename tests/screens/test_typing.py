"""Filling a form with the keyboard on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kiosk import journey
from kiosk.journey import Step
from screens.form_slots import CHOSEN
from screens.widgets import controls
from tests.screens.session_snapshot import NOW, Snapshot
from tests.screens.visits import FUND, PROPERTY, SENIOR, at, card, rent

if TYPE_CHECKING:
    from tests.screens.glass import Glass

PAGES = [(visit, page.id) for visit in (rent(), card()) for page in journey.pages(visit, NOW.date())]


def entry(glass: Glass, name: str) -> str:
    assert glass.session.visit
    return glass.session.visit.entries.get(name, "")


@pytest.mark.parametrize(("visit", "page"), PAGES, ids=lambda value: value if isinstance(value, str) else "")
def test_the_keyboard_never_covers_the_field_in_use(glass: Glass, visit: Any, page: str) -> None:
    frame = glass.show(Snapshot(visit=at(visit, Step.FORM, page)))
    for field in frame.fields:
        if field.type in CHOSEN or field.read_only:
            continue
        glass.tap(f"field.{field.id}")
        box = glass.find(f"field.{field.id}")
        _, bottom = box.to_window(*box.pos)
        assert frame.keyboard.height > 0
        assert bottom >= frame.keyboard.top
        assert bottom + box.height <= frame.scroll.top


def test_keys_type_into_the_field_that_was_touched(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(card(filled=False), Step.FORM, "contact")))
    for name in ("field.phone", *(f"key.{digit}" for digit in "13800000000"), "key.1"):
        glass.tap(name)
    assert entry(glass, "phone") == "13800000000"
    assert glass.find("field.phone").words.text == "138 0000 0000"
    glass.tap("key.backspace")
    glass.tap("keyboard.hide")
    assert entry(glass, "phone") == "1380000000"
    assert controls.find(glass.stage, "key.1") is None


def test_a_prefilled_address_is_mended_in_the_middle(glass: Glass) -> None:
    visit = journey.enter(at(rent(), Step.FORM, "home"), "address", "测试路100号12幢")
    glass.show(Snapshot(visit=visit))
    glass.tap("field.address")
    box = glass.find("field.address")
    x = box.words.x + glass.look.measure("测试路100", box.words.style)
    place = box.to_window(x, box.center_y)
    glass.up(glass.down(*place), *place)
    for name in ("key.backspace", "key.8", "way.letters", "key.shift", "key.B"):
        glass.tap(name)
    assert entry(glass, "address") == "测试路108B号12幢"


def test_an_id_number_may_end_in_x(glass: Glass) -> None:
    visit = journey.enter(at(rent(), Step.FORM, "family"), "spouse_id_number", "")
    glass.show(Snapshot(visit=visit))
    for name in ("field.spouse_id_number", "key.3", "key.X"):
        glass.tap(name)
    assert entry(glass, "spouse_id_number") == "3X"


def test_a_field_that_no_longer_applies_goes_and_takes_its_keyboard_along(glass: Glass) -> None:
    glass.show(Snapshot(visit=at(rent(), Step.FORM, "family")))
    glass.tap("field.spouse_id_number")
    glass.tap("choice.marriage.single")
    assert controls.find(glass.stage, "field.spouse_id_number") is None
    assert controls.find(glass.stage, "key.1") is None


def test_every_problem_stands_on_top_and_at_its_field_until_it_is_put_right(glass: Glass) -> None:
    visit = at(journey.identified(journey.begin(FUND), rent().applicant, NOW.date()), Step.FORM, "money")  # type: ignore[arg-type]
    frame = glass.show(Snapshot(visit=visit))
    glass.tap("bar.primary")
    missing = {problem.field: problem.say for problem in glass.session.problems}
    assert len(missing) >= 3
    for name, sentence in missing.items():
        assert frame.blocks[name].below.text == sentence
    glass.tap("field.months")
    glass.tap("key.3")
    assert frame.blocks["months"].below.text != missing["months"]
    assert "months" not in {problem.field for problem in glass.session.problems}


def test_next_on_the_keyboard_leads_to_the_following_field_and_then_away(glass: Glass) -> None:
    frame = glass.show(Snapshot(visit=at(rent(), Step.FORM, "money")))
    typed = [field.id for field in frame.fields if field.type not in CHOSEN]
    glass.tap(f"field.{typed[0]}")
    for name in typed[1:]:
        glass.tap("keyboard.next")
        assert frame.active == name
    glass.tap("keyboard.next")
    assert frame.active == ""


def test_a_declaration_is_never_ticked_beforehand_and_can_be_taken_back(glass: Glass) -> None:
    visit = at(journey.identified(journey.begin(PROPERTY), rent().applicant, NOW.date()), Step.FORM, "use")  # type: ignore[arg-type]
    glass.show(Snapshot(visit=visit))
    assert not glass.find("field.use_only").chosen
    glass.tap("field.use_only")
    assert entry(glass, "use_only") == "yes"
    glass.tap("field.use_only")
    assert entry(glass, "use_only") == ""


def test_search_finds_by_initials_as_they_are_typed(glass: Glass) -> None:
    glass.show(Snapshot())
    glass.tap("home.search")
    for letter in "lnyd":
        glass.tap(f"key.{letter}")
    assert glass.session.query == "lnyd"
    assert controls.find(glass.stage, f"list.matter.{SENIOR.code}")
    glass.tap("keyboard.hide")
    glass.tap(f"list.matter.{SENIOR.code}")
    assert ("choose", SENIOR.code) in glass.session.calls
