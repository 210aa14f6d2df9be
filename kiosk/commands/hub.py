"""``kiosk hub``: the city's side. Serves it; enrolment codes, terminals, cases and their decisions, users, keys, hand-carried packages."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.hub.core import Hub

HELP = "the receiving side: serve, terminals, cases, users, keys, import"
DECISIONS = ("refuse", "review", "suspend", "resume", "approve", "deny", "deliver", "hand_over", "archive")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of every subcommand."""
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--home", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="the hub's folder (default: $KIOSK_HUB_HOME)")
    where.add_argument("--database", default="", metavar="URL", help="SQLAlchemy URL (default: SQLite in the hub's folder)")
    where.add_argument("--storage", default="", metavar="URL", help="folder, or s3://bucket?endpoint=URL (default: in the hub's folder)")
    listed = argparse.ArgumentParser(add_help=False, parents=[where])
    listed.add_argument("--json", action="store_true", help="one JSON document on standard output")
    actions = parser.add_subparsers(dest="action", required=True)
    serve = actions.add_parser("serve", parents=[where], help="answer terminals; prints one line with the address when ready")
    serve.add_argument("--listen", default="127.0.0.1:8600", metavar="HOST:PORT", help="default %(default)s; port 0 takes a free one")
    serve.add_argument(
        "--simulated-services",
        nargs="?",
        type=float,
        const=1.0,
        metavar="SECONDS",
        help="connect every service that hub.toml leaves out to a simulated one, whose departments take so long (default 1)",
    )
    code = actions.add_parser("code", parents=[where], help="print a one-time code that enrols a terminal within 24 hours")
    code.add_argument("terminal", metavar="TERMINAL", help="the terminal's id, such as JB0147")
    code.add_argument("--hall", default="", metavar="NAME", help="the hall it stands in: whom its alerts reach")
    terminal = actions.add_parser("terminal", help="the terminals").add_subparsers(dest="what", required=True)
    terminal.add_parser("list", parents=[listed], help="all terminals: last heartbeat, undelivered cases, catalogue, devices")
    revoke = terminal.add_parser("revoke", parents=[where], help="refuse a lost terminal at once, until it is enrolled anew")
    revoke.add_argument("terminal", metavar="TERMINAL")
    _case_arguments(actions, where, listed)
    user = actions.add_parser("user", help="who works here").add_subparsers(dest="what", required=True)
    user.add_parser("list", parents=[listed], help="all users")
    add = user.add_parser("add", parents=[where], help="a new user, or new credentials: printed once")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", required=True, choices=("reviewer", "administrator", "auditor"))
    remove = user.add_parser("remove", parents=[where], help="remove a user and end their logins")
    remove.add_argument("name", metavar="NAME")
    keys = actions.add_parser("keys", help="the keys packages are sealed for").add_subparsers(dest="what", required=True)
    keys.add_parser("new", parents=[where], help="make a new key; older ones go on opening what was sealed for them")
    audit = actions.add_parser("audit", help="the hub's chain of events").add_subparsers(dest="what", required=True)
    audit.add_parser("verify", parents=[where], help="exit status 1 when a link was changed, removed or inserted")
    audit.add_parser("export", parents=[where], help="every link on standard output, one JSON line each")
    bring = actions.add_parser("import", parents=[listed], help="take in a folder that kiosk queue export wrote; twice is harmless")
    bring.add_argument("folder", type=Path, metavar="DIR")


def _case_arguments(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], where: argparse.ArgumentParser, listed: argparse.ArgumentParser
) -> None:
    case = actions.add_parser("case", help="cases: list, open, decide").add_subparsers(dest="what", required=True)
    case.add_parser("list", parents=[listed], help="all cases, oldest first")
    one = argparse.ArgumentParser(add_help=False, parents=[where])
    one.add_argument("number", metavar="NUMBER", help="case number or receipt number")
    opened = case.add_parser("open", parents=[one], help="open a case's package into a folder (personal data!)")
    opened.add_argument("folder", type=Path, metavar="DIR")
    decision = argparse.ArgumentParser(add_help=False, parents=[one])
    decision.add_argument("--by", required=True, metavar="NAME", help="who decides")
    accept = case.add_parser("accept", parents=[decision], help="受理; with --owes, 容缺受理")
    back = case.add_parser("return", parents=[decision], help="补正, once: name every reason")
    for parser in (accept, back):
        parser.add_argument("--owes", action="append", default=[], metavar="ID=NAME", help="a material still to come (again for each)")
        parser.add_argument("--days", type=int, default=5, metavar="N", help="working days to bring them (default %(default)s)")
        parser.add_argument("--consequence", choices=("deemed_withdrawn", "acceptance_revoked"), default="deemed_withdrawn")
    back.add_argument("--reason", action="append", required=True, metavar="TEXT", help="again for each reason")
    complete = case.add_parser("complete", parents=[decision], help="办结 with the result")
    complete.add_argument("pdf", type=Path, metavar="PDF")
    complete.add_argument("--stamped", action="store_true", help="it carries the authority's electronic seal")
    step = case.add_parser("step", parents=[decision], help="any other step")
    step.add_argument("step", choices=DECISIONS)
    step.add_argument("--reason", action="append", default=[], metavar="TEXT", help="again for each reason")


def run(arguments: argparse.Namespace) -> int:
    """Exit status: 0 done, 1 found something wrong, 2 wrong usage, 3 could not do it."""
    from sqlalchemy.exc import SQLAlchemyError

    from config.problem import MatterError
    from kiosk.commands import hub_actions
    from kiosk.hub.core import open_hub

    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        hub = open_hub(_home(arguments), database=arguments.database, storage=arguments.storage)
    except MatterError as error:
        return hub_actions.complain("; ".join(str(each) for each in error.problems), 2)
    except ValueError as error:
        return hub_actions.complain(str(error), 2)
    except OSError as error:
        return hub_actions.complain(f"the hub's folder cannot be used: {error.strerror}: {error.filename}", 3)
    except SQLAlchemyError as error:
        return hub_actions.complain(f"the hub's database cannot be used: {type(error).__name__}", 3)
    try:
        return _serve(hub, arguments) if arguments.action == "serve" else hub_actions.act(hub, arguments)
    finally:
        hub.close()


def _home(arguments: argparse.Namespace) -> Path:
    given = getattr(arguments, "home", None) or os.environ.get("KIOSK_HUB_HOME")
    if given:
        return Path(given).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("kiosk-hub", appauthor=False)


def _serve(hub: Hub, arguments: argparse.Namespace) -> int:
    from contextlib import ExitStack
    from dataclasses import replace

    from msgspec import structs

    from kiosk.commands.hub_actions import complain
    from kiosk.hub.connectors.simulated import counterparts
    from kiosk.hub.server import address, bind, serve
    from kiosk.redact import log_to_standard_error

    try:
        listener = bind(arguments.listen)
    except ValueError as error:
        return complain(str(error), 2)
    except OSError as error:
        return complain(f"cannot listen on {arguments.listen}: {error.strerror}", 3)
    log_to_standard_error(logging.WARNING)
    with listener, ExitStack() as stack:
        if arguments.simulated_services is not None:
            simulated = stack.enter_context(counterparts(arguments.simulated_services)).addresses
            hub = replace(hub, settings=structs.replace(hub.settings, services={**simulated, **hub.settings.services}))
            print("kiosk hub: simulated services answer; this is no hub for a real hall", file=sys.stderr)
        return 0 if serve(hub, listener, lambda: print(address(listener), flush=True)) else 3
