"""``kiosk audit``: check the chain of events, or write it out."""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.places import state_folder

if TYPE_CHECKING:
    from kiosk.audit import Record

HELP = "check the chain of events on this terminal, or write it out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Subcommands verify and export."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, metavar="DIR", help="state folder (default: $KIOSK_HOME, else the platform's)")
    actions = parser.add_subparsers(dest="action", required=True)
    verify = actions.add_parser("verify", parents=[common], help="exit status 1 when a record was changed, removed or inserted")
    verify.add_argument("file", nargs="?", type=Path, metavar="FILE", help="an export to check (default: this terminal's own chain)")
    verify.add_argument("--json", action="store_true", help="one JSON document on standard output")
    actions.add_parser("export", parents=[common], help="every record on standard output, one JSON line each")


def run(arguments: argparse.Namespace) -> int:
    """Exit status: 0 whole, 1 broken, 3 could not do it."""
    from kiosk import audit
    from kiosk.terminal_db import TerminalDatabase

    try:
        if arguments.action == "verify" and arguments.file is not None:
            found = audit.verify(_exported(arguments.file))
        else:
            with closing(TerminalDatabase(state_folder(arguments.home))) as terminal:
                if arguments.action == "export":
                    for record in audit.records(terminal):
                        print(json.dumps(asdict(record), ensure_ascii=False))
                    return 0
                found = audit.verify(audit.records(terminal))
    except (OSError, sqlite3.Error) as error:
        print(f"kiosk audit: {error}", file=sys.stderr)
        return 3
    except (ValueError, TypeError):
        print("kiosk audit: the file is not an export of kiosk audit", file=sys.stderr)
        return 3
    if arguments.json:
        print(json.dumps({"ok": found.broken_at is None, **asdict(found)}))
    elif found.broken_at is None:
        print(f"{found.records} records, the chain is whole; head {found.head}")
    else:
        print(f"the chain is broken at record {found.broken_at}; {found.records} records before it are whole")
    return 0 if found.broken_at is None else 1


def _exported(file: Path) -> Iterator[Record]:
    from kiosk.audit import Record

    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield Record(**json.loads(line))
