"""Who goes first and how fast: the oldest, small ones not starved by a large one, chunks that fit the line, a limit that is kept."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.agent import Agent
from kiosk.hub_client import HubClient
from kiosk.identity import HubFacts, Identity
from kiosk.queue.lease import process_owner
from kiosk.queue.outbox import Outbox
from kiosk.queue.pace import LARGEST, SMALLEST, Pace
from kiosk.queue.retry import Policy
from kiosk.queue.store import Queue
from tests.queue.support import NOW, HubProcess, Terminal, key_pair, make_case

_, RECIPIENT = key_pair()


class Steady:
    """Monotonic seconds that go on by ``step`` each time they are asked for."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def test_small_cases_overtake_a_large_one_that_takes_long_and_it_goes_on_where_it_was(hub: HubProcess, terminal: Terminal) -> None:
    large = terminal.submit(size=3_000_000)
    small = [terminal.submit(size=1000, received_at=NOW + timedelta(minutes=minute)) for minute in (1, 2)]
    with closing(Agent(terminal.home, chunk=256 * 1024, slice_seconds=5, monotonic=Steady(1.0))) as agent:
        assert agent.run_once() == 3
    arrived = [hub.arrived(case.submission_id)[0]["case_no"] for case in (*small, large)]
    assert arrived == sorted(arrived), "the small ones did not come before the large one"


def test_claim_takes_the_oldest_and_with_a_limit_the_oldest_small_one(tmp_path: Path) -> None:
    with closing(Outbox(tmp_path)) as outbox:
        cases = [
            make_case(tmp_path, size=size, received_at=NOW + timedelta(minutes=index)) for index, size in enumerate((90_000, 500, 500))
        ]
        for case in cases:
            outbox.put(case, [RECIPIENT])
    with closing(Queue(tmp_path)) as queue:
        small = queue.claim(process_owner(), at_most=50_000)
        oldest = queue.claim(process_owner())
        assert queue.due(at_most=50_000)
        assert small is not None
        assert oldest is not None
        assert (small.submission_id, oldest.submission_id) == (cases[1].submission_id, cases[0].submission_id)


def test_delivered_rows_are_forgotten_after_their_time_and_no_others(tmp_path: Path) -> None:
    with closing(Outbox(tmp_path)) as outbox:
        delivered, waiting = make_case(tmp_path), make_case(tmp_path)
        for case in (delivered, waiting):
            outbox.put(case, [RECIPIENT])
    with closing(Queue(tmp_path, clock=NOW.timestamp)) as queue:
        queue.acknowledge(delivered.submission_id, "1")
        assert queue.forget(NOW) == 0
        assert queue.forget(NOW + timedelta(days=1)) == 1
        assert [row.submission_id for row in queue.rows()] == [waiting.submission_id]


@given(st.lists(st.floats(0.0, 100.0), max_size=40), st.sampled_from([0.0, 4_000.0, 64_000.0, 1e7]))
def test_chunks_stay_in_their_bounds_and_the_limit_is_kept(took: list[float], limit: float) -> None:
    pace = Pace(limit)
    sent = spent = 0.0
    for seconds in took:
        assert SMALLEST <= pace.chunk <= LARGEST
        size = pace.chunk
        sent += size
        spent += seconds + pace.sent(size, seconds)
        assert not limit or sent <= limit * spent * 1.001


def test_slow_line_makes_chunks_small_and_a_fast_one_large() -> None:
    slow, fast = Pace(), Pace()
    for _ in range(8):
        slow.sent(slow.chunk, slow.chunk / 8000)
        fast.sent(fast.chunk, 0.01)
    assert (slow.chunk, fast.chunk) == (SMALLEST, LARGEST)


def test_terminal_the_hub_does_not_accept_asks_ever_less_often_and_keeps_everything(hub: HubProcess, terminal: Terminal) -> None:
    """As after a revocation: 401, whatever is done about clock and identity."""
    cases = [terminal.submit() for _ in range(5)]
    stranger = HubFacts("T9997", hub.url, terminal.identity.facts.keys, terminal.identity.recipients)
    (terminal.home / "identity" / "hub.json").write_bytes(_encoded(stranger))
    steady = Steady(0.0)
    with closing(Agent(terminal.home, monotonic=steady, policy=Policy(2, 60), dice=lambda: 1.0)) as agent:
        asked = []
        for _ in range(3):
            before = steady.now
            while agent.run_once() == 0 and agent.quiet_for <= 0:
                steady.now += 1
            steady.now += agent.quiet_for + 0.1
            asked.append(steady.now - before)
        assert agent.undelivered() == 5
    assert asked == sorted(asked), "it does not ask less often"
    with closing(Queue(terminal.home)) as queue:
        assert {row.state for row in queue.rows()} == {"sealed"}
        assert any("revoked" in (row.reason or "") for row in queue.rows())
    (terminal.home / "identity" / "hub.json").write_bytes(_encoded(terminal.identity.facts))
    with closing(Agent(terminal.home, clock=lambda: NOW.timestamp() + 1e9, dice=lambda: 0.0)) as agent:
        agent.run_once()
        assert agent.undelivered() == 0
    assert [len(hub.arrived(case.submission_id)) for case in cases] == [1] * 5


def _encoded(facts: HubFacts) -> bytes:
    import msgspec

    return msgspec.json.encode(facts)


@pytest.mark.parametrize("ahead", [-86400.0, 3600.0, 0.0])
def test_clock_is_measured_from_the_hubs_answers_and_tokens_carry_its_time(hub: HubProcess, terminal: Terminal, ahead: float) -> None:
    import time

    identity: Identity = terminal.identity
    with closing(HubClient(hub.url, identity, clock=lambda: time.time() - ahead)) as client:
        client.request("GET", "/v1/health")
        assert abs(client.skew - ahead) <= 2.0
        client.request("POST", "/v1/packages", headers=_announcement(terminal), body=b"")


def _announcement(terminal: Terminal) -> dict[str, str]:
    from base64 import b64encode

    case = make_case(terminal.home, terminal.id)
    facts = {"submission_id": case.submission_id, "receipt_no": case.receipt_no, "sha256": os.urandom(32).hex()}
    pairs = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in facts.items())
    return {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": pairs}
