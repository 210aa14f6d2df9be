"""The terminal with a robot technician before it, for the end-to-end test of staff mode. Started as a process."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def main() -> int:
    """Find and mend every fault; write what was read and done to ``OUT/technician.json``."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.commands.robot_technician")
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--control", required=True, help="the simulators' control socket")
    parser.add_argument("--staff", required=True, help="staff number")
    parser.add_argument("--secret", required=True, help="TOTP key in base 32")
    parser.add_argument("--hands", required=True, help="JSON: device -> commands that stand for hands")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    hands: dict[str, list[str]] = json.loads(arguments.hands)

    from kiosk.commands.run import compose
    from kiosk.settings import load, state_folder

    terminal, app = compose(load(arguments.settings), state_folder())
    result: dict[str, Any] = {"faults": [], "tests": [], "errors": []}

    def begin(*_: object) -> None:
        from screens.robot import Robot
        from screens.technician import Technician

        session = app.session
        robot = Robot(lambda: app.root, lambda: str(session.screen))
        technician = Technician(robot, session, arguments.control, arguments.out, staff_id=arguments.staff, secret=arguments.secret)

        def over() -> None:
            if robot.failure:
                result["errors"].append(f"{type(robot.failure).__name__}: {robot.failure}")
            result.update(faults=technician.results, tests=technician.tests, reached=str(session.screen))
            app.stop()

        robot.run(technician.visit(hands), over)

    app.bind(on_start=begin)
    try:
        app.run()
    finally:
        app.session.close()
        terminal.close()
    temporary = arguments.out / "technician.json.tmp"
    temporary.write_text(json.dumps(result, ensure_ascii=False, indent=2), encoding="utf-8")
    temporary.replace(arguments.out / "technician.json")
    return 1 if result["errors"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
