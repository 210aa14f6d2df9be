"""The unified acceptance platform (综合受理平台): is a matter open here now, and what does the authority's own system say of a case."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.hub.connectors.connector import Connector, Question, Refused, Reply, Short, World


class AcceptanceQuestion(Question):
    """``matter_open``: may ``number`` (an 实施编码) be handed in now. ``case_state``: where does case ``number`` stand there."""

    operation: Literal["matter_open", "case_state"]
    number: Annotated[str, Field(min_length=5, max_length=64, pattern="^[0-9A-Z-]+$")]


class AcceptanceReply(Reply):
    """``state`` in the platform's own words."""

    open: bool
    state: Short = ""


def simulated(question: AcceptanceQuestion, world: World) -> AcceptanceReply:
    """Everything is open; a case is under review once it was asked for twice."""
    if question.operation == "matter_open":
        return AcceptanceReply(open=True)
    if question.number.startswith("0"):
        raise Refused("平台上没有这个办件")
    asked = int(world.facts.get(question.number, 0)) + 1
    world.facts[question.number] = asked
    return AcceptanceReply(open=True, state="收件" if asked == 1 else "审查中")


CONNECTOR = Connector("acceptance_platform", AcceptanceQuestion, AcceptanceReply, simulated)
