"""Appointments at a window (预约): what is free, book one, give it back."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from kiosk.hub.connectors.connector import Connector, IdNumber, Question, Refused, Reply, Short, Ticket, World

SLOTS = ("09:00-10:00", "10:00-11:00", "14:00-15:00", "15:00-16:00")
PLACES = 2


class AppointmentQuestion(Question):
    """``list`` the slots of a hall and day; ``book`` one for a person; ``cancel`` by ticket."""

    operation: Literal["list", "book", "cancel"]
    hall: Short = ""
    day: date | None = None
    slot: Annotated[str, Field(pattern=r"^\d\d:\d\d-\d\d:\d\d$")] | None = None
    matter_code: Annotated[str, Field(max_length=40, pattern="^[0-9A-Z]*$")] = ""
    id_number: IdNumber | None = None
    ticket: Ticket | None = None


class AppointmentReply(Reply):
    """``free``: places left by slot. ``ticket`` and ``queue_no`` of what was booked."""

    free: dict[str, int] = Field(default_factory=dict)
    ticket: Short = ""
    queue_no: Short = ""


def simulated(question: AppointmentQuestion, world: World) -> AppointmentReply:
    """Two places a slot."""
    taken = world.facts.setdefault("appointments", {})
    if question.operation == "cancel":
        if taken.pop(question.ticket or "", None) is None:
            raise Refused("没有这个预约")
        return AppointmentReply()
    if question.day is None:
        raise Refused("缺少日期")
    here = f"{question.hall}/{question.day}"
    free = {slot: PLACES - sum(each == (here, slot) for each in taken.values()) for slot in SLOTS}
    if question.operation == "list":
        return AppointmentReply(free=free)
    if question.slot not in SLOTS or free[question.slot] < 1 or question.id_number is None:
        raise Refused("这个时段已经约满，请选别的时段")
    ticket = f"A{len(world.facts['appointments']) + 1:04d}"
    taken[ticket] = (here, question.slot)
    return AppointmentReply(free=free, ticket=ticket, queue_no=f"Y{len(taken):03d}")


CONNECTOR = Connector("appointments", AppointmentQuestion, AppointmentReply, simulated)
