"""A one-time code makes one terminal known, once."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import built_in, identity
from kiosk.agent import Agent
from kiosk.hub import enrolment
from kiosk.hub.core import open_hub
from kiosk.hub.problems import Problem
from kiosk.hub_client import HubClient, HubError, enrol
from kiosk.identity import IdentityError
from tests.queue.support import HubProcess, Terminal, command, new_terminal_id


def _public() -> str:
    return identity.public_jwk(Ed25519PrivateKey.generate().public_key())["x"]


def test_commands_enrol_a_terminal(hub: HubProcess, tmp_path: Path) -> None:
    terminal_id = new_terminal_id()
    status, code, _ = command("hub", "code", terminal_id, "--home", str(hub.home))
    assert status == 0
    status, output, errors = command("enrol", "--hub", hub.url, "--code", code.strip(), "--home", str(tmp_path))
    assert (status, output.strip(), errors) == (0, f"enrolled as {terminal_id}", "")
    known = identity.load(tmp_path)
    assert known.terminal_id == terminal_id
    assert known.recipients
    assert known.facts.keys
    assert stat.S_IMODE((tmp_path / "identity" / "terminal.key").stat().st_mode) == 0o600
    assert built_in.load(tmp_path)[1], "the first start would have to lint the matters that come with the program"
    status, _, errors = command("enrol", "--hub", hub.url, "--code", "AAAA-BBBB-CCCC-DDDD", "--home", str(tmp_path / "other"))
    assert status == 3
    assert "code" in errors
    assert "Traceback" not in errors


def test_code_is_used_once_but_answered_again_to_the_same_key(hub: HubProcess) -> None:
    code, key = enrolment.new_code(hub.hub, "T7001"), _public()
    assert enrolment.enrol(hub.hub, code, key) == enrolment.enrol(hub.hub, code.lower().replace("-", " "), key) == "T7001"
    with pytest.raises(Problem):
        enrolment.enrol(hub.hub, code, _public())


def test_code_expires(tmp_path: Path) -> None:
    moment = [datetime(2026, 11, 21, tzinfo=UTC)]
    own = open_hub(tmp_path, now=lambda: moment[0])
    code = enrolment.new_code(own, "T7002")
    moment[0] += timedelta(hours=24, seconds=1)
    with pytest.raises(Problem):
        enrolment.enrol(own, code, _public())
    own.close()


def test_terminal_enrolled_anew_replaces_its_old_key(hub: HubProcess, terminal: Terminal, tmp_path: Path) -> None:
    client = HubClient(hub.url, None)
    enrol(client, tmp_path / "new disk", enrolment.new_code(hub.hub, terminal.id))
    client.close()
    with pytest.raises(HubError) as refused:
        HubClient(hub.url, terminal.identity).request("HEAD", "/v1/packages/x", headers={"Tus-Resumable": "1.0.0"})
    assert refused.value.status == 401
    agent = Agent(tmp_path / "new disk")
    Terminal(tmp_path / "new disk", identity.load(tmp_path / "new disk")).submit()
    assert agent.run_once() == 1
    agent.close()


def test_key_stays_the_same_when_enrolment_has_to_be_repeated(tmp_path: Path) -> None:
    assert identity.prepare_key(tmp_path).private_bytes_raw() == identity.prepare_key(tmp_path).private_bytes_raw()


@pytest.mark.parametrize(("name", "content"), [("hub.json", b"{}"), ("hub.json", b"\xff"), ("terminal.key", b"nothing")])
def test_damaged_identity_is_said_plainly(terminal: Terminal, name: str, content: bytes) -> None:
    (terminal.home / "identity" / name).write_bytes(content)
    with pytest.raises(IdentityError, match="enrol"):
        identity.load(terminal.home)


def test_code_for_an_impossible_terminal_is_refused(hub: HubProcess) -> None:
    status, _, errors = command("hub", "code", "../x", "--home", str(hub.home))
    assert status == 2
    assert "capital letters" in errors


def test_wrong_requests_are_answered_with_problems_that_repeat_nothing(hub: HubProcess) -> None:
    for body in (
        {},
        {"code": "SECRET", "public_key": {"kty": "OKP", "crv": "Ed25519", "x": "short"}},
        {"code": "S" * 41, "public_key": {}},
    ):
        answer = requests.post(f"{hub.url}/v1/enrolments", json=body, timeout=120)
        assert answer.status_code == 422
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "SECRET" not in answer.text
