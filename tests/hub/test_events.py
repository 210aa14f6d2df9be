"""Both catalogues of events (terminal and hub) name every event and every detail that the code gives; another detail is masked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

import kiosk
from kiosk import audit
from kiosk.audit import AuditEvent, EventKind
from kiosk.hub import trail
from kiosk.hub.trail import HubEvent
from tests.hub.support import Bench

CATALOGUES = [(AuditEvent, audit.catalogue()), (HubEvent, trail.catalogue())]


def _told(events: type[StrEnum]) -> Iterator[tuple[StrEnum, str, set[str]]]:
    """Every call of the code that names an event: which, where, and the names of its details."""
    for path in Path(kiosk.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            for given in node.args:
                if isinstance(given, ast.Attribute) and isinstance(given.value, ast.Name) and given.value.id == events.__name__:
                    yield events[given.attr], f"{path.name}:{node.lineno}", {word.arg for word in node.keywords if word.arg}


@pytest.mark.parametrize(("events", "catalogue"), CATALOGUES, ids=["terminal", "hub"])
def test_catalogue_names_every_event_and_every_detail_that_is_told(events: type[StrEnum], catalogue: dict[str, EventKind]) -> None:
    assert set(catalogue) == {str(event) for event in events}
    assert all(kind.text for kind in catalogue.values())
    told = list(_told(events))
    assert len(told) > 10
    unknown = {(where, name) for event, where, names in told for name in names - set(catalogue[event].details)}
    assert unknown == set()


def test_a_detail_the_hub_does_not_know_is_masked_and_the_chain_holds(desk: Bench) -> None:
    desk.arrive()
    assert "***" not in "".join(link.details for link in trail.links(desk.hub))
    trail.record(desk.hub, HubEvent.KEY_MADE, recipient="age1", remark="合成测试甲 来过")
    *_, last = trail.links(desk.hub)
    assert last.details == '{"recipient":"age1","remark":"***"}'
    assert trail.verify(desk.hub).broken_at is None
