"""What the hub tells others: signed webhooks and e-mails, first written down with what they tell of, then sent until somebody takes them.

A webhook is a POST of JSON with ``Kiosk-Signature``: an EdDSA JWT of the hub over the address and the SHA-256 of the body.
"""

from __future__ import annotations

import hashlib
import logging
import os
import smtplib
import ssl
from collections.abc import Mapping
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import msgspec
import requests
from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from kiosk.hub import trail
from kiosk.hub.core import Hub
from kiosk.hub.models_work import Delivery
from kiosk.hub.settings import Mail
from kiosk.hub.trail import HubEvent

LOG = logging.getLogger(__name__)
MAX_ATTEMPTS = 12
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=2)
"""Waits double: twelve attempts take about eight hours, then it is a dead letter."""
SECONDS = 10.0
_BATCH = 50
_NEW = insert(Delivery).inline()
"""Asks for no number back: nobody waits for it, least of all in a lot of cases."""
WEBHOOK, MAIL = "webhook", "mail"


class NotTaken(Exception):
    """The other side did not take it; the message is a few words."""


def queue(hub: Hub, session: Session | Connection, channel: str, target: str, event: str, body: Mapping[str, Any]) -> None:
    """Write a message down, in the transaction of what it tells of."""
    now = hub.now()
    connection = session.connection() if isinstance(session, Session) else session
    connection.execute(_NEW, {"channel": channel, "target": target, "event": event, "body": dict(body), "created_at": now, "next_at": now})


def forward(hub: Hub, session: Session | Connection, event: str, body: Mapping[str, Any]) -> None:
    """Tell the city's system, where there is one."""
    if hub.settings.forward is not None:
        queue(hub, session, WEBHOOK, hub.settings.forward.url, event, body)


def send_due(hub: Hub) -> int:
    """Send what is due, oldest first; returns how many were taken. A receiver may see the same ``id`` twice and takes it once."""
    with hub.database.reading() as session:
        due = session.scalars(
            select(Delivery).where(Delivery.state == "waiting", Delivery.next_at <= hub.now()).order_by(Delivery.id).limit(_BATCH)
        ).all()
    return sum(_send(hub, delivery) for delivery in due)


def dead_letters(hub: Hub) -> list[Delivery]:
    """What nobody took."""
    with hub.database.reading() as session:
        return list(session.scalars(select(Delivery).where(Delivery.state == "dead").order_by(Delivery.id)))


def send_again(hub: Hub, number: int) -> bool:
    """Give a dead letter a new life; False when there is none of that number."""
    with hub.database.writing() as session, session.begin():
        row = session.get(Delivery, number, with_for_update=True)
        if row is None or row.state != "dead":
            return False
        row.state, row.attempts, row.next_at = "waiting", 0, hub.now()
        return True


def _send(hub: Hub, delivery: Delivery) -> bool:
    try:
        if delivery.channel == MAIL:
            _mail(hub.settings.mail, delivery)
        else:
            _post(hub, delivery)
        problem = ""
    except NotTaken as error:
        problem = str(error)
    with hub.database.writing() as session, session.begin():
        row = session.get_one(Delivery, delivery.id, with_for_update=True)
        row.attempts += 1
        row.problem = problem
        if not problem:
            row.state = "done"
        elif row.attempts >= MAX_ATTEMPTS:
            row.state = "dead"
            trail.append(session, HubEvent.DELIVERY_DEAD, hub.now(), delivery=row.id, what=row.event, reason=problem)
        else:
            row.next_at = hub.now() + min(FIRST_WAIT * 2 ** (row.attempts - 1), LONGEST_WAIT)
    if problem:
        LOG.warning("%s %d was not taken: %s", delivery.event, delivery.id, problem)
    return not problem


def _post(hub: Hub, delivery: Delivery) -> None:
    body = msgspec.json.encode({"id": delivery.id, "event": delivery.event, "at": delivery.created_at.isoformat(), **delivery.body})
    now = int(hub.now().timestamp())
    claims = {"aud": delivery.target, "iat": now, "exp": now + 300, "jti": str(delivery.id), "sha256": hashlib.sha256(body).hexdigest()}
    headers = {"Content-Type": "application/json", "Kiosk-Signature": hub.keys.sign(claims)}
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(delivery.target, data=body, headers=headers, timeout=SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise NotTaken(type(error).__name__) from None
    if not 200 <= answer.status_code < 300:
        raise NotTaken(f"answer {answer.status_code}")


def _mail(mail: Mail | None, delivery: Delivery) -> None:
    if mail is None:
        raise NotTaken("no mail server is set")
    message = EmailMessage()
    message["From"], message["To"] = mail.sender, delivery.target
    message["Subject"] = str(delivery.body.get("subject", delivery.event))
    message["Message-ID"] = f"<{delivery.id}.{int(delivery.created_at.timestamp())}@{mail.sender.rpartition('@')[2]}>"
    message.set_content(str(delivery.body.get("text", "")))
    context = ssl.create_default_context()
    try:
        with (
            smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=context)
            if mail.security == "tls"
            else smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
        ) as server:
            if mail.security == "starttls":
                server.starttls(context=context)
            if mail.user:
                server.login(mail.user, os.environ.get("KIOSK_HUB_SMTP_PASSWORD", ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise NotTaken(type(error).__name__) from None
