"""The terminal of a headless demo: ``kiosk run`` with a robot citizen before it. Started by ``kiosk demo`` as a process."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.errands import Errand

if TYPE_CHECKING:
    from screens.app import KioskApp


def main() -> int:
    """Run the errands of ``--errands`` (JSON) and write what came of them to ``OUT/journeys.json``."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.commands.robot_visit")
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--control", required=True, help="the simulators' control socket")
    parser.add_argument("--errands", required=True, help="JSON list of errands")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--no-pictures", action="store_true", help="write none of what the screens show")
    parser.add_argument("--monkey", nargs=2, type=int, metavar=("SEED", "SECONDS"), help="touch anything instead of going on errands")
    arguments = parser.parse_args()
    errands = msgspec.json.decode(arguments.errands, type=list[Errand])

    from kiosk.commands.run import application
    from kiosk.settings import load, state_folder

    with application(load(arguments.settings), state_folder()) as (_, app):
        return _visit(app, arguments, errands)


def _visit(app: KioskApp, arguments: argparse.Namespace, errands: list[Errand]) -> int:
    result: dict[str, Any] = {"journeys": [], "errors": []}

    def begin(*_: object) -> None:
        from screens.citizen import Citizen
        from screens.monkey import Monkey
        from screens.robot import Plan, Robot

        session = app.session
        robot = Robot(lambda: app.root, lambda: str(session.screen))
        citizen = Citizen(robot, session, arguments.control, None if arguments.no_pictures else arguments.out)
        monkey = Monkey(robot, session, arguments.control, arguments.monkey[0] if arguments.monkey else 0)

        def plan() -> Plan:
            if arguments.monkey:
                yield from monkey.work(arguments.monkey[1])
            for errand in errands:
                yield from citizen.visit(errand)

        def over() -> None:
            if robot.failure:
                result["errors"].append(f"{type(robot.failure).__name__}: {robot.failure}")
            result.update(
                journeys=citizen.results,
                trail=monkey.trail,
                reached=sorted(monkey.screens),
            )
            app.stop()

        robot.run(plan(), over)

    app.bind(on_start=begin)
    app.run()
    temporary = arguments.out / "journeys.json.tmp"
    temporary.write_text(json.dumps(result, ensure_ascii=False, indent=2), encoding="utf-8")
    temporary.replace(arguments.out / "journeys.json")
    return 1 if result["errors"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
