"""Whatever the network does, a case arrives once, and a cut costs at most the chunk under way."""

from __future__ import annotations

import datetime as dt
import secrets
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.agent import Agent
from kiosk.queue.retry import Policy
from kiosk.queue.store import Queue, Row
from tests.queue import reliability
from tests.queue.relay import Relay, relay, seconds
from tests.queue.support import HubProcess, Terminal
from tests.waiting import until

CHUNK = 32 * 1024
SIZE = 120_000
QUICK = (0.5, 0.6)
"""Seconds the agent waits to connect and to be answered."""


@pytest.fixture
def line(hub: HubProcess) -> Iterator[Relay]:
    with relay(hub.url) as between:
        yield between


def _agent(terminal: Terminal, url: str, timeout: tuple[float, float] = (2.0, 5.0)) -> Agent:
    return Agent(terminal.home, url, chunk=CHUNK, policy=Policy(0.05, 0.05), dice=lambda: 1.0, timeout=timeout)


def _row(terminal: Terminal, submission_id: str) -> Row:
    with closing(Queue(terminal.home)) as queue:
        row = queue.find(submission_id)
    assert row is not None
    return row


def _delivers(agent: Agent) -> bool:
    """Rounds until nothing is left."""

    def delivered() -> bool:
        agent.run_once()
        return not agent.undelivered()

    return bool(until(delivered, 30))


def _cut_and_go_on(hub: HubProcess, line: Relay, terminal: Terminal, *, up: int | None = None, down: int | None = None) -> int:
    """Upload a case over a line that breaks at a byte; how many bytes more than needed went to the hub."""
    case = terminal.submit(size=SIZE)
    line.weather.cut_up, line.weather.cut_down, line.sent = up, down, 0
    with closing(_agent(terminal, line.url)) as agent:
        assert _delivers(agent)
    assert len(hub.arrived(case.submission_id)) == 1
    row = _row(terminal, case.submission_id)
    return line.sent - row.size


HEADERS = 16 * 1024
"""Bytes of all requests of an upload and its heartbeat beside the package's own: headers with tokens."""


def _cuts(hub: HubProcess, line: Relay, terminal: Terminal, count: int) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    dice = Random(seed)
    for _ in range(count):
        more = _cut_and_go_on(hub, line, terminal, up=dice.randrange(1, SIZE + 8000))
        assert more <= CHUNK + HEADERS, "more than a chunk was sent again"
        more = _cut_and_go_on(hub, line, terminal, down=dice.randrange(1, 3500))
        assert more <= CHUNK + HEADERS, "more than a chunk was sent again"


def test_connection_lost_at_any_byte_costs_at_most_a_chunk(hub: HubProcess, line: Relay, terminal: Terminal) -> None:
    _cuts(hub, line, terminal, 3)


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_connection_lost_at_five_hundred_bytes(hub: HubProcess, line: Relay, terminal: Terminal) -> None:
    _cuts(hub, line, terminal, 250)
    reliability.write(
        "network", ["- connection lost at 500 random bytes, both ways: 0 lost, 0 doubled; never more than one chunk sent again"]
    )


def test_slow_line_of_64_kbit_delivers(hub: HubProcess, line: Relay, terminal: Terminal) -> None:
    case = terminal.submit(size=12_000)
    line.weather.bytes_a_second = 8000
    with closing(_agent(terminal, line.url)) as agent:
        took = seconds(lambda: _delivers(agent))
    assert took > 1.5, "the line was not slow"
    assert len(hub.arrived(case.submission_id)) == 1


def test_delay_of_300_ms_delivers(hub: HubProcess, line: Relay, terminal: Terminal) -> None:
    case = terminal.submit(size=1000)
    line.weather.delay = 0.3
    with closing(_agent(terminal, line.url)) as agent:
        assert _delivers(agent)
    assert len(hub.arrived(case.submission_id)) == 1


def test_connection_accepted_and_silent_is_given_up_and_the_case_arrives_later(hub: HubProcess, line: Relay, terminal: Terminal) -> None:
    case = terminal.submit()
    line.weather.silent = True
    with closing(_agent(terminal, line.url, QUICK)) as agent:
        assert seconds(agent.run_once) < 5
        row = _row(terminal, case.submission_id)
        assert (row.state, row.reason) == ("sealed", "the hub does not answer in time")
        line.weather.silent = False
        assert _delivers(agent)
    assert len(hub.arrived(case.submission_id)) == 1


