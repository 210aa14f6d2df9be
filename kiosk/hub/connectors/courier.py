"""The courier that brings results (快递送达)."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field

from kiosk.hub.connectors.connector import Connector, Question, Refused, Reply, Short, Ticket, World


class CourierQuestion(Question):
    """``quote`` and ``book`` need the six-digit region; ``track`` the waybill. The same order is booked once."""

    operation: Literal["quote", "book", "track"]
    order: Ticket
    region: Annotated[str, Field(pattern=r"^\d{6}$")] | None = None
    receiver: Short = ""
    phone: Annotated[str, Field(pattern=r"^1[3-9]\d{9}$")] | None = None
    detail: Short = ""


class CourierReply(Reply):
    """``fen``: what it costs the citizen. ``steps``: the parcel's way, newest last."""

    fen: int = 0
    days: int = 0
    waybill: Short = ""
    steps: list[Short] = Field(default_factory=list)


def simulated(question: CourierQuestion, world: World) -> CourierReply:
    """Delivers to every region but 99xxxx."""
    waybill = world.facts.get(f"courier/{question.order}", "")
    if question.operation == "track":
        if not waybill:
            raise Refused("没有这个寄递单")
        return CourierReply(waybill=waybill, steps=["已下单", "已揽收"])
    if question.region is None or question.region.startswith("99"):
        raise Refused("这个地区现在不能寄送")
    fen, days = (0, 2) if question.region.startswith("33") else (1200, 4)
    if question.operation == "quote":
        return CourierReply(fen=fen, days=days)
    if not (question.receiver and question.phone and question.detail):
        raise Refused("收件人、电话和详细地址都要填写")
    waybill = waybill or f"SYN{hashlib.sha256(question.order.encode()).hexdigest()[:12].upper()}"
    world.facts[f"courier/{question.order}"] = waybill
    return CourierReply(fen=fen, days=days, waybill=waybill, steps=["已下单"])


CONNECTOR = Connector("courier", CourierQuestion, CourierReply, simulated)
