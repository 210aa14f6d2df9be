"""The data sharing platform (数据共享, 免提交): facts about a person that nobody may ask them for again."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.hub.connectors.connector import Connector, IdNumber, Question, Refused, Reply, Short, World


class SharingQuestion(Question):
    """``item`` names what a matter's material is exempt via, such as ``marriage`` or ``household``."""

    item: Annotated[str, Field(min_length=2, max_length=60, pattern="^[a-z][a-z0-9_]*$")]
    id_number: IdNumber
    case_purpose: Short = ""


class SharingReply(Reply):
    """``found`` with the facts by name; the citizen confirms them or brings their own."""

    found: bool
    source: Short = ""
    facts: dict[str, str] = Field(default={}, max_length=60)
    trust_level: Literal["A", "B"] = "A"


def simulated(question: SharingQuestion, world: World) -> SharingReply:
    """Numbers whose order part is even have everything, others nothing; those of minors are refused."""
    number = question.id_number
    if len(number) == 18 and number[6:10].isdigit() and int(number[6:10]) > 2008:
        raise Refused("未成年人的信息要由监护人在窗口查询")
    if not number[-2:-1].isdigit() or int(number[-2]) % 2:
        return SharingReply(found=False)
    facts = {"marriage": {"status": "已婚（合成）"}, "household": {"local": "yes", "place": "合成省合成市"}}.get(
        question.item, {"value": "有（合成）"}
    )
    return SharingReply(found=True, source="合成省数据共享平台", facts=facts)


CONNECTOR = Connector("data_sharing", SharingQuestion, SharingReply, simulated)
