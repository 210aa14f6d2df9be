"""What the hub does by itself while it is served: time and its consequences, alerts, deliveries, retention, the catalogue's signatures.

Every chore may run on any replica and twice: a lease in the database keeps the others away for a while, and nothing breaks without it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from kiosk.hub import alerts, catalogue_files, decisions, outgoing, phone_uploads, trail
from kiosk.hub.core import Hub
from kiosk.hub.intake import take_in_all
from kiosk.hub.models import UsedToken
from kiosk.hub.models_work import Chore, Consent, Message, StaffSession, WrongTry
from kiosk.hub.trail import HubEvent

LOG = logging.getLogger(__name__)
POLL_SECONDS = 5.0


def retain(hub: Hub) -> int:
    """Remove what is older than the policy keeps; returns how many rows went."""
    now, keep = hub.now(), hub.settings.retention
    removed = trail.forget_before(hub, now - timedelta(days=keep.audit_days))
    with hub.database.writing() as session, session.begin():
        for what, column, days in (("consents", Consent.at, keep.consent_days), ("messages", Message.at, keep.message_days)):
            gone = session.execute(delete(column.class_).where(column < now - timedelta(days=days)).returning(column)).all()
            if gone:
                trail.append(session, HubEvent.RETENTION, now, what=what, count=len(gone))
            removed += len(gone)
    return removed


def sweep(hub: Hub) -> int:
    """Forget what has expired: used tokens, logins, counted guesses, photographs nobody fetched."""
    now = hub.now()
    with hub.database.writing() as session, session.begin():
        session.execute(delete(UsedToken).where(UsedToken.expires_at < now))
        session.execute(delete(StaffSession).where(StaffSession.expires_at < now))
        session.execute(delete(WrongTry).where(WrongTry.since < now - timedelta(hours=1)))
    return phone_uploads.drop_expired(hub)


CHORES: Mapping[str, tuple[timedelta, Callable[[Hub], object]]] = {
    "deliveries": (timedelta(seconds=5), outgoing.send_due),
    "alerts": (timedelta(seconds=30), alerts.look),
    "sweep": (timedelta(seconds=30), sweep),
    "undecided": (timedelta(minutes=5), take_in_all),
    "time": (timedelta(minutes=10), decisions.keep_time),
    "catalogue": (timedelta(hours=6), catalogue_files.renew),
    "retention": (timedelta(hours=12), retain),
}
"""Each with how often it is done."""


def do_due(hub: Hub) -> list[str]:
    """Do every chore whose time has come and that no other replica has taken; returns their names. One that fails is logged."""
    done = []
    for name, (every, chore) in CHORES.items():
        if not _take(hub, name, every):
            continue
        try:
            chore(hub)
            done.append(name)
        except Exception:
            LOG.exception("%s failed; it is tried again at its next time", name)
    return done


class Caretaker:
    """Does the chores in a thread of its own until it is closed."""

    def __init__(self, hub: Hub, poll: float = POLL_SECONDS) -> None:
        self._hub, self._poll = hub, poll
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="hub-chores", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End after the chore that is being done."""
        self._over.set()
        self._thread.join(30)

    def _work(self) -> None:
        while not self._over.wait(self._poll):
            try:
                do_due(self._hub)
            except Exception:
                LOG.exception("the chores could not be looked at")


def _take(hub: Hub, name: str, every: timedelta) -> bool:
    now = hub.now()
    try:
        with hub.database.reading() as session:
            row = session.get(Chore, name)
        if row is not None and row.until > now:
            return False
        with hub.database.writing() as session, session.begin():
            if row is None:
                session.add(Chore(name=name, until=now + every))
                return True
            free = update(Chore).where(Chore.name == name, Chore.until <= now).values(until=now + every)
            return session.execute(free.returning(Chore.name)).first() is not None
    except IntegrityError:
        return False
