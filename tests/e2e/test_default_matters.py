"""The robot citizen through every branch of the default matters on the real screens; two of them are walked by the demo's test.

Where it goes stands in ``tests/e2e/trips.py``; that no branch is left out, and how each visit has to end, in ``tests/journey/test_every_branch.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.hub.connectors.simulated import Counterparts, counterparts
from kiosk.hub.core import open_hub
from kiosk.hub.intake import open_case
from kiosk.live.names import CONNECTORS
from kiosk.rig import Rig, xvfb
from kiosk.scheduler import HALL_ZONE
from tests.e2e import conftest
from tests.e2e.conftest import HALF, Hall
from tests.e2e.trip_parts import NOT_OFFERED
from tests.e2e.trips import TRIPS
from tests.journey.errand_walk import REFUSE, Trip, mistaken, walked

TODAY = datetime.now(HALL_ZONE).date()
PLAIN = ("values", "computed", "delivery", "delivery_to", "acting", "exclusions", "package", "verify_later", "identified_by")
ALWAYS = {"attract", "home", "list", "capture", "done"}
SMALL = {
    "property_record_query": ("all that is mine, face compared", "neither face nor phone"),
}
"""What the suite does; the rest is soaked."""


@pytest.fixture
def far() -> Iterator[Counterparts]:
    with counterparts(delay=0.5) as running:
        yield running


@pytest.fixture
def branch_hall(tmp_path: Path, far: Counterparts, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """A hall whose hub asks the departments of this process, which can be told what to do."""
    monkeypatch.setattr(conftest, "VISIT_SECONDS", 240)
    rig = Rig(tmp_path, tmp_path / "out")
    rig.hub_home.mkdir(parents=True)
    services = "\n".join(f'{name} = "{address}"' for name, address in far.addresses.items())
    (rig.hub_home / "hub.toml").write_text(f"[services]\n{services}\n", encoding="utf-8")
    with rig, xvfb(tmp_path) as display:
        rig.write_settings(*HALF)
        rig.start_agent()
        yield Hall(rig, display)


def go(hall: Hall, far: Counterparts, trips: Sequence[Trip]) -> list[tuple[Trip, dict[str, Any]]]:
    """Send the robot on all of them, while the departments do what each wants; what came of each."""
    done: list[tuple[Trip, dict[str, Any]]] = []
    inbox = f"{far.addresses['sms_codes']}/inbox"
    for fault, together in groupby(trips, key=lambda trip: trip.fault):
        these = list(together)
        services = {CONNECTORS[name] for trip in these for name in hall.rig.matter(trip.errand.matter).services}
        far.faults.update(dict.fromkeys(services, fault or "none"))
        errands = [msgspec.structs.replace(trip.errand, matter=hall.rig.matter(trip.errand.matter).code, inbox=inbox) for trip in these]
        done += zip(these, hall.visit(*errands), strict=True)
        far.faults.update(dict.fromkeys(services, "none"))
    return done


def check(hall: Hall, trip: Trip, visit: dict[str, Any]) -> None:
    """It went the way of the pure walk, was told what its mistakes deserve, and ended as it should; what arrived is what was walked."""
    matter = hall.rig.matter(trip.errand.matter)
    if trip.errand.end == NOT_OFFERED:
        assert set(visit["steps"]) <= ALWAYS, trip.name
        return
    wanted = walked(trip, matter, TODAY)
    assert way(visit["steps"]) == way([str(place.step) for place in (*wanted.places, wanted.visit.place)]), trip.name
    told = {sentence for wrong in mistaken(trip, matter, TODAY) for sentence in wrong.say}
    assert told <= set(visit["heard"]), trip.name
    if trip.errand.end:
        assert set(wanted.say) <= set(visit["heard"]), trip.name
        assert any("单子打印好了" in sentence for sentence in visit["heard"]), trip.name
    elif visit["steps"][-1] == "done":
        same(sent(hall, visit["receipt_no"]), wanted.case, trip)
    else:
        assert visit["printed"] is (trip.fault != REFUSE), trip.name


def way(steps: Sequence[str]) -> list[str]:
    """The screens one after another, each once."""
    return [step for step, _ in groupby(step for step in steps if step not in ALWAYS)]


def sent(hall: Hall, number: str) -> dict[str, Any]:
    """What the department opens."""
    assert number in hall.rig.wait_for_upload([number], 60), number
    (case,) = [case for case in json.loads(hall.rig.kiosk("hub", "case", "list", "--json"))["cases"] if case["receipt_no"] == number]
    hub = open_hub(hall.rig.hub_home)
    try:
        record: dict[str, Any] = open_case(hub, case["submission_id"]).record
        return record
    finally:
        hub.close()


def same(arrived: dict[str, Any], wanted: dict[str, Any], trip: Trip) -> None:
    """Everything the citizen said and gave; not when, and not the pictures."""
    for record in (arrived, wanted):
        record["values"] = {
            name: sorted(value) if isinstance(value, list) and name != "members" else value for name, value in record["values"].items()
        }
    assert {name: arrived[name] for name in PLAIN} == {name: wanted[name] for name in PLAIN}, trip.name
    assert [handed_in(item) for item in arrived["materials"]] == [handed_in(item) for item in wanted["materials"]], trip.name
    assert agreed(arrived["commitments"]) == agreed(wanted["commitments"]), trip.name
    for who in ("applicant", "agent", "guardian"):
        assert person(arrived[who]) == person(wanted[who]), trip.name
    assert (arrived["identity_proof"] or {}).get("way") == (wanted["identity_proof"] or {}).get("way"), trip.name


def handed_in(item: dict[str, Any]) -> tuple[Any, ...]:
    return item["id"], bool(item["pages"]), item["deferred"], item["exempt_via"], item["own_prevails"]


def agreed(promises: Sequence[dict[str, Any]]) -> dict[str, bool]:
    return {item["id"]: item["agreed"] for item in promises}


def person(who: dict[str, Any] | None) -> tuple[Any, ...]:
    return (who["number"], who.get("relation", "")) if who else ()


@pytest.mark.timeout(300)
def test_a_few_visits_come_to_their_ends(branch_hall: Hall, far: Counterparts) -> None:
    trips = [trip for name, names in SMALL.items() for trip in TRIPS[name](TODAY) if trip.name in names]
    assert len(trips) == sum(map(len, SMALL.values()))
    for trip, visit in go(branch_hall, far, trips):
        check(branch_hall, trip, visit)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", TRIPS)
def test_every_branch_of_a_default_matter_on_the_real_screens(branch_hall: Hall, far: Counterparts, name: str) -> None:
    wrong = []
    for trip in TRIPS[name](TODAY):
        try:
            [(_, visit)] = go(branch_hall, far, [trip])
            check(branch_hall, trip, visit)
            print(f"{name}: {trip.name}: {visit['seconds']:.0f} s")
        except AssertionError as error:
            wrong.append(f"{trip.name}: {error}")
    assert wrong == []
