"""The application in its window while the agent applies a release: ``python -m kiosk.commands.update_frames HOME URL SECONDS``.

Draws without a pause. Prints as JSON the times between two frames (before, and from the poll on), and how long each beat of the session
held the screen's thread by itself, without what other processes took from it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from kiosk.settings import Display, Settings

LONGEST_SECONDS = 900.0


def main(home: Path, url: str, quiet: float) -> int:
    """Watch ``quiet`` seconds, then the update, then ``quiet`` seconds more."""
    from kivy.clock import Clock

    from kiosk.commands.run import compose

    terminal, app = compose(Settings(display=Display(fullscreen=False)), home)
    before = terminal.version
    flips: list[float] = []
    marks: dict[str, float] = {}
    held: list[float] = []
    poll: list[subprocess.Popen[bytes]] = []

    def look(_: float) -> None:
        app.root.canvas.ask_update()
        now = time.perf_counter()
        if "began" not in marks:
            marks["began"] = now
        elif not poll and now - marks["began"] > quiet:
            marks["poll"] = now
            poll.append(subprocess.Popen([sys.executable, "-m", "kiosk.bench.poll_once", str(home), url]))
        elif "adopted" not in marks and terminal.version != before:
            marks["adopted"] = now
        elif now - marks.get("adopted", now) > quiet or now - marks["began"] > LONGEST_SECONDS:
            app.stop()

    tick = app.session.tick

    def measured() -> None:
        began = time.thread_time()
        tick()
        held.append(time.thread_time() - began)

    app.session.tick = measured  # type: ignore[method-assign]

    def started(*_: Any) -> None:
        from kivy.core.window import Window

        Window.bind(on_flip=lambda *_: flips.append(time.perf_counter()))
        Clock.schedule_once(lambda _: Clock.schedule_interval(look, 0), 2)

    app.bind(on_start=started)
    try:
        app.run()
    finally:
        app.session.close()
        terminal.close()
        for process in poll:
            process.wait()
    if "adopted" not in marks:
        print("the release did not come into force", file=sys.stderr)
        return 1
    gaps = [(later, later - earlier) for earlier, later in pairwise(flips)]
    idle = [gap for at, gap in gaps if marks["began"] < at < marks["poll"]]
    busy = [gap for at, gap in gaps if marks["poll"] <= at]
    json.dump({"idle": idle, "busy": busy, "held": max(held), "seconds": marks["adopted"] - marks["poll"]}, sys.stdout)
    return 0


if __name__ == "__main__":
    home, url, quiet = sys.argv[1:]
    sys.argv = sys.argv[:1]  # Kivy reads the command line too
    sys.exit(main(Path(home), url, float(quiet)))
