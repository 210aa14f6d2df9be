"""Enrolment: a one-time code, handed out by staff, ties a terminal id to a public key."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from kiosk.hub import trail
from kiosk.hub.core import Hub
from kiosk.hub.models import EnrolmentCode, Terminal
from kiosk.hub.problems import Problem
from kiosk.hub.trail import HubEvent
from kiosk.receipt_number import TERMINAL_ID

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0 O 1 I: a code is typed by hand. 16 of 32 characters are 80 bits."""
VALID = timedelta(hours=24)


def new_code(hub: Hub, terminal_id: str, hall: str = "") -> str:
    """A code that enrols ``terminal_id``, standing in ``hall``, once within 24 hours. Raises ValueError for an impossible id."""
    if TERMINAL_ID.fullmatch(terminal_id) is None:
        raise ValueError("a terminal id is 1 to 16 capital letters and digits")
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    with hub.database.writing() as session, session.begin():
        session.add(EnrolmentCode(code_hash=_hash(code), terminal_id=terminal_id, hall=hall, expires_at=hub.now() + VALID))
    return code


def enrol(hub: Hub, code: str, public_key: str) -> str:
    """Use a code; returns the terminal id. The same code with the same key is answered again. Raises Problem 403.

    A terminal enrolled anew (new disk, new key) replaces its old key at once.
    """
    with hub.database.writing() as session, session.begin():
        row = session.get(EnrolmentCode, _hash(code), with_for_update=True)
        if row is None or row.expires_at < hub.now() or row.used_by not in (None, public_key):
            raise Problem(403, "code-not-valid", "the enrolment code is unknown, used or expired")
        row.used_by = public_key
        session.merge(Terminal(id=row.terminal_id, public_key=public_key, enrolled_at=hub.now(), hall=row.hall, revoked_at=None))
        trail.append(session, HubEvent.TERMINAL_ENROLLED, hub.now(), terminal=row.terminal_id)
        return row.terminal_id


def _hash(code: str) -> str:
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
