"""A terminal's process without its screen: one visit to its end, then quiet on the attract screen until its input ends.

``python -m tests.queue.visit_process SETTINGS HOME CONTROL``: says ``signed`` and, once wiped, ``wiped`` on standard output.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from kiosk import memory
from kiosk.commands.run import open_terminal
from kiosk.screen import Screen
from kiosk.session import Session
from kiosk.settings import load
from kiosk.simulator_line import tell
from tests.journey.main_thread import MainThread
from tests.journey.people import RENT
from tests.journey.visitor import Visitor


def main(settings: Path, home: Path, control: str) -> None:
    """Each word is said once, then a line of input is awaited."""
    memory.protect()
    memory.give_back_freed()
    terminal = open_terminal(load(settings), home)
    for device in terminal.devices.values():
        device.settle(60)
    thread = MainThread()
    session = Session(terminal, thread)
    rig: Any = SimpleNamespace(tell=lambda command: tell(control, command), home=home)
    visitor = Visitor(rig, session, thread)
    visitor.go_to(RENT, Screen.SIGN, "worker")
    _say("signing")
    visitor.sign()
    rig.tell("id_reader take")
    thread.until(lambda: not (session.receipt and session.receipt.card_inside))
    session.finish()
    assert session.screen is Screen.ATTRACT
    _say("wiped")
    session.close()
    terminal.close()


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()
    sys.stdin.readline()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
