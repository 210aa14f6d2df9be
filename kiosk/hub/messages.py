"""Complaints, ratings and calls for help: numbered once, sealed for the hub's keys, never doubled by a second send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import select
from stdnum.iso7064 import mod_37_36

from kiosk.hub import outgoing, trail
from kiosk.hub.core import Hub
from kiosk.hub.models import Serial
from kiosk.hub.models_work import Message
from kiosk.hub.tokens import Caller
from kiosk.hub.trail import HubEvent
from kiosk.sealing import open_sealed, seal
from kiosk.working_days import add_working_days

PREFIX = {"complaint": "TS", "rating": "PJ", "help_ticket": "QZ"}
ANSWER_DAYS = {"complaint": 5, "rating": 1, "help_ticket": 1}
"""Working days until somebody answers: 安阳市政务服务条例 第五十条 (12345: five), 第五十二条 (a bad rating with a name: one)."""


def take(hub: Hub, caller: Caller, kind: str, submission_id: str, content: Mapping[str, Any], stars: int | None = None) -> tuple[str, str]:
    """Keep a message; returns its number and the last day for an answer (ISO 8601). The same ``submission_id`` gets the same number."""
    with hub.database.writing() as session, session.begin():
        row = session.scalar(select(Message).where(Message.submission_id == submission_id))
        if row is None:
            day = hub.today().strftime("%y%m%d")
            serial = session.get(Serial, (kind, day), with_for_update=True)
            if serial is None:
                serial = Serial(matter_code=kind, day=day, last=0)
                session.add(serial)
            serial.last += 1
            digits = f"{PREFIX[kind]}{day}{serial.last:04d}"
            row = Message(
                number=f"{PREFIX[kind]}-{day}-{serial.last:04d}-{mod_37_36.calc_check_digit(digits)}",
                kind=kind,
                submission_id=submission_id,
                terminal_id=caller.terminal_id,
                hall=caller.hall,
                at=hub.now(),
                stars=stars,
                sealed=seal(msgspec.json.encode(content), hub.keys.recipients()),
            )
            session.add(row)
            trail.append(session, HubEvent.MESSAGE_RECEIVED, row.at, message_no=row.number, kind=kind, terminal=caller.terminal_id)
            outgoing.forward(hub, session, f"message.{kind}", {"message_no": row.number, "stars": stars})
    answer_by = add_working_days(hub.today(), ANSWER_DAYS[kind], hub.holidays)
    return row.number, answer_by.isoformat()


def read(hub: Hub, message: Message) -> dict[str, Any]:
    """What was said, in memory only. Raises SealingError."""
    return msgspec.json.decode(open_sealed(message.sealed, hub.keys.sealing_identities()), type=dict[str, Any])
