"""Codes by text message: they prove who holds a phone, where the face is not compared or not wanted."""

from __future__ import annotations

import secrets
import uuid
from typing import Annotated, Literal

from pydantic import Field

from kiosk.hub.connectors.connector import Connector, Question, Refused, Reply, Ticket, World

TRIES = 3
VALID_SECONDS = 300.0


class SmsQuestion(Question):
    """``send`` a code to ``phone``; ``check`` what was typed against the ``ticket``."""

    operation: Literal["send", "check"]
    phone: Annotated[str, Field(pattern=r"^1[3-9]\d{9}$")] | None = None
    ticket: Ticket | None = None
    code: Annotated[str, Field(pattern=r"^\d{4,8}$")] | None = None


class SmsReply(Reply):
    """``right`` answers a check; ``tries_left`` until another code must be sent."""

    ticket: Ticket
    right: bool = False
    tries_left: int = TRIES


def simulated(question: SmsQuestion, world: World) -> SmsReply:
    """Remembers the code under ``sms/<phone>``, where a test reads it as the citizen would."""
    if question.operation == "send":
        if question.phone is None:
            raise Refused("缺少手机号码")
        ticket, code = uuid.uuid4().hex, f"{secrets.randbelow(1_000_000):06d}"
        world.facts[ticket] = [code, TRIES, world.clock() + VALID_SECONDS]
        world.facts[f"sms/{question.phone}"] = code
        return SmsReply(ticket=ticket)
    row = world.facts.get(question.ticket or "")
    if row is None or row[1] < 1 or world.clock() > row[2]:
        raise Refused("验证码已失效，请重新获取")
    row[1] -= 1
    right = secrets.compare_digest(row[0], question.code or "")
    if right:
        row[1] = 0
    return SmsReply(ticket=question.ticket or "", right=right, tries_left=row[1])


CONNECTOR = Connector("sms_codes", SmsQuestion, SmsReply, simulated)
