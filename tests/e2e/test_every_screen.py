"""The robot citizen through a matter that has everything: alone, for somebody else, as a child, without a card."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errands import Errand
from kiosk.rig import Rig, xvfb
from tests.e2e import conftest
from tests.e2e.conftest import Hall
from tests.journey.rich import RICH

MATTERS = Path(__file__).parents[1] / "journey" / "matters"


@pytest.fixture
def rich_hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """A hall with the one matter, which takes its time: some forty screens."""
    monkeypatch.setattr(conftest, "VISIT_SECONDS", 240)
    with Rig(tmp_path, tmp_path / "out", MATTERS) as rig, xvfb(tmp_path) as display:
        rig.start_agent()
        yield Hall(rig, display)


def errand(person: str, **more: object) -> Errand:
    return Errand(RICH.code, person=person, pages=1, **more)  # type: ignore[arg-type]


@pytest.mark.soak
def test_a_matter_with_everything_reaches_the_hub(rich_hall: Hall) -> None:
    renting = {"housing": "rent", "kinds": "money,care", "promise.income": "no", "delivery": "courier", "origin": "330200"}
    [visit] = rich_hall.visit(errand("worker", answers=renting, own=["household"], defer=["lease"], rows=2))
    expected = {"precheck", "agent", "form", "delivery", "promise", "package", "materials", "capture", "commitment", "done"}
    assert set(visit["steps"]) >= expected
    assert rich_hall.arrived(visit["receipt_no"])


@pytest.mark.soak
def test_an_agent_reaches_the_hub(rich_hall: Hall) -> None:
    [visit] = rich_hall.visit(errand("worker", acting="agent", principal="elderly"))
    assert "principal" in visit["steps"]
    assert rich_hall.arrived(visit["receipt_no"])


@pytest.mark.soak
def test_a_child_with_a_guardian_and_people_without_a_card_reach_the_hub(rich_hall: Hall) -> None:
    child = errand("minor", guardian="worker")
    book = errand("worker", way="household_book", answers={"identity.number": "330299195801010025"})
    visits = rich_hall.visit(child, book)
    assert "guardian" in visits[0]["steps"]
    assert "declare" in visits[1]["steps"]
    assert rich_hall.arrived(*(visit["receipt_no"] for visit in visits))
