"""The process behind :class:`kiosk.papers_process.PapersProcess`: answers on one socket until its other end closes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kiosk.pages_pdf import pages_pdf
from kiosk.papers import Papers


def serve(line: Connection[Any, Any], work: Mapping[str, Callable[..., Any]]) -> None:
    """Do what is asked, one thing after another; a failure is an answer too."""
    while True:
        try:
            what, arguments, options = line.recv()
        except (EOFError, ConnectionError):
            return
        try:
            answer = (True, work[what](*arguments, **options))
        except Exception as error:  # noqa: BLE001 - whoever asked gets it and decides
            answer = (False, error)
        line.send(answer)


def main() -> int:
    """``python -m kiosk.papers_worker DESCRIPTOR [FOLDER]``."""
    papers = Papers(Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    papers.warm()
    with Connection(int(sys.argv[1])) as line:
        serve(line, {"png": papers.png, "pdf": papers.pdf, "pages_pdf": pages_pdf})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
