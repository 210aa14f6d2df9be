"""The agent against a real hub over loopback, and against what stands in a hub's place."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jwt
import msgspec
import psutil
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import device_states, identity
from kiosk.agent import Agent
from kiosk.hub.models import Heartbeat
from kiosk.identity import IdentityError
from kiosk.queue.retry import Policy
from kiosk.queue.store import Queue, State
from tests.queue.support import HubProcess, Terminal, command


class Steady:
    """Monotonic seconds that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _row_state(terminal: Terminal, submission_id: str) -> tuple[State, str | None]:
    queue = Queue(terminal.home)
    row = queue.find(submission_id)
    queue.close()
    assert row is not None
    return row.state, row.reason


def _packages(terminal: Terminal) -> int:
    return len(list((terminal.home / "outbox").glob("*.age")))


def test_hub_down_then_up_delivers_what_waited(own_hub: HubProcess, tmp_path: Path) -> None:
    terminal = own_hub.enrol(tmp_path / "terminal")
    own_hub.end()
    case = terminal.submit()
    steady = Steady()
    agent = Agent(terminal.home, monotonic=steady, dice=lambda: 0.5, policy=Policy(2, 60), clock=lambda: time.time() + steady.now)
    assert agent.run_once() == 0
    state, reason = _row_state(terminal, case.submission_id)
    assert (state, reason) == (State.SEALED, "the hub cannot be reached")
    assert _packages(terminal) == 1
    own_hub.start()
    assert agent.run_once() == 0, "tried before its time"
    steady.now += 2
    assert agent.run_once() == 1
    agent.close()
    assert len(own_hub.arrived(case.submission_id)) == 1
    assert _packages(terminal) == 0


def test_agent_command_delivers_a_new_case_at_once_and_ends_in_order(hub: HubProcess, terminal: Terminal) -> None:
    words = [sys.executable, "-m", "tests.queue.command", "agent", "--home", str(terminal.home), "--poll", "0.05"]
    agent = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    assert agent.stderr is not None
    case = terminal.submit(size=20 * 1024 * 1024)
    lines = iter(agent.stderr.readline, "")
    assert any(case.receipt_no in line and "arrived" in line for line in lines)
    assert psutil.Process(agent.pid).memory_info().rss <= 90 * 1024 * 1024
    agent.terminate()
    assert agent.wait(60) == 0
    agent.stderr.close()
    assert len(hub.arrived(case.submission_id)) == 1


def test_several_agents_at_once_deliver_every_case_once(hub: HubProcess, terminal: Terminal) -> None:
    cases = [terminal.submit(size=300_000) for _ in range(12)]
    words = [sys.executable, "-m", "tests.queue.command", "agent", "--home", str(terminal.home), "--once"]
    agents = [subprocess.Popen(words, stderr=subprocess.DEVNULL) for _ in range(3)]
    for agent in agents:
        agent.wait(60)
    left = Agent(terminal.home)
    left.run_once()
    assert left.undelivered() == 0
    assert _packages(terminal) == 0
    left.close()
    assert [len(hub.arrived(case.submission_id)) for case in cases] == [1] * 12


def test_two_agents_on_the_same_case_after_a_lost_lease_deliver_it_once(hub: HubProcess, terminal: Terminal) -> None:
    case = terminal.submit(size=2_000_000)
    agents = [Agent(terminal.home, chunk=50_000, lease=0.0) for _ in range(2)]
    workers = [threading.Thread(target=agent.run_once) for agent in agents]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while agents[0].undelivered():
        agents[0].run_once()
    for agent in agents:
        agent.close()
    assert len(hub.arrived(case.submission_id)) == 1
    assert _packages(terminal) == 0


