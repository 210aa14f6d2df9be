"""kill -9 at random instants of everything a case goes through: nothing lost, nothing doubled, nothing readable."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.queue import reliability
from tests.queue.kills import KINDS, Kills

IN_SOAK = 350
IN_SUITE = 3
"""Kills of each kind."""


@pytest.fixture
def kills(tmp_path: Path) -> Iterator[Kills]:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    kills = Kills(tmp_path, seed)
    yield kills
    kills.close()


def test_killed_at_random_instants_of_every_kind(kills: Kills) -> None:
    for kind in KINDS:
        outcome = kills.run(kind, IN_SUITE)
        assert outcome.line == f"{IN_SUITE} kill -9: 0 lost, 0 doubled, 0 readable", kind


@pytest.mark.soak
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("kind", KINDS)
def test_hundreds_of_kills(kills: Kills, kind: str) -> None:
    outcome = kills.run(kind, IN_SOAK)
    reliability.write("kills", [f"- {kind}: `{outcome.line}`"], begins=f"- {kind}: ")
    assert outcome.line == f"{IN_SOAK} kill -9: 0 lost, 0 doubled, 0 readable"


def test_the_page_tells_of_two_thousand_kills_of_every_kind_and_of_no_loss() -> None:
    told = re.findall(r"- (.+): `(\d+) kill -9: (\d+) lost, (\d+) doubled, (\d+) readable`", reliability.part("kills"))
    assert {kind for kind, *_ in told} == set(KINDS)
    assert sum(int(count) for _, count, *_ in told) >= 2000
    assert {number for _, _, *numbers in told for number in numbers} == {"0"}
