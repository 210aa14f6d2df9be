"""What ``kiosk bench screens`` measures inside the terminal's process: ``kiosk run`` with a robot before it, told what to do by ``WHAT``.

``home`` shows the home screen and stays until it is ended, ``visits`` goes on errands, ``list`` drags the list of all matters, ``preview``
stands before the live picture of the page camera. What came of it is written to ``OUT/measured.json``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.memory import proportional_bytes, resident_bytes

if TYPE_CHECKING:
    from kiosk.errands import Errand
    from screens.app import KioskApp
    from screens.robot import Plan, Robot

TOLD = "measured.json"
WARM_SECONDS = 8.0
"""Nobody comes in the first seconds of a terminal's day: what it loads beforehand is loaded."""
DRAG_SECONDS = 4.0
PREVIEW_SECONDS = 4.0
STRIDE = 48
"""Pixels a frame: a quick finger."""


class Measured:
    """The terminal, its robot, and what is found out."""

    def __init__(self, app: KioskApp, robot: Robot, control: str, out: Path, errands: list[Errand]) -> None:
        self._app, self._robot, self._control, self._out, self._errands = app, robot, control, out, errands
        self._session = app.session
        self._flips: list[float] = []
        self.found: dict[str, Any] = {}

    @property
    def plan(self) -> dict[str, Callable[[], Plan]]:
        """What can be measured."""
        return {"home": self._home, "visits": self._visits, "list": self._list, "preview": self._preview}

    def flipped(self, *_: object) -> None:
        """A frame is finished."""
        self._flips.append(time.perf_counter())

    def tell(self) -> None:
        """Write what was found so far; whoever reads it reads all of it."""
        robot = self._robot
        self.found |= {"to_pressed": robot.to_pressed, "to_screen": robot.to_screen}
        path = self._out / TOLD
        path.with_suffix(".tmp").write_text(json.dumps(self.found, ensure_ascii=False), encoding="utf-8")
        path.with_suffix(".tmp").replace(path)

    def _home(self) -> Plan:
        self._session.wake()
        yield lambda: bool(self._flips)
        yield 0.0
        self.found["home"] = _layout(self._app.root) | {"processor": time.process_time()}
        self.tell()
        yield lambda: False

    def _visits(self) -> Plan:
        from screens.citizen import Citizen

        citizen = Citizen(self._robot, self._session, self._control, None)
        yield WARM_SECONDS
        self.found["resident"], self.found["proportional"] = [], []
        for errand in self._errands:
            yield from citizen.visit(errand)
            yield 1.5  # what was dropped is collected a second after the visit
            self.found["resident"].append(resident_bytes())
            self.found["proportional"].append(proportional_bytes())
        self.found["visits"] = citizen.results

    def _list(self) -> Plan:
        from kivy.core.window import Window

        session, robot = self._session, self._robot
        yield WARM_SECONDS
        session.wake()
        yield lambda: bool(session.themes)
        theme = max(session.themes, key=lambda offer: offer.total)
        yield from robot.touch(f"home.theme.{theme.id}")
        yield lambda: str(session.screen) == "list"
        yield 0.5
        opened = robot.to_screen[-1][1]
        pressed = len(robot.to_pressed)
        finger, y, first = robot.down(Window.width / 2, Window.height * 0.3), Window.height * 0.3, len(self._flips)
        end_at, up = time.perf_counter() + DRAG_SECONDS, 1
        while time.perf_counter() < end_at:
            y += up * STRIDE
            if not 0.2 < y / Window.height < 0.8:
                robot.up(finger, Window.width / 2, y)
                y = Window.height * 0.3
                finger = robot.down(Window.width / 2, y)
            robot.move(finger, Window.width / 2, y)
            yield 0.0
        robot.up(finger, Window.width / 2, y)
        times = self._flips[first:]
        self.found |= {"matters": theme.total, "opened": opened, "frames": _rate(times), "pressed_at_list": robot.to_pressed[pressed:]}
        self.found["slowest"] = max(after - before for before, after in pairwise(times))

    def _preview(self) -> Plan:
        from kivy.core.window import Window

        from kiosk.session import Screen
        from screens.citizen import Citizen
        from screens.widgets import controls

        session, robot = self._session, self._robot
        visit = Citizen(robot, session, self._control, None).visit(self._errands[0])
        for wanted in visit:
            if session.screen is Screen.CAPTURE and session.materials.preview is not None:
                break
            yield wanted
        yield 1.0
        pressed, seen = len(robot.to_pressed), dict[int, float]()

        def count(*_: object) -> None:
            """The picture that stands on the display now, and since when."""
            seen.setdefault(self._app.root.frames[Screen.CAPTURE].live.number, time.perf_counter())

        Window.bind(on_flip=count)
        end_at = time.perf_counter() + PREVIEW_SECONDS
        while time.perf_counter() < end_at:
            back = controls.find(self._app.root, "bar.back")
            assert back is not None
            x, y = controls.middle(back)
            finger = robot.down(x, y)
            yield 0.1
            robot.move(finger, x, y + 4 * back.height)
            yield 0.0
            robot.up(finger, x, y + 4 * back.height)
            yield 0.2
        Window.unbind(on_flip=count)
        self.found |= {"pictures": _rate(list(seen.values())), "pressed_at_preview": robot.to_pressed[pressed:]}


