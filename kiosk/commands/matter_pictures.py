"""A picture of every screen of one matter, drawn by the application itself on an X server of its own.

``python -m kiosk.commands.matter_pictures CODE FOLDER OUT``: a process of its own, since Kivy makes itself at home in any process it is in.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from config.catalogue import Catalogue
from config.matter import Matter
from kiosk.matter_moments import moments
from kiosk.rig import xvfb
from kiosk.settings import Display, Settings
from kiosk.settings import Matters as Folder

FRAMES_TO_WAIT = 3
"""A text's picture is uploaded with the frame after it was set."""


def draw(matter: Matter, folder: Path | str, out: Path, today: date) -> list[Path]:
    """Write ``NN-name.png`` for each moment of ``matter`` (of the matters in ``folder``) into ``out``; their paths.

    Raises RigError where there is no X server, OSError.
    """
    display = Display(fullscreen=False)
    with tempfile.TemporaryDirectory(prefix="kiosk-show-") as state, xvfb(Path(state), f"{display.width}x{display.height}x24") as server:
        os.environ["DISPLAY"] = server
        return _draw(matter, Settings(display=display, matters=Folder(folder=str(folder))), Path(state), out, today)


def _draw(matter: Matter, settings: Settings, home: Path, out: Path, today: date) -> list[Path]:
    from kivy.clock import Clock

    from kiosk.commands.run import compose

    terminal, app = compose(settings, home)
    waiting = [(f"{number:02d}-{name}", visit) for number, (name, visit) in enumerate(moments(matter, today), start=1)]
    written: list[Path] = []
    left = 0

    def show() -> None:
        nonlocal left
        if not waiting:
            app.stop()
            return
        app.session.visit = waiting[0][1]
        app.session.changed()
        left = FRAMES_TO_WAIT

    def flipped(*_: Any) -> None:
        nonlocal left
        if not left:
            return
        left -= 1
        if left:
            app.root.canvas.ask_update()
            return
        from screens.window import save_frame

        name, _visit = waiting.pop(0)
        written.append(out / f"{name}.png")
        save_frame(written[-1])
        Clock.schedule_once(lambda _: show())

    def started(*_: Any) -> None:
        from kivy.core.window import Window

        Window.bind(on_flip=flipped)
        Clock.schedule_once(lambda _: show())

    app.bind(on_start=started)
    try:
        app.run()
    finally:
        app.session.close()
        terminal.close()
    return written


def main(code: str, folder: str, out: Path) -> int:
    """Draw one matter; the pictures of an earlier time go first."""
    matter = Catalogue.load(folder).by_code(code)
    if matter is None:
        return 1
    for old in out.glob("[0-9][0-9]-*.png"):
        old.unlink()
    draw(matter, folder, out, datetime.now().astimezone().date())
    return 0


if __name__ == "__main__":
    code, folder, out = sys.argv[1:]
    sys.argv = sys.argv[:1]  # Kivy reads the command line too
    sys.exit(main(code, folder, Path(out)))
