"""Alerts reach the right hall and clear themselves; webhooks are signed, tried again, and end as dead letters; mail really goes out."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st

from config.holidays import load_holidays
from kiosk.hub import alerts, chores, decisions, fleet, outgoing
from kiosk.hub.core import Hub
from kiosk.hub.models import Heartbeat
from kiosk.hub.models_work import Alert, Consent
from kiosk.hub.settings import Alerts, Forward, Hall, Mail
from kiosk.hub.tokens import Caller
from kiosk.identity import public_key
from tests.hub.servers import free_ports
from tests.hub.support import Bench, new_terminal

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine in the morning in the hall."""


@dataclass
class Receiver:
    """Somebody else's system: what it was sent, and what it answers."""

    url: str
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 200


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            mine.got.append((dict(self.headers), body))
            self.send_response(mine.status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    mine = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield mine
    server.shutdown()
    thread.join()
    server.server_close()


class _Box:
    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.letters.append((list(envelope.rcpt_tos), envelope.original_content or b""))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[_Box, Mail]]:
    box, (port,) = _Box(), free_ports(1)
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, Mail(host="127.0.0.1", port=port, sender="kiosk@hall.example", security="none")
    controller.stop()


def _beat(hub: Hub, terminal_id: str, *, oldest: datetime | None = None, device: str = "online", parked: int = 0) -> None:
    queue = {"sealed": 1 if oldest else 0, "uploading": 0, "parked": parked, "acknowledged": 0, "oldest": oldest and oldest.isoformat()}
    body = {"queue": queue, "devices": {"id_reader": {"status": {"device": device}}}, "audit": {"sequence": 1}}
    with hub.database.writing() as session, session.begin():
        session.merge(Heartbeat(terminal_id=terminal_id, at=hub.now(), body=body))


def _open(hub: Hub) -> list[tuple[str, str]]:
    with hub.database.reading() as session:
        return [(row.kind, row.subject) for row in session.query(Alert).filter(Alert.open_key.is_not(None)).order_by(Alert.id)]


def test_undelivered_case_alerts_after_half_a_working_day_and_orders_hand_carrying_after_one(desk: Bench) -> None:
    who = desk.terminal.terminal_id
    friday = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    desk.clock.moment = friday + timedelta(hours=1)
    for moment, wanted in (
        (friday + timedelta(hours=1), []),
        (MONDAY + timedelta(hours=2, minutes=59), []),
        (MONDAY + timedelta(hours=3), [("undelivered", who)]),
        (MONDAY + timedelta(hours=7), [("hand-carry", who)]),
    ):
        desk.clock.moment = moment
        _beat(desk.hub, who, oldest=friday)
        alerts.look(desk.hub)
        assert _open(desk.hub) == wanted, moment
    _beat(desk.hub, who)
    assert alerts.look(desk.hub) == (0, 1)
    assert _open(desk.hub) == []


def test_silent_terminal_and_broken_device_alert_once_and_clear_themselves(desk: Bench) -> None:
    who = desk.terminal.terminal_id
    assert alerts.look(desk.hub) == (0, 0), "a terminal that was never heard of is not silent"
    _beat(desk.hub, who, device="offline", parked=1)
    assert alerts.look(desk.hub) == (2, 0)
    assert alerts.look(desk.hub) == (0, 0)
    assert _open(desk.hub) == [("device", f"{who}/id_reader"), ("parked", who)]
    desk.clock.forward(minutes=11)
    alerts.look(desk.hub)
    assert ("terminal-silent", who) in _open(desk.hub)
    _beat(desk.hub, who)
    alerts.look(desk.hub)
    assert _open(desk.hub) == []


def test_revoked_terminal_may_be_silent(desk: Bench) -> None:
    _beat(desk.hub, desk.terminal.terminal_id)
    fleet.revoke(desk.hub, desk.terminal.terminal_id)
    desk.clock.forward(hours=2)
    assert alerts.look(desk.hub) == (0, 0)


def test_alert_reaches_its_own_hall_by_mail_and_webhook(desk: Bench, receiver: Receiver, mailbox: tuple[_Box, Mail]) -> None:
    box, mail = mailbox
    halls = (Hall("东厅", ("east@hall.example",), receiver.url), Hall("*", ("all@hall.example",)))
    hub = desk.with_settings(halls=halls, mail=mail)
    east, other = new_terminal(hub, "东厅").terminal_id, new_terminal(hub, "西厅").terminal_id
    _beat(hub, east, device="hardwareError")
    _beat(hub, other, device="hardwareError")
    alerts.look(hub)
    assert outgoing.send_due(hub) == 3
    letters = {tuple(to): message_from_bytes(data, policy=policy.default) for to, data in box.letters}
    assert set(letters) == {("east@hall.example",), ("all@hall.example",)}
    assert letters[("east@hall.example",)]["Subject"] == f"[告警] 终端 {east} 的 id_reader 不能用（hardwareError）"
    assert "东厅" in letters[("east@hall.example",)].get_content()
    _beat(hub, east)
    _beat(hub, other, device="hardwareError")
    alerts.look(hub)
    outgoing.send_due(hub)
    assert [msgspec.json.decode(body)["event"] for _, body in receiver.got] == ["alert.raised", "alert.cleared"]
    assert len(box.letters) == 3


