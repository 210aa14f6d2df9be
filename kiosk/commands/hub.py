"""``kiosk hub``: the city's side. Serves it, hands out enrolment codes, lists cases, makes keys."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.hub.core import Hub

HELP = "the receiving side: serve, enrolment codes, cases, keys"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of every subcommand."""
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--home", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="the hub's folder (default: $KIOSK_HUB_HOME)")
    where.add_argument("--database", default="", metavar="URL", help="SQLAlchemy URL (default: SQLite in the hub's folder)")
    where.add_argument("--storage", default="", metavar="URL", help="folder for the packages (default: in the hub's folder)")
    actions = parser.add_subparsers(dest="action", required=True)
    serve = actions.add_parser("serve", parents=[where], help="answer terminals; prints one line with the address when ready")
    serve.add_argument("--listen", default="127.0.0.1:8600", metavar="HOST:PORT", help="default %(default)s; port 0 takes a free one")
    code = actions.add_parser("code", parents=[where], help="print a one-time code that enrols a terminal within 24 hours")
    code.add_argument("terminal", metavar="TERMINAL", help="the terminal's id, such as JB0147")
    case = actions.add_parser("case", help="cases that arrived").add_subparsers(dest="case_action", required=True)
    case_list = case.add_parser("list", parents=[where], help="all cases, oldest first")
    case_list.add_argument("--json", action="store_true", help="one JSON document on standard output")
    case_open = case.add_parser("open", parents=[where], help="open a case's package into a folder (personal data!)")
    case_open.add_argument("number", metavar="NUMBER", help="case number or receipt number")
    case_open.add_argument("folder", type=Path, metavar="DIR")
    keys = actions.add_parser("keys", help="the keys packages are sealed for").add_subparsers(dest="keys_action", required=True)
    keys.add_parser("new", parents=[where], help="make a new key; older ones go on opening what was sealed for them")


def run(arguments: argparse.Namespace) -> int:
    """Exit status: 0 done, 2 wrong usage, 3 could not do it."""
    from sqlalchemy.exc import SQLAlchemyError

    from kiosk.hub.core import open_hub

    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        hub = open_hub(_home(arguments), database=arguments.database, storage=arguments.storage)
    except ValueError as error:
        return _complain(str(error), 2)
    except OSError as error:
        return _complain(f"the hub's folder cannot be used: {error.strerror}: {error.filename}", 3)
    except SQLAlchemyError as error:
        return _complain(f"the hub's database cannot be used: {type(error).__name__}", 3)
    try:
        action = {"serve": _serve, "code": _code, "case": _case, "keys": _keys}[arguments.action]
        return action(hub, arguments)
    finally:
        hub.close()


def _home(arguments: argparse.Namespace) -> Path:
    given = getattr(arguments, "home", None) or os.environ.get("KIOSK_HUB_HOME")
    if given:
        return Path(given).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("kiosk-hub", appauthor=False)


def _serve(hub: Hub, arguments: argparse.Namespace) -> int:
    from kiosk.hub.server import address, bind, serve
    from kiosk.redact import log_to_standard_error

    try:
        listener = bind(arguments.listen)
    except ValueError as error:
        return _complain(str(error), 2)
    except OSError as error:
        return _complain(f"cannot listen on {arguments.listen}: {error.strerror}", 3)
    log_to_standard_error(logging.WARNING)
    with listener:
        return 0 if serve(hub, listener, lambda: print(address(listener), flush=True)) else 3


def _code(hub: Hub, arguments: argparse.Namespace) -> int:
    from kiosk.hub.enrolment import new_code

    try:
        print(new_code(hub, arguments.terminal))
    except ValueError as error:
        return _complain(str(error), 2)
    return 0


def _case(hub: Hub, arguments: argparse.Namespace) -> int:
    from kiosk.hub import cases

    if arguments.case_action == "open":
        try:
            count = cases.extract(hub, arguments.number, arguments.folder)
        except cases.CaseError as error:
            return _complain(str(error), 3)
        except OSError as error:
            return _complain(f"{error.strerror}: {error.filename}", 3)
        print(f"{count} files in {arguments.folder}")
        return 0
    listed = cases.listing(hub)
    if arguments.json:
        print(json.dumps({"cases": listed}, ensure_ascii=False))
        return 0
    for case in listed:
        print(f"{case['case_no']}  {case['receipt_no']}  {case['received_at']}  {case['status']}")
    if not listed:
        print("no cases", file=sys.stderr)
    return 0


def _keys(hub: Hub, _arguments: argparse.Namespace) -> int:
    print(hub.keys.new_sealing_key())
    return 0


def _complain(sentence: str, status: int) -> int:
    print(f"kiosk hub: {sentence}", file=sys.stderr)
    return status
