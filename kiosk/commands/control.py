"""``kiosk control``: tell the running ``kiosk run`` of this state folder something over its ``run.sock``."""

from __future__ import annotations

import argparse
import json
import sys
from typing import get_args

import msgspec

from kiosk.commands.cli import Exit
from kiosk.control_client import NoAnswer, NotRunning, ask
from kiosk.control_line import Act
from kiosk.settings import state_folder

HELP = "pause, resume or restart the running terminal"

ACTS: tuple[Act, ...] = tuple(act for act in get_args(Act) if act not in ("self_test", "capabilities"))
"""Self-tests are ``kiosk doctor --self-test``."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line's arguments."""
    parser.add_argument("act", choices=ACTS, help="ping: is it there, and what is it doing; restart: at once, unless somebody is there")
    parser.add_argument("reason", nargs="?", default="", help="of a pause, for citizens and colleagues")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def run(arguments: argparse.Namespace) -> int:
    """0 done, 1 refused, 2 a pause without its reason, 3 nothing runs."""
    if (arguments.act == "pause") != bool(arguments.reason.strip()):
        print("kiosk control: a pause, and nothing else, needs its reason", file=sys.stderr)
        return Exit.USAGE
    try:
        answer = ask(state_folder(), arguments.act, reason=arguments.reason)
    except (NotRunning, NoAnswer) as error:
        print(f"kiosk control: {error}", file=sys.stderr)
        return Exit.COULD_NOT
    if arguments.json:
        print(json.dumps(msgspec.to_builtins(answer), ensure_ascii=False))
    elif answer.error:
        print(answer.error, file=sys.stderr)
    elif answer.visiting is not None:
        print(
            f"进程 {answer.pid}，{'有群众正在办事' if answer.visiting else '没有人在办事'}{f'，已暂停：{answer.paused}' if answer.paused else ''}"
        )
    else:
        print(f"进程 {answer.pid}，屏幕没有应答" if arguments.act == "ping" else "好了")
    return Exit.DONE if answer.ok else Exit.FOUND_WRONG
