"""kill -9 at random instants of everything a case goes through: nothing lost, nothing doubled, nothing readable."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.bench.postgres import Postgres
from tests.queue import reliability
from tests.queue.kills import KINDS, ON_POSTGRESQL, Kills

IN_SOAK = 350
IN_SUITE = 3
"""Kills of each kind."""


@contextmanager
def beginning(folder: Path, database: str = "") -> Iterator[Kills]:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    kills = Kills(folder, seed, database)
    try:
        yield kills
    finally:
        kills.close()


def test_killed_at_random_instants_of_every_kind(tmp_path: Path, postgres: Postgres) -> None:
    for on_postgresql, database in ((False, ""), (True, postgres.new_database())):
        with beginning(tmp_path / str(on_postgresql), database) as kills:
            for kind in (kind for kind in KINDS if kind.endswith(ON_POSTGRESQL) is on_postgresql):
                outcome = kills.run(kind, IN_SUITE)
                assert outcome.line == f"{IN_SUITE} kill -9: 0 lost, 0 doubled, 0 readable", kind


@pytest.mark.soak
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("kind", KINDS)
def test_hundreds_of_kills(tmp_path: Path, postgres: Postgres, kind: str) -> None:
    with beginning(tmp_path, postgres.new_database() if kind.endswith(ON_POSTGRESQL) else "") as kills:
        outcome = kills.run(kind, IN_SOAK)
    reliability.write("kills", [f"- {kind}: `{outcome.line}`"], begins=f"- {kind}: ")
    assert outcome.line == f"{IN_SOAK} kill -9: 0 lost, 0 doubled, 0 readable"


def test_the_page_tells_of_two_thousand_kills_of_every_kind_and_of_no_loss() -> None:
    told = re.findall(r"- (.+): `(\d+) kill -9: (\d+) lost, (\d+) doubled, (\d+) readable`", reliability.part("kills"))
    assert {kind for kind, *_ in told} == set(KINDS)
    assert sum(int(count) for _, count, *_ in told) >= 2000
    assert {number for _, _, *numbers in told for number in numbers} == {"0"}
