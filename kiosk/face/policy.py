"""What the city decided about the face check: how alike is alike enough, how often, how many turns, how long each may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """``threshold`` is the least cosine of card and face; ``attempts`` at most 3; ``turns`` of the head an attempt; ``seconds`` for each."""

    threshold: float = 0.4
    attempts: int = 3
    turns: int = 3
    seconds: float = 10.0

    def __post_init__(self) -> None:
        if not (-1 < self.threshold < 1 and 1 <= self.attempts <= 3 and 2 <= self.turns <= 6 and self.seconds > 0):
            raise ValueError("a policy of the face check is out of its bounds")
