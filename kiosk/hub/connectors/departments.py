"""Departments' instant services: a certificate of social insurance payments, a record of real property. A sealed PDF, or a plain no."""

from __future__ import annotations

import uuid
from base64 import b64encode
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.hub.connectors.connector import Connector, IdNumber, Question, Refused, Reply, Short, Ticket, World


class IdentityProof(Question):
    """How the terminal was shown that the person on the card stands there: as ``identity_proof`` of ``case.json`` (docs/face.md).

    Moments in ISO 8601. No picture and no template is part of it.
    """

    way: Literal["face", "sms_code", "window"]
    at: datetime
    attempts: int = Field(default=0, ge=0, le=100)
    why_not_face: Annotated[str, Field(max_length=20)] = ""
    score: float | None = Field(default=None, ge=-1.01, le=1.01)
    threshold: float | None = Field(default=None, ge=-1.0, le=1.0)
    models_sha256: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=64)]] = Field(default={}, max_length=8)
    compared_at: datetime | None = None
    window: dict[Annotated[str, Field(max_length=20)], Short] | None = Field(default=None, max_length=8)


class InstantQuestion(Question):
    """Begin with ``request``; a ``pending`` answer is asked for again with its ``ticket``. ``identity_proof``: where the matter asks for one."""

    operation: Literal["request", "fetch"]
    service: Literal["insurance_certificate", "property_record"]
    id_number: IdNumber
    identity_proof: IdentityProof | None = None
    values: dict[Annotated[str, Field(max_length=60)], Short] = Field(default={}, max_length=40)
    ticket: Ticket | None = None


class InstantReply(Reply):
    """``document``: base64 of a PDF with the department's electronic seal. ``signature``: the hub's JWT over its sha256."""

    state: Literal["pending", "issued"]
    ticket: Ticket
    ask_again_seconds: float = 0.0
    document: str = ""
    stamped: bool = False
    verification_code: Short = ""
    signature: str = ""


def simulated(question: InstantQuestion, world: World) -> InstantReply:
    """Issues after the world's delay; refuses who has no record (numbers that end in X) and tickets it never gave.

    What somebody owns is told to nobody who was not seen to be that person (不动产登记暂行条例 第二十七条: to the owner and who has an interest).
    """
    if question.id_number.upper().endswith("X"):
        raise Refused(
            "没有查到您的参保记录，请拨打 12333" if question.service == "insurance_certificate" else "没有查到您名下的不动产登记信息"
        )
    proof = question.identity_proof
    if question.service == "property_record" and (proof is None or proof.way == "window"):
        raise Refused("还没有核对是不是您本人，请到窗口办理")
    if question.operation == "request":
        ticket = uuid.uuid4().hex
        world.facts[ticket] = (world.clock() + world.delay, question.id_number)
    else:
        ticket = question.ticket or ""
    if ticket not in world.facts or world.facts[ticket][1] != question.id_number:
        raise Refused("没有这次申请，请重新办理")
    wait = world.facts[ticket][0] - world.clock()
    if wait > 0:
        return InstantReply(state="pending", ticket=ticket, ask_again_seconds=round(wait, 2))
    code = f"SYN{ticket[:10].upper()}"
    document = _pdf(question.service, code)
    return InstantReply(state="issued", ticket=ticket, document=b64encode(document).decode(), stamped=True, verification_code=code)


_TITLES = {"insurance_certificate": "社会保险参保缴费证明", "property_record": "不动产登记信息查询结果"}
_PAGE = """
#set page(paper: "a4", margin: 25mm)
#set text(font: "Noto Sans CJK SC", size: 12pt, lang: "zh")
#let data = json(bytes(sys.inputs.data))
#align(center, text(size: 20pt, weight: "bold", data.title))
#v(10mm)
本证明为合成样张，不具有任何效力。
#v(6mm)
验证码：#data.code
#place(bottom + right, circle(radius: 20mm, stroke: 2pt + rgb("c00000"), align(center + horizon,
  text(fill: rgb("c00000"), size: 11pt, data.seal))))
"""


def _pdf(service: str, code: str) -> bytes:
    import json

    import typst

    inputs = {"data": json.dumps({"title": _TITLES[service], "code": code, "seal": "合成部门\n电子印章\n样章"}, ensure_ascii=False)}
    made = typst.compile(_PAGE.encode(), format="pdf", sys_inputs=inputs, pdf_standards="a-2b")
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


CONNECTOR = Connector("departments", InstantQuestion, InstantReply, simulated, seconds=20.0)
