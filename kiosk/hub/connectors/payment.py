"""The unified public payment platform (统一公共支付平台). A payment has states of its own: a case is never lost with one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.hub.connectors.connector import Connector, Question, Refused, Reply, Short, Ticket, World

PaymentState = Literal["unpaid", "pending", "paid", "unknown", "refunded"]


class PaymentQuestion(Question):
    """``order`` names what is paid for; ordering the same one twice gives the same payment. ``fen``: the amount."""

    operation: Literal["begin", "state", "refund"]
    order: Ticket
    fen: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    what: Short = ""


class PaymentReply(Reply):
    """``qr``: what the citizen's phone scans while unpaid. ``unknown``: the platform itself does not know yet; ask again later."""

    state: PaymentState
    fen: int
    qr: Short = ""
    voucher_no: Short = ""


def simulated(question: PaymentQuestion, world: World) -> PaymentReply:
    """Somebody pays after the world's delay; amounts of 13 fen stay unknown."""
    key = f"pay/{question.order}"
    if question.operation == "begin":
        if question.fen is None:
            raise Refused("缺少金额")
        row = world.facts.setdefault(key, {"fen": question.fen, "at": world.clock(), "state": ""})
        if row["fen"] != question.fen:
            raise Refused("同一笔缴费的金额不一致")
    elif key not in world.facts:
        raise Refused("没有这笔缴费")
    row = world.facts[key]
    state = _state(row, world)
    if question.operation == "refund":
        if state != "paid":
            raise Refused("还没有付款，不能退款")
        row["state"] = state = "refunded"
    return PaymentReply(
        state=state,
        fen=row["fen"],
        qr=f"https://pay.example/{question.order}" if state == "unpaid" else "",
        voucher_no=f"SYN{question.order[:20]}" if state == "paid" else "",
    )


def _state(row: dict[str, object], world: World) -> PaymentState:
    if row["state"] == "refunded":
        return "refunded"
    passed = world.clock() - float(str(row["at"]))
    if passed < world.delay / 2:
        return "unpaid"
    if row["fen"] == 13:
        return "unknown"
    return "pending" if passed < world.delay else "paid"


CONNECTOR = Connector("payment", PaymentQuestion, PaymentReply, simulated)
