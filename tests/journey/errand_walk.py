"""A robot's errand as the scenario of a pure walk: the same person, the same answers, the same papers; and which branches it goes through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import msgspec

from config.matter import Capture, Matter
from devices.simulators.cards import CARDS, SEALED_PHOTOS
from kiosk.applicant import Applicant
from kiosk.errands import Errand, usual
from kiosk.face.proof import ProofWay
from kiosk.fields import NO, YES
from kiosk.journey import Acting
from kiosk.live.names import issues_document
from tests.journey.branches import everything
from tests.journey.walk import Reached, Scenario, Walked, walk

DOWN, REFUSE = "down", "refuse"
"""What the department behind an instant matter does."""


class Trip(msgspec.Struct, frozen=True):
    """One visit of the robot. ``fault`` is what the service behind the matter does meanwhile."""

    name: str
    errand: Errand
    fault: str = ""


def person(name: str, way: str = "") -> Applicant:
    """Who holds that simulated card."""
    who = Applicant.from_card(CARDS[name])
    return replace(who, document_kind=way, address="") if way else who


def scenario(trip: Trip, matter: Matter, today: date, mistakes: Mapping[str, str] = MappingProxyType({})) -> Scenario:
    """The trip as it is walked, with these mistakes standing there."""
    errand, asked = trip.errand, {item.id for item in matter.exclusions}
    answers = {name: text for name, text in errand.answers.items() if name not in asked and not name.startswith("promise.")}
    return Scenario(
        trip.name,
        person(errand.person, errand.way),
        answers | dict(mistakes),
        {name: text == YES for name, text in errand.answers.items() if name in asked},
        {name.removeprefix("promise."): text != NO for name, text in errand.answers.items() if name.startswith("promise.")},
        Acting(errand.acting),
        person(errand.principal) if errand.principal else None,
        person(errand.guardian),
        frozenset(errand.defer),
        frozenset(errand.own),
        frozenset(errand.left_out),
        today,
        errand.person not in SEALED_PHOTOS,
        ProofWay(errand.prove) if errand.prove else None,
        usual,
    )


def walked(trip: Trip, matter: Matter, today: date) -> Walked:
    """The trip without its mistakes."""
    return walk(matter, scenario(trip, matter, today))


def mistaken(trip: Trip, matter: Matter, today: date) -> list[Walked]:
    """The trip as far as its mistakes, once for each page that has any."""
    found = []
    for names in [{item.id for item in page.fields} for page in matter.form] + [{"principal"}]:
        here = {name: text for name, text in trip.errand.mistakes.items() if name.partition(".")[0] in names}
        if here:
            found.append(walk(matter, scenario(trip, matter, today, here)))
    return found


def reached(trip: Trip, matter: Matter, today: date) -> Reached:
    """Every branch the trip goes through."""
    if trip.fault == DOWN:
        return frozenset({("service", DOWN)})
    found = walked(trip, matter, today).reached.union(*(item.reached for item in mistaken(trip, matter, today)))
    found |= {("phone",)} if trip.errand.phone else set()
    found |= {("booked",)} if trip.errand.book else set()
    return found | ({("service", REFUSE)} if trip.fault == REFUSE else set())


def branches(matter: Matter) -> Reached:
    """All branches, those that the world around the journey makes too."""
    found = everything(matter)
    found |= {("phone",)} if any(item.capture is Capture.SCAN for item in (*matter.materials, *matter.agent.materials)) else set()
    found |= {("service", DOWN)} if matter.services else set()
    found |= {("service", REFUSE)} if issues_document(matter) else set()
    late = matter.eligibility or (("hand_off", "face") in found) or any("card." in item.when for item in matter.exclusions)
    return found | ({("booked",)} if late else set())


def uncovered(matter: Matter, trips: list[Trip], today: date) -> list[tuple[str, ...]]:
    """The branches no trip goes through."""
    return sorted(branches(matter) - frozenset[tuple[str, ...]]().union(*(reached(trip, matter, today) for trip in trips)))
