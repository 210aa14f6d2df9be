"""What has been typed but not yet become text: letters or strokes on their way through an engine. Pure; the engine is asked by the caller."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

MOST_KEYS = 48
"""More than any address; a stuck key stops here."""
FEW, MANY = 32, 1200
"""How many candidates are asked for at first, and at most."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A candidate that was chosen for the beginning of what was typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Composition:
    """``steps`` are single keys and picks in their order; the rest is the engine's last answer to them, or to fewer of them.

    ``answered`` is how many steps that answer covers; ``preview`` the text that the best candidates make.
    """

    steps: tuple[str | Pick, ...] = ()
    preedit: str = ""
    preview: str = ""
    candidates: tuple[str, ...] = ()
    most: int = FEW
    answered: int = 0
    asks_more: bool = False

    def __bool__(self) -> bool:
        return bool(self.steps)

    @property
    def waiting(self) -> bool:
        """Whether the engine has yet to answer."""
        return self.asks_more or self.answered < len(self.steps)

    @property
    def chosen(self) -> str:
        """What was chosen for the beginning of what was typed."""
        return "".join(step.text for step in self.steps if isinstance(step, Pick))

    @property
    def chosen_is_answered(self) -> bool:
        """Whether the engine has seen every choice: the candidates then stand for what follows them."""
        return all(isinstance(step, str) for step in self.steps[self.answered :])

    @property
    def after_answer(self) -> Composition:
        """The keys that the engine has not seen yet, on their own."""
        return Composition(steps=self.steps[self.answered :])

    @property
    def shown(self) -> str:
        """What stands in the field while it is composed: the engine's way of writing it, with the keys it has not seen yet."""
        return self.preedit + "".join(step for step in self.steps[self.answered :] if isinstance(step, str))

    @property
    def settled(self) -> str:
        """The text it becomes when the citizen turns elsewhere: the best candidates, else the letters as they are."""
        return self.preview if self.preview and self.answered == len(self.steps) else self.shown.replace(" ", "")

    def type(self, key: str) -> Composition:
        """One more key."""
        return replace(self, steps=(*self.steps, key), most=FEW, asks_more=False) if len(self.steps) < MOST_KEYS else self

    def pick(self, text: str) -> Composition:
        """Choose a candidate."""
        return replace(self, steps=(*self.steps, Pick(text)), most=FEW, asks_more=False)

    def backspace(self) -> Composition:
        """Take the last key away, or the last choice back."""
        steps = self.steps[:-1]
        return replace(self, steps=steps, most=FEW, asks_more=False, answered=min(self.answered, len(steps))) if steps else Composition()

    def more(self) -> Composition:
        """Ask for more candidates, where there may be some."""
        return replace(self, most=min(MANY, self.most * 5), asks_more=True) if len(self.candidates) >= self.most else self

    def request(self, *, address: bool = False) -> dict[str, Any]:
        """The question for the engine; whether it is an ``address`` that is typed."""
        steps = [{"pick": step.text} if isinstance(step, Pick) else step for step in self.steps]
        return {"steps": steps, "most": self.most, "address": address}

    def answer(self, asked: tuple[str | Pick, ...], told: dict[str, Any]) -> tuple[Composition, str]:
        """With the engine's answer to ``asked`` taken in, and the finished text, if any.

        Keys typed since then stay; an answer to other steps than these begin with comes too late and changes nothing.
        """
        if self.steps[: len(asked)] != asked:
            return self, ""
        if told["commit"]:
            return Composition(steps=self.steps[told["used"] :]), told["commit"]
        return replace(
            self,
            preedit=told["preedit"],
            preview=told["preview"],
            candidates=tuple(told["candidates"]),
            answered=len(asked),
            asks_more=False,
        ), ""
