"""The A4 printer itself, as cupsd runs it once for each job: ``a4_backend.py FOLDER job user title copies options [file]``.

``FOLDER/state.json`` says what is wrong with it, and may change while it prints; a finished job is laid into ``FOLDER/papers`` as the
document it was given (01.pdf, 02.pdf, …), one that was stopped after the first sheet as 03-torn.pdf. Only the standard library: it runs alone.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from pathlib import Path
from typing import Any

_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_TICK = 0.05
_STOPPING = ("media-empty-error", "media-jam-error", "cover-open-error", "toner-empty-error", "offline-report", "connecting-to-device")


class Stopped(Exception):
    """cupsd takes the job back."""


class Printer:
    """One job on the printer in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told: set[str] = set()

    def print(self, document: bytes, copies: int) -> None:
        """Print sheet by sheet, waiting while something is wrong. Raises Stopped."""
        sheets = 0
        try:
            self._ready()
            for number in range(max(1, len(_PAGE.findall(document))) * copies):
                self._wait(self._ready()["slow"])
                sheets = number + 1
                _say(f"PAGE: {sheets} 1")
        except Stopped:
            if sheets:
                self._lay_down(document, torn=True)
            raise
        self._ready()
        self._lay_down(document, torn=False)

    def _ready(self) -> dict[str, Any]:
        """Wait until nothing is wrong; tells cupsd what is and what no longer is."""
        while True:
            state: dict[str, Any] = json.loads((self._folder / "state.json").read_text(encoding="utf-8"))
            reasons = set(state["reasons"])
            for sign, changed in (("+", reasons - self._told), ("-", self._told - reasons)):
                if changed:
                    _say(f"STATE: {sign}{','.join(sorted(changed))}")
            if not self._told and state["toner"] is not None:
                _say(f"ATTR: marker-names='\"Black Cartridge\"' marker-types=toner marker-colors=#000000 marker-levels={state['toner']}")
            self._told = reasons
            if not reasons.intersection(_STOPPING):
                return state
            time.sleep(_TICK)

    def _wait(self, seconds: float) -> None:
        """The time one sheet takes; it stops where it is while something is wrong."""
        while seconds > 0:
            time.sleep(min(_TICK, seconds))
            seconds -= _TICK
            self._ready()

    def _lay_down(self, document: bytes, *, torn: bool) -> None:
        """Whoever sees the paper sees all of it: it appears by renaming."""
        papers = self._folder / "papers"
        path = papers / f"{1 + sum(1 for _ in papers.glob('*.pdf')):02d}{'-torn' if torn else ''}.pdf"
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(document)
        os.replace(unfinished, path)


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _stop(*_: object) -> None:
    raise Stopped


def main(words: list[str]) -> int:
    """What cupsd calls. Without a job's arguments it lists no device."""
    if len(words) not in (6, 7):
        return 0
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        document = Path(words[6]).read_bytes() if len(words) == 7 else sys.stdin.buffer.read()
        Printer(Path(words[0])).print(document, int(words[4]) if len(words) == 7 else 1)
    except Stopped:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
