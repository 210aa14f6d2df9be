"""``kiosk queue``: what waits on this terminal, for technicians. Shows numbers and reasons, never a case's content."""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.places import state_folder

if TYPE_CHECKING:
    from kiosk.queue.store import Queue

HELP = "list, show, retry or export the cases waiting on this terminal"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Subcommands list, show, retry, export."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, metavar="DIR", help="state folder (default: $KIOSK_HOME, else the platform's)")
    common.add_argument("--json", action="store_true", help="one JSON document on standard output")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", parents=[common], help="every case; exit status 1 when one is parked")
    for name, text in (("show", "everything known about one case"), ("retry", "try a parked or waiting case again")):
        actions.add_parser(name, parents=[common], help=text).add_argument("id", metavar="ID", help="receipt number or submission id")
    export = actions.add_parser("export", parents=[common], help="copy the sealed packages into a folder, to be carried by hand")
    export.add_argument("folder", type=Path, metavar="DIR")


def run(arguments: argparse.Namespace) -> int:
    """Exit status: 0 done, 1 a case is parked or unknown, 3 could not do it."""
    from kiosk.queue.store import Queue

    try:
        with closing(Queue(state_folder(arguments.home))) as queue:
            return {"list": _list, "show": _show, "retry": _retry, "export": _export}[arguments.action](queue, arguments)
    except (OSError, sqlite3.Error) as error:
        print(f"kiosk queue: {error}", file=sys.stderr)
        return 3


def _list(queue: Queue, arguments: argparse.Namespace) -> int:
    rows = queue.rows()
    if arguments.json:
        print(json.dumps({"cases": [asdict(row) for row in rows], "depth": asdict(queue.depth())}, ensure_ascii=False))
    else:
        for row in rows:
            print(f"{row.receipt_no}  {row.state:<12}  {row.received_at}  {row.case_no or row.reason or ''}")
        if not rows:
            print("the queue is empty", file=sys.stderr)
    return 1 if any(row.state == "parked" for row in rows) else 0


def _show(queue: Queue, arguments: argparse.Namespace) -> int:
    row = queue.find(arguments.id)
    if row is None:
        return _unknown(arguments)
    if arguments.json:
        print(json.dumps(asdict(row), ensure_ascii=False))
    else:
        for name, value in asdict(row).items():
            print(f"{name:<16} {'' if value is None else value}")
    return 0


def _retry(queue: Queue, arguments: argparse.Namespace) -> int:
    if not queue.retry(arguments.id):
        return _unknown(arguments)
    print(json.dumps({"retried": arguments.id}) if arguments.json else f"{arguments.id} is tried again")
    return 0


def _export(queue: Queue, arguments: argparse.Namespace) -> int:
    from kiosk.queue.export import export

    receipts = export(queue, arguments.folder)
    print(json.dumps({"exported": receipts}) if arguments.json else f"{len(receipts)} packages in {arguments.folder}")
    return 0


def _unknown(arguments: argparse.Namespace) -> int:
    kind = "waiting case" if arguments.action == "retry" else "case"
    print(f"kiosk queue: no {kind} {arguments.id}", file=sys.stderr)
    return 1
