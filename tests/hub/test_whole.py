"""A small package that comes with its announcement: one request, one commit, once; and nothing weaker than the long way."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select

from kiosk import identity
from kiosk.case import FinishedCase
from kiosk.hub import fleet, trail
from kiosk.hub.cases import listing
from kiosk.hub.intake import SMALL, open_case
from kiosk.hub.limits import MAX_WHOLE
from kiosk.hub.models_work import Delivery
from kiosk.hub.problems import Problem
from kiosk.hub.settings import Forward
from kiosk.hub.tokens import Claim
from kiosk.identity import Identity
from kiosk.package import pack
from kiosk.sealing import seal
from tests.hub.support import Bench, ask, bench, new_terminal, serving

BYTES = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    database = request.getfixturevalue("postgres").new_database() if request.param == "postgresql" else ""
    with bench(tmp_path, database=database) as made:
        yield made


@pytest.fixture
def url(desk: Bench) -> Iterator[str]:
    with serving(desk.hub) as address:
        yield address


def _sealed(desk: Bench, finished: FinishedCase) -> bytes:
    return seal(pack(finished), desk.hub.keys.recipients())


def _announcement(finished: FinishedCase, sealed: bytes, **changes: Any) -> dict[str, str]:
    facts = {"submission_id": finished.submission_id, "receipt_no": finished.receipt_no, "sha256": hashlib.sha256(sealed).hexdigest()}
    metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in {**facts, **changes}.items())
    return {**BYTES, "Upload-Length": str(len(sealed)), "Upload-Metadata": metadata}


def _send(who: Identity, url: str, finished: FinishedCase, sealed: bytes, body: bytes | None = None, **changes: Any) -> requests.Response:
    headers = _announcement(finished, sealed, **changes)
    return ask(who, url, "POST", "/v1/packages", data=sealed if body is None else body, headers=headers)


def test_acknowledged_in_one_answer_and_the_same_again(desk: Bench, url: str) -> None:
    finished = desk.case()
    sealed = _sealed(desk, finished)
    first, again = (_send(desk.terminal, url, finished, sealed) for _ in range(2))
    assert (first.status_code, first.headers["Upload-Offset"]) == (201, str(len(sealed)))
    token = first.json()["acknowledgement"]
    desk.terminal.verify_acknowledgement(token, finished.submission_id, hashlib.sha256(sealed).hexdigest())
    assert again.json()["acknowledgement"] == token
    path = f"/v1/packages/{finished.submission_id}"
    assert ask(desk.terminal, url, "GET", f"{path}/acknowledgement").json() == first.json()
    assert ask(desk.terminal, url, "HEAD", path, headers={"Tus-Resumable": "1.0.0"}).headers["Upload-Offset"] == str(len(sealed))
    assert ask(desk.terminal, url, "PATCH", path, data=b"x", headers={**BYTES, "Upload-Offset": "0"}).status_code == 409
    assert len(listing(desk.hub)) == 1
    assert open_case(desk.hub, finished.submission_id).record == finished.record


def test_many_at_once_share_commits_and_each_is_there_once(desk: Bench, url: str) -> None:
    cases = [desk.case() for _ in range(12)]
    answers: list[requests.Response] = []

    def send(mine: list[FinishedCase]) -> None:
        answers.extend(_send(desk.terminal, url, each, _sealed(desk, each)) for each in mine)

    senders = [threading.Thread(target=send, args=(cases[first::4] + cases[:2],)) for first in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert {answer.status_code for answer in answers if answer.status_code != 201} <= {409}, "two that were sealed apart differ"
    assert sorted(row["receipt_no"] for row in listing(desk.hub)) == sorted(case.receipt_no for case in cases)
    assert sorted(row["case_no"][-4:] for row in listing(desk.hub)) == [f"{number:04d}" for number in range(1, 13)]
    assert trail.verify(desk.hub).broken_at is None


def test_one_that_fails_takes_no_other_with_it(desk: Bench, url: str) -> None:
    good, taken = desk.case(), desk.case()
    desk.arrive(taken)
    double = desk.case(receipt_no=taken.receipt_no)
    gate = threading.Barrier(2)
    answers: dict[str, int] = {}

    def send(case: FinishedCase) -> None:
        sealed = _sealed(desk, case)
        gate.wait()
        answers[case.submission_id] = _send(desk.terminal, url, case, sealed).status_code

    senders = [threading.Thread(target=send, args=(case,)) for case in (good, double)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert answers == {good.submission_id: 201, double.submission_id: 422}


@pytest.mark.parametrize("size", [200, SMALL + 1])
def test_revoked_terminal_is_refused_at_once_though_its_key_is_remembered(desk: Bench, url: str, size: int) -> None:
    finished = desk.case()
    assert _send(desk.terminal, url, finished, _sealed(desk, finished)).status_code == 201
    assert fleet.revoke(desk.hub, desk.terminal.terminal_id)
    sealed = seal(bytes(size), desk.hub.keys.recipients())
    refused = _send(desk.terminal, url, desk.case(), sealed)
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/revoked")
    assert len(listing(desk.hub)) == 1


def test_key_of_a_new_enrolment_counts_and_the_old_one_no_more(desk: Bench, url: str) -> None:
    old, finished = desk.terminal, desk.case()
    assert _send(old, url, finished, _sealed(desk, finished)).status_code == 201
    new = new_terminal(desk.hub, terminal_id=old.terminal_id)
    late, later = desk.case(), desk.case()
    assert _send(old, url, late, _sealed(desk, late)).status_code == 401
    assert _send(new, url, later, _sealed(desk, later)).status_code == 201
    assert _send(old, url, late, _sealed(desk, late)).status_code == 401


def test_wrong_bytes_are_refused_with_the_reason_and_may_come_anew(desk: Bench, url: str) -> None:
    finished = desk.case()
    sealed = _sealed(desk, finished)
    spoilt = sealed[:-1] + bytes([sealed[-1] ^ 1])
    refused = _send(desk.terminal, url, finished, sealed, spoilt)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/hash-mismatch")
    assert _send(desk.terminal, url, finished, sealed).status_code == 201
    assert len(listing(desk.hub)) == 1


def test_part_of_it_counts_and_the_answer_says_where_to_go_on(desk: Bench, url: str) -> None:
    finished = desk.case()
    sealed = _sealed(desk, finished)
    answer = _send(desk.terminal, url, finished, sealed, sealed[:100])
    assert (answer.status_code, answer.headers["Upload-Offset"], answer.content) == (201, "100", b"")
    again = _send(desk.terminal, url, finished, sealed)
    assert again.headers["Upload-Offset"] == "100"
    path = f"/v1/packages/{finished.submission_id}"
    rest = ask(desk.terminal, url, "PATCH", path, data=sealed[100:], headers={**BYTES, "Upload-Offset": "100"})
    assert (rest.status_code, len(listing(desk.hub))) == (204, 1)


def test_more_than_announced_or_than_may_come_along_is_refused(desk: Bench, url: str) -> None:
    finished = desk.case()
    sealed = _sealed(desk, finished)
    assert _send(desk.terminal, url, finished, sealed, sealed + b"x").status_code == 413
    assert _send(desk.terminal, url, finished, bytes(MAX_WHOLE + 1)).status_code == 413
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "9", "Content-Type": "text/plain"}
    assert ask(desk.terminal, url, "POST", "/v1/packages", data=b"123456789", headers=headers).status_code in (400, 415)
    assert listing(desk.hub) == []


def test_a_line_cut_in_the_middle_of_a_package_is_no_fault_of_the_hub(desk: Bench, url: str, caplog: pytest.LogCaptureFixture) -> None:
    finished = desk.case()
    sealed = _sealed(desk, finished)
    host, _, port = url.removeprefix("http://").rpartition(":")
    token = desk.terminal.token("POST", "/v1/packages", time.time())
    lines = ["POST /v1/packages HTTP/1.1", f"Host: {host}", f"Authorization: Bearer {token}", f"Content-Length: {len(sealed)}"]
    lines += [f"{name}: {value}" for name, value in _announcement(finished, sealed).items()]
    with socket.create_connection((host, int(port))) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode() + sealed[:100])
    assert _send(desk.terminal, url, finished, sealed).status_code == 201
    assert _send(desk.terminal, url, finished, sealed).status_code == 201
    assert not [each for each in caplog.records if each.levelname == "ERROR"], caplog.text
    assert len(listing(desk.hub)) == 1


def test_the_city_is_told_of_each_of_several_cases_that_come_together(desk: Bench) -> None:
    hub = desk.with_settings(forward=Forward("http://127.0.0.1:9/"))
    cases = [desk.case() for _ in range(3)]
    with serving(hub) as address, ThreadPoolExecutor(3) as senders:
        answers = list(senders.map(lambda each: _send(desk.terminal, address, each, _sealed(desk, each)), cases))
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    with desk.hub.database.reading() as session:
        told = session.scalars(select(Delivery).where(Delivery.event == "case.received")).all()
    assert sorted(each.body["receipt_no"] for each in told) == sorted(each.receipt_no for each in cases)


def test_beats_of_several_terminals_share_a_commit_and_only_the_one_revoked_is_refused(desk: Bench) -> None:
    terminals = [new_terminal(desk.hub, f"hall {number}") for number in range(5)]
    lost = terminals[2].terminal_id
    assert fleet.revoke(desk.hub, lost)

    def claim(who: Identity) -> Claim:
        return Claim(who.terminal_id, identity.public_jwk(who.key.public_key())["x"], "once", desk.clock() + timedelta(minutes=1))

    async def beat(*whose: Identity) -> list[BaseException | None]:
        return await asyncio.gather(*(fleet.note_heartbeat(desk.hub, claim(each), {}) for each in whose), return_exceptions=True)

    answers = asyncio.run(beat(*terminals))
    assert [type(answer) for answer in answers] == [type(None), type(None), Problem, type(None), type(None)]
    assert {state.id for state in fleet.listing(desk.hub) if state.last_heartbeat} == {each.terminal_id for each in terminals} - {lost}
    (again,) = asyncio.run(beat(terminals[0]))
    assert isinstance(again, Problem), "its token was used already"
    assert "used already" in again.title


def test_heartbeat_token_counts_once_and_the_latest_beat_stays(desk: Bench, url: str) -> None:
    beat = {
        "at": desk.clock().isoformat(),
        "queue": {"sealed": 1, "uploading": 0, "parked": 0, "acknowledged": 0},
        "devices": {},
        "audit": {"sequence": 1, "hash": "0" * 64},
        "clock_skew": -31.5,
    }
    token = desk.terminal.token("POST", "/v1/heartbeats", time.time())
    assert ask(desk.terminal, url, "POST", "/v1/heartbeats", beat, token=token).status_code == 204
    assert ask(desk.terminal, url, "POST", "/v1/heartbeats", {**beat, "clock_skew": 99.0}, token=token).status_code == 401
    (state,) = fleet.listing(desk.hub)
    assert (state.undelivered, state.clock_skew) == (1, -31.5)
    assert fleet.revoke(desk.hub, desk.terminal.terminal_id)
    assert ask(desk.terminal, url, "POST", "/v1/heartbeats", beat).status_code == 401
