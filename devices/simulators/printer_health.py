"""How a simulated receipt printer is: paper, cover, head and blade, and what it answers when it is asked (``DLE EOT``)."""

from __future__ import annotations

from dataclasses import dataclass

from devices.status import Paper


@dataclass(slots=True)
class PrinterHealth:
    """``hot``: the head is too warm, and it waits; ``cutter_jammed``: the blade is stuck."""

    paper: Paper = Paper.FULL
    cover_open: bool = False
    hot: bool = False
    cutter_jammed: bool = False

    @property
    def stopped(self) -> bool:
        """Whether it cannot print now."""
        return self.cover_open or self.paper is Paper.OUT or self.hot or self.cutter_jammed

    def answer(self, query: int) -> bytes:
        """The byte that answers query 1 to 4."""
        out, low = self.paper is Paper.OUT, self.paper in (Paper.LOW, Paper.OUT)
        error = self.hot or self.cutter_jammed
        bits = {
            1: 0x08 if self.stopped else 0,
            2: (0x04 if self.cover_open else 0) | (0x20 if out else 0) | (0x40 if error else 0),
            3: (0x08 if self.cutter_jammed else 0) | (0x40 if self.hot else 0),
            4: (0x0C if low else 0) | (0x60 if out else 0),
        }[query]
        return bytes((0x12 | bits,))
