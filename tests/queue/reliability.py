"""``docs/reliability.md`` is written by the runs it tells of: each fills its own part when WRITE_RELIABILITY is set."""

from __future__ import annotations

import fcntl
import os
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
SWITCH = "WRITE_RELIABILITY"


def part(name: str) -> str:
    """What the page says in its part ``name``."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"the page has no part {name}"
    return found[1]


def write(name: str, lines: list[str], begins: str = "") -> None:
    """Fill a part with what was just measured, or its line that ``begins`` so, where the switch says so. Runs may write beside each other."""
    if not os.environ.get(SWITCH):
        return
    with PAGE.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        before = part(name)
        if begins:
            lines = [lines[0] if line.startswith(begins) else line for line in before.splitlines()]
        text = PAGE.read_text(encoding="utf-8").replace(
            f"<!-- {name} -->\n{before}", f"<!-- {name} -->\n" + "".join(f"{line}\n" for line in lines)
        )
        PAGE.write_text(text, encoding="utf-8")
