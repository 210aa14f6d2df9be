"""A question to an engine, and the wait for its answer."""

from __future__ import annotations

from typing import Any

from screens.input.engine import Engine
from tests.waiting import until


def ask(engine: Engine, request: dict[str, Any]) -> dict[str, Any] | None:
    told: list[dict[str, Any] | None] = []
    engine.ask(request, told.append)
    until(lambda: bool(told))
    return told[0]


def convert(engine: Engine, *steps: str | dict[str, str], most: int = 40) -> dict[str, Any]:
    """What the pinyin engine makes of keys (each string letter by letter) and picks."""
    single = [part for step in steps for part in (step if isinstance(step, str) else [step])]
    told = ask(engine, {"steps": single, "most": most})
    assert told is not None, engine.failure
    return told