def test_refused_package_is_parked_with_its_reason_and_nothing_is_lost(hub: HubProcess, terminal: Terminal) -> None:
    foreign = identity.HubFacts("T9998", hub.url, terminal.identity.facts.keys, terminal.identity.recipients)
    case = Terminal(terminal.home, identity.Identity(foreign, terminal.identity.key)).submit()
    good = terminal.submit()
    agent = Agent(terminal.home)
    assert agent.run_once() == 1
    state, reason = _row_state(terminal, case.submission_id)
    assert state is State.PARKED
    assert reason is not None
    assert "another submission than announced" in reason
    assert _packages(terminal) == 1
    assert agent.undelivered() == 1
    agent.run_once()
    agent.close()
    assert hub.arrived(case.submission_id) == []
    assert len(hub.arrived(good.submission_id)) == 1
    status, listed, _ = command("queue", "list", "--home", str(terminal.home))
    assert status == 1
    assert case.receipt_no in listed
    assert "not-this-submission" in listed


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\x00"), lambda path: path.write_bytes(b"")])
def test_package_damaged_on_the_disk_is_parked_before_it_is_sent(terminal: Terminal, damage: Callable[[Path], object]) -> None:
    case = terminal.submit()
    damage(terminal.home / "outbox" / f"{case.receipt_no}.{case.submission_id}.age")
    agent = Agent(terminal.home)
    assert agent.run_once() == 0
    agent.close()
    assert _row_state(terminal, case.submission_id) == (State.PARKED, "the package on the disk is damaged")


def test_package_removed_by_somebody_is_parked(terminal: Terminal) -> None:
    case = terminal.submit()
    (terminal.home / "outbox" / f"{case.receipt_no}.{case.submission_id}.age").unlink()
    agent = Agent(terminal.home)
    assert agent.run_once() == 0
    agent.close()
    assert _row_state(terminal, case.submission_id) == (State.PARKED, "the package is missing from the outbox")


