"""Every branch of every default matter is on the way of one of the robot's visits; what the robot then really does: ``tests/e2e``."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from config.load import load_matter
from config.matter import Check, Exclusion, FaceOtherwise, Matter, Option
from kiosk.journey import Step
from kiosk.rig import DEFAULT_MATTERS
from tests.e2e.trip_parts import NOT_OFFERED
from tests.e2e.trips import TRIPS
from tests.journey.errand_walk import Trip, mistaken, uncovered, walked
from tests.journey.people import TODAY

MATTERS = {path.stem: load_matter(path) for path in sorted(DEFAULT_MATTERS.glob("*.yaml"))}
EVERY = [(name, trip) for name, made in TRIPS.items() for trip in made(TODAY)]
EACH = pytest.mark.parametrize(("name", "trip"), EVERY, ids=[f"{name}-{trip.name}" for name, trip in EVERY])


def test_every_default_matter_is_visited() -> None:
    assert set(TRIPS) == set(MATTERS)


@pytest.mark.parametrize("name", TRIPS)
def test_no_branch_of_a_default_matter_is_without_a_visit(name: str) -> None:
    assert uncovered(MATTERS[name], TRIPS[name](TODAY), TODAY) == []


@EACH
def test_every_visit_ends_where_its_errand_says(name: str, trip: Trip) -> None:
    if trip.errand.end == NOT_OFFERED:
        assert trip.fault, "only a service that is away keeps somebody from beginning"
        return
    end = walked(trip, MATTERS[name], TODAY).end
    assert end in ({Step(trip.errand.end)} if trip.errand.end else {Step.SIGN, Step.INSTANT}), walked(trip, MATTERS[name], TODAY).say


@EACH
def test_every_mistake_is_told(name: str, trip: Trip) -> None:
    assert all(found.say for found in mistaken(trip, MATTERS[name], TODAY))
    assert bool(mistaken(trip, MATTERS[name], TODAY)) is bool(trip.errand.mistakes)


def with_an_option(matter: Matter) -> Matter:
    page, *rest = matter.form
    field, *others = page.fields
    more = msgspec.structs.replace(field, options=[*field.options, Option(value="new", label="新的")])
    return msgspec.structs.replace(matter, form=[msgspec.structs.replace(page, fields=[more, *others]), *rest])


def with_a_check(matter: Matter) -> Matter:
    return msgspec.structs.replace(
        matter, checks=[*matter.checks, Check(rule="form.months == null || form.months < 100.0", fields=["months"], otherwise="新的")]
    )


def with_a_question(matter: Matter) -> Matter:
    return msgspec.structs.replace(matter, exclusions=[*matter.exclusions, Exclusion(id="new", ask="新的吗？", hand_off="到窗口")])


def with_a_face_check(matter: Matter) -> Matter:
    return msgspec.structs.replace(matter, face_check=True, face_otherwise=[FaceOtherwise.SMS_CODE, FaceOtherwise.WINDOW])


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        (with_an_option, [("option", "marriage", "new")]),
        (with_a_check, [("check", "3")]),
        (with_a_question, [("stopped", "new")]),
        (with_a_face_check, [("face", "no_photo"), ("face", "refused"), ("proof", "sms_code"), ("proof", "window")]),
    ],
)
def test_a_branch_that_is_new_is_missed_until_a_visit_goes_there(more: Callable[[Matter], Matter], missing: list[tuple[str, ...]]) -> None:
    name = "housing_fund_rent_withdrawal"
    changed = more(MATTERS[name])
    assert uncovered(msgspec.structs.replace(changed, version="new"), TRIPS[name](TODAY), TODAY) == missing
