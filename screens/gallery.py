"""A picture of every screen and state from fixed moments: ``python -m screens.gallery OUT`` (on an X server of its own).

The moments stand beside the tests, which look at the same ones.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from kiosk.rig import xvfb
from screens.app import KioskApp
from screens.theme import Mode
from screens.window import save_frame


class Gallery(KioskApp):
    """Shows one moment after another and keeps what the window showed."""

    def __init__(self, out: Path, mode: Mode, only: str) -> None:
        self._moments = import_module("tests.screens.snapshots")
        session = self._moments.Snapshot()
        super().__init__(cast(Any, session), session.settings, mode)
        self._out, self._left = out, [(name, moment) for name, moment in self._moments.moments() if only in name]
        self._name = ""
        self._wait = 0

    def on_start(self) -> None:
        """Begin once the window is there."""
        from kivy.clock import Clock
        from kivy.core.window import Window

        Window.bind(on_flip=self._flipped)
        Clock.schedule_once(lambda _: self._show())

    def _show(self) -> None:
        if not self._left:
            self.stop()
            return
        self._name, moment = self._left.pop(0)
        self.session.become(moment)  # type: ignore[attr-defined]
        self._poll(self.root)
        fill = self._moments.TOUCHES.get(self._name, ())
        for control_id in fill:
            self._moments.touch(self.root, control_id)
        self._wait = 2

    def _flipped(self, *_: Any) -> None:
        from kivy.clock import Clock

        if not self._wait:
            return
        keyboard = self.root.frames[self.root.current].keyboard
        if self._wait == 1 and keyboard and keyboard.writer.waiting:
            self.root.canvas.ask_update()
            return
        self._wait -= 1
        if self._wait:
            self.root.canvas.ask_update()
        else:
            save_frame(self._out / f"{self._name}.png")
            Clock.schedule_once(lambda _: self._show())


def main() -> int:
    """Write the pictures."""
    parser = argparse.ArgumentParser(prog="python -m screens.gallery")
    parser.add_argument("out", type=Path)
    parser.add_argument("--mode", type=Mode, default=Mode.STANDARD, choices=list(Mode))
    parser.add_argument("--only", default="", help="names that contain this")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, xvfb(Path(folder)) as display:
        os.environ["DISPLAY"] = display
        Gallery(arguments.out, arguments.mode, arguments.only).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