@contextmanager
def _in_the_hubs_place(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer(self)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    worker = threading.Thread(target=server.serve_forever)
    worker.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        worker.join()
        server.server_close()


def _send(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    handler.send_response_only(status)
    for name, value in {**headers, "Content_Length": str(len(body))}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def _portal(handler: BaseHTTPRequestHandler) -> None:
    _send(handler, 200, b"<html>please log in</html>", Content_Type="text/html")


def _proxy(handler: BaseHTTPRequestHandler) -> None:
    _send(handler, 403, b"<html>forbidden</html>", Content_Type="text/html")


def _redirect(handler: BaseHTTPRequestHandler) -> None:
    _send(handler, 302, Location="http://127.0.0.1:9/login")


def _elsewhere(handler: BaseHTTPRequestHandler) -> None:
    _send(handler, 201, Location="http://127.0.0.1:9/v1/packages/x", Tus_Resumable="1.0.0")


def _cut(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Le")
    handler.close_connection = True


def _unauthorised(handler: BaseHTTPRequestHandler) -> None:
    _send(handler, 401, b"{}", Content_Type="application/problem+json", Date="Sat, 21 Nov 2026 22:47:00 GMT")


def _endless(handler: BaseHTTPRequestHandler) -> None:
    _send(handler, 201, bytes(4 * 1024 * 1024), Location="/v1/packages/x", Tus_Resumable="1.0.0")


@pytest.mark.parametrize("answer", [_portal, _proxy, _redirect, _elsewhere, _cut, _unauthorised, _endless])
def test_whatever_answers_in_the_hubs_place_only_delays(terminal: Terminal, answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
    case = terminal.submit()
    with _in_the_hubs_place(answer) as url:
        agent = Agent(terminal.home, url)
        assert agent.run_once() == 0
        agent.close()
    state, reason = _row_state(terminal, case.submission_id)
    assert state is State.SEALED
    assert reason
    assert _packages(terminal) == 1


def _false_acknowledgement(claims: dict[str, str], kid: str, key: Ed25519PrivateKey, size: int) -> Callable[[BaseHTTPRequestHandler], None]:
    token = jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": kid})

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.command == "POST":
            _send(handler, 201, Location="/v1/packages/x", Tus_Resumable="1.0.0")
        elif handler.command == "GET":
            _send(handler, 200, msgspec.json.encode({"acknowledgement": token}), Content_Type="application/json")
        else:
            _send(handler, 200, Upload_Offset=str(size), Tus_Resumable="1.0.0")

    return answer


@pytest.mark.parametrize("fault", ["other key", "unknown key", "other bytes", "other submission", "other terminal", "no signature"])
def test_acknowledgement_that_is_not_the_hubs_never_deletes(hub: HubProcess, terminal: Terminal, fault: str) -> None:
    case = terminal.submit()
    queue = Queue(terminal.home)
    row = queue.find(case.submission_id)
    queue.close()
    assert row is not None
    claims = {
        "iss": "kiosk-hub",
        "aud": terminal.id,
        "submission_id": row.submission_id,
        "sha256": row.sha256,
        "case_no": "1",
        "received": "now",
    }
    kid, key = hub.hub.keys.signing_key()
    if fault in ("other key", "unknown key"):
        key, kid = Ed25519PrivateKey.generate(), kid if fault == "other key" else "0" * 16
    claims |= {"other bytes": {"sha256": "0" * 64}, "other submission": {"submission_id": "x"}, "other terminal": {"aud": "T9999"}}.get(
        fault, {}
    )
    answer = _false_acknowledgement(claims, kid, key, row.size)
    if fault == "no signature":
        token = jwt.encode(claims, "", algorithm="none", headers={"kid": kid})
        genuine = answer

        def answer(handler: BaseHTTPRequestHandler) -> None:
            if handler.command == "GET":
                _send(handler, 200, msgspec.json.encode({"acknowledgement": token}))
            else:
                genuine(handler)

    with _in_the_hubs_place(answer) as url:
        agent = Agent(terminal.home, url)
        assert agent.run_once() == 0
        agent.close()
    state, reason = _row_state(terminal, case.submission_id)
    assert state is State.SEALED
    assert reason
    assert "acknowledgement" in reason
    assert _packages(terminal) == 1


def test_wrong_clock_is_measured_and_the_case_still_arrives(hub: HubProcess, terminal: Terminal) -> None:
    case = terminal.submit()
    agent = Agent(terminal.home, clock=lambda: 1_000_000_000.0, dice=lambda: 0.0)
    assert agent.run_once() == 1
    agent.close()
    assert len(hub.arrived(case.submission_id)) == 1


def test_heartbeat_tells_queue_and_devices(hub: HubProcess, terminal: Terminal) -> None:
    device_states.record(terminal.home, "receipt_printer", {"device": "online", "paper": "low"})
    device_states.record(terminal.home, "receipt_printer", {"device": "online", "paper": "out", "detail": "缺纸"})
    terminal.submit()
    agent = Agent(terminal.home)
    agent.run_once()
    agent.close()
    with hub.hub.database.reading() as session:
        body = session.get_one(Heartbeat, terminal.id).body
    assert body["queue"] == {"sealed": 0, "uploading": 0, "parked": 0, "acknowledged": 1, "oldest": None}
    assert body["devices"]["receipt_printer"]["status"] == {"device": "online", "paper": "out", "detail": "缺纸"}
    assert body["audit"]["sequence"] == 2
    assert device_states.read(terminal.home)["receipt_printer"].status["paper"] == "out"


def test_terminal_that_is_not_enrolled_says_so_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(IdentityError):
        Agent(tmp_path)
    status, output, errors = command("agent", "--home", str(tmp_path), "--hub", "http://127.0.0.1:9")
    assert (status, output) == (3, "")
    assert "not enrolled" in errors
    assert "Traceback" not in errors


def test_tokens_go_nowhere_without_encryption(terminal: Terminal) -> None:
    with pytest.raises(IdentityError):
        Agent(terminal.home, "http://hub.example")


def test_agent_loads_nothing_heavy() -> None:
    code = "import sys, kiosk.commands.agent, kiosk.agent; print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."})
    assert not {"cv2", "numpy", "kivy", "typst", "fastapi", "sqlalchemy", "kiosk.hub"} & set(loaded.stdout.split())