def _rate(times: list[float]) -> float:
    return (len(times) - 1) / (times[-1] - times[0])


def _layout(root: Any) -> dict[str, Any]:
    """Every box and every line of the screen, in pixels from the upper left corner."""
    from screens.widgets import controls

    height = int(root.height)
    boxes, lines, head = [], [], 0
    for frame in root.children:
        head = height - int(frame.header.y)
        for control in controls.walk(frame):
            x, y = control.to_window(*control.pos)
            boxes.append([int(x), height - int(y + control.height), int(control.width), int(control.height)])
        for text in _texts(frame):
            x, y = text.to_window(*text.pos)
            top = height - int(y + text.height)
            red, green, blue, *_ = text.look.shade(text.colour)
            colour = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
            for number, line in enumerate(text.lines_at(int(text.width))):
                lines.append([int(x), top + number * text.style.leading, text.style.size, text.style.bold, colour, line])
    return {"size": [int(root.width), height], "head": head, "boxes": boxes, "lines": lines}


def _texts(widget: Any) -> list[Any]:
    own = [widget] if hasattr(widget, "content_size") and getattr(widget, "text", "") != "" else []
    return [*own, *(text for child in reversed(widget.children) for text in _texts(child))]


def main() -> int:
    """Measure one thing; status 1 when the robot was lost."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.commands.screens_measured")
    parser.add_argument("what", choices=("home", "visits", "list", "preview"))
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--control", required=True, help="the simulators' control socket")
    parser.add_argument("--errands", default="[]", help="JSON list of errands")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()

    from kiosk.commands.run import application
    from kiosk.settings import load, state_folder

    with application(load(arguments.settings), state_folder()) as (_, app):
        return _measure(app, arguments)


def _measure(app: KioskApp, arguments: argparse.Namespace) -> int:
    failures = list[str]()

    def begin(*_: object) -> None:
        import msgspec
        from kivy.core.window import Window

        from kiosk.errands import Errand
        from screens.robot import Robot

        session = app.session
        robot = Robot(lambda: app.root, lambda: " ".join(map(str, _shown(session))))
        errands = msgspec.json.decode(arguments.errands, type=list[Errand])
        measured = Measured(app, robot, arguments.control, arguments.out, errands)
        Window.bind(on_flip=measured.flipped)

        def over() -> None:
            if robot.failure:
                failures.append(measured.found.setdefault("failure", f"{type(robot.failure).__name__}: {robot.failure}"))
            measured.tell()
            app.stop()

        robot.run(measured.plan[arguments.what](), over)

    app.bind(on_start=begin)
    app.run()
    return 1 if failures else 0


def _shown(session: Any) -> tuple[object, ...]:
    """What is on the screen: which one, which page of it, and whether it says that it is at work."""
    return session.overlay or session.screen, session.visit.place if session.visit else "", bool(session.busy)


if __name__ == "__main__":
    raise SystemExit(main())