def test_webhook_is_signed_over_its_body_and_address(desk: Bench, receiver: Receiver) -> None:
    hub = desk.with_settings(forward=Forward(receiver.url))
    desk.hub = hub
    case = desk.arrive()
    decisions.accept(hub, case.case_no, "li")
    assert outgoing.send_due(hub) == 2
    headers, body = receiver.got[0]
    (key,) = hub.keys.public_keys()
    claims = jwt.decode(
        headers["Kiosk-Signature"],
        public_key(key),
        algorithms=["EdDSA"],
        audience=receiver.url,
        options={"verify_iat": False, "verify_exp": False},
    )
    assert claims["sha256"] == hashlib.sha256(body).hexdigest()
    said = [msgspec.json.decode(content) for _, content in receiver.got]
    assert [(each["event"], each["case_no"], each["status"]) for each in said] == [
        ("case.received", case.case_no, "received"),
        ("case.accept", case.case_no, "accepted"),
    ]
    assert len({each["id"] for each in said}) == 2


def test_what_is_not_taken_is_tried_again_later_and_becomes_a_dead_letter(desk: Bench, receiver: Receiver) -> None:
    hub = desk.with_settings(forward=Forward(receiver.url))
    desk.hub = hub
    receiver.status = 503
    desk.arrive()
    waits = []
    while not outgoing.dead_letters(hub):
        before = len(receiver.got)
        outgoing.send_due(hub)
        assert len(receiver.got) == before + 1
        outgoing.send_due(hub)
        assert len(receiver.got) == before + 1, "not before its time"
        waits.append(desk.clock.moment)
        desk.clock.forward(hours=2)
    assert len(waits) == outgoing.MAX_ATTEMPTS
    (dead,) = outgoing.dead_letters(hub)
    assert dead.problem == "answer 503"
    receiver.status = 204
    assert outgoing.send_again(hub, dead.id)
    assert not outgoing.send_again(hub, dead.id)
    assert outgoing.send_due(hub) == 1
    assert outgoing.dead_letters(hub) == []


def test_receiver_that_is_gone_and_mail_that_is_not_set_are_no_crash(desk: Bench) -> None:
    (port,) = free_ports(1)
    hub = desk.with_settings(forward=Forward(f"http://127.0.0.1:{port}/"))
    with hub.database.writing() as session, session.begin():
        outgoing.forward(hub, session, "x", {})
        outgoing.queue(hub, session, outgoing.MAIL, "a@b", "x", {})
    assert outgoing.send_due(hub) == 0


moments = st.integers(0, 25 * 24 * 60).map(lambda minutes: datetime(2026, 9, 25, tzinfo=UTC) + timedelta(minutes=minutes))
HOLIDAYS = load_holidays()


@given(moments, moments, moments)
def test_office_hours_add_up_and_never_run_backwards(first: datetime, second: datetime, third: datetime) -> None:
    start, middle, end = sorted((first, second, third))

    def passed(begin: datetime, finish: datetime) -> timedelta:
        return alerts.working_time(begin, finish, Alerts(), HOLIDAYS)

    whole = passed(start, end)
    assert timedelta(0) <= passed(start, middle) <= max(whole, timedelta(days=5))
    if whole < timedelta(days=1):
        assert passed(start, middle) + passed(middle, end) == whole
    assert whole <= end - start


def test_chores_are_shared_out_and_a_failing_one_stops_no_other(desk: Bench) -> None:
    assert set(chores.do_due(desk.hub)) == set(chores.CHORES)
    assert chores.do_due(desk.hub) == []
    desk.clock.forward(seconds=31)
    assert set(chores.do_due(desk.hub)) == {"deliveries", "alerts", "sweep"}
    with desk.hub.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE phone_uploads")
    desk.clock.forward(days=1)
    assert set(chores.do_due(desk.hub)) == set(chores.CHORES) - {"sweep"}


def test_expired_tokens_and_old_consents_go_and_younger_stay(desk: Bench) -> None:
    given_at = (desk.clock.moment - timedelta(days=1)).isoformat()
    desk.arrive(consents=[{"purpose": "handle_matter", "text_version": "2026-11", "language": "zh_CN", "at": given_at, "method": "tap"}])
    caller = Caller("T0", "", "j1", desk.clock.moment + timedelta(seconds=90))
    with desk.hub.database.writing() as session, session.begin():
        caller.use_once(session)
    for days, kept in ((1000, 1), (95, 1), (2, 0)):
        desk.clock.forward(days=days)
        chores.sweep(desk.hub)
        chores.retain(desk.hub)
        with desk.hub.database.reading() as session:
            assert session.query(Consent).count() == kept, days
    with desk.hub.database.writing() as session, session.begin():
        caller.use_once(session)