def test_hub_that_answers_after_the_terminal_gave_up_takes_the_case_once(hub: HubProcess, line: Relay, terminal: Terminal) -> None:
    case = terminal.submit(size=SIZE)
    line.weather.delay = 1.0
    with closing(_agent(terminal, line.url, QUICK)) as agent:
        for _ in range(4):
            agent.run_once()
        assert agent.undelivered() == 1
        line.weather.delay = 0.0
        assert _delivers(agent)
    assert len(hub.arrived(case.submission_id)) == 1


@pytest.mark.parametrize("said", [b"1", b"999999", b"-1", b"x", b"1, 2"])
def test_wrong_content_length_only_delays(hub: HubProcess, line: Relay, terminal: Terminal, said: bytes) -> None:
    case = terminal.submit()

    def lie(data: bytes) -> bytes:
        head, between, body = data.partition(b"\r\n\r\n")
        lines = [b"content-length: " + said if row.lower().startswith(b"content-length:") else row for row in head.split(b"\r\n")]
        return b"\r\n".join(lines) + between + body

    line.weather.rewrite = lie
    with closing(_agent(terminal, line.url, QUICK)) as agent:
        agent.run_once()
        assert _row(terminal, case.submission_id).state in ("sealed", "acknowledged")
        line.weather.rewrite = None
        assert _delivers(agent)
    assert len(hub.arrived(case.submission_id)) == 1


@pytest.mark.parametrize("begun", [False, True], ids=["before the first byte", "in the middle"])
def test_captive_portal_that_answers_200_with_html_only_delays(hub: HubProcess, line: Relay, terminal: Terminal, begun: bool) -> None:
    case = terminal.submit(size=SIZE)
    with closing(_agent(terminal, line.url)) as agent:
        if begun:
            line.weather.cut_up = SIZE // 2
            agent.run_once()
        line.weather.portal, before = True, line.sent
        assert bool(before) is begun
        assert until(lambda: agent.run_once() == 0 and line.pages >= 3, 30), "the portal was not asked"
        assert line.sent == before, "something passed the portal"
        row = _row(terminal, case.submission_id)
        assert (row.state, row.case_no) == ("sealed", None)
        assert row.reason == "something between here and the hub answered in its place"
        line.weather.portal = False
        assert _delivers(agent)
    assert len(hub.arrived(case.submission_id)) == 1


def test_name_that_is_gone_only_delays(hub: HubProcess, terminal: Terminal) -> None:
    case = terminal.submit()
    with closing(_agent(terminal, "https://hub.invalid", QUICK)) as agent:
        assert agent.run_once() == 0
    assert _row(terminal, case.submission_id).reason == "the hub cannot be reached"
    with closing(_agent(terminal, hub.url)) as agent:
        assert _delivers(agent)
    assert len(hub.arrived(case.submission_id)) == 1


def _certificate(folder: Path, *, days_left: int) -> Path:
    """A self-signed certificate for loopback with its key, valid until ``days_left`` days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=30))
        .not_valid_after(now + dt.timedelta(days=days_left))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    pem += key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "hub.pem"
    path.write_bytes(pem)
    return path


@pytest.mark.parametrize(("days_left", "reached"), [(-1, False), (30, True)])
def test_an_expired_certificate_is_refused_before_a_token_is_sent_a_good_one_of_the_named_authority_is_not(
    days_left: int, reached: bool, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.headers)

    pem = _certificate(tmp_path, days_left=days_left)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    worker = threading.Thread(target=server.serve_forever)
    worker.start()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    case = terminal.submit()
    try:
        with closing(_agent(terminal, f"https://localhost:{server.server_port}", QUICK)) as agent:
            assert agent.run_once() == 0
    finally:
        server.shutdown()
        worker.join()
        server.server_close()
    assert (_row(terminal, case.submission_id).reason == "the hub's certificate cannot be trusted") is not reached
    assert bool(asked) is reached


def test_bandwidth_limit_is_kept(hub: HubProcess, terminal: Terminal) -> None:
    case = terminal.submit(size=300_000)
    with closing(Agent(terminal.home, limit=200_000)) as agent:
        took = seconds(agent.run_once)
    assert len(hub.arrived(case.submission_id)) == 1
    assert took >= 1.3, "faster than allowed"


def test_the_page_tells_of_five_hundred_cuts() -> None:
    assert "500 random bytes" in reliability.part("network")
