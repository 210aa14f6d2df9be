"""``kiosk enrol``: make this terminal known to a hub with a one-time code."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from kiosk.places import state_folder

HELP = "make this terminal known to a hub with a one-time code"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``--hub`` and ``--code`` are needed."""
    parser.add_argument("--hub", required=True, metavar="URL", help="the hub's address (https; http only on this machine)")
    parser.add_argument("--code", required=True, metavar="CODE", help="from kiosk hub code TERMINAL, valid 24 hours, once")
    parser.add_argument("--home", type=Path, metavar="DIR", help="state folder (default: $KIOSK_HOME, else the platform's)")


def run(arguments: argparse.Namespace) -> int:
    """Exit status: 0 enrolled, 3 could not do it."""
    from kiosk import audit
    from kiosk.catalogue_trust import TrustError
    from kiosk.hub_client import HubClient, HubError, enrol
    from kiosk.identity import IdentityError
    from kiosk.terminal_db import TerminalDatabase

    home = state_folder(arguments.home)
    try:
        with closing(HubClient(arguments.hub, None)) as client:
            facts = enrol(client, home, arguments.code)
        with closing(TerminalDatabase(home)) as terminal:
            audit.record(terminal, audit.AuditEvent.TERMINAL_ENROLLED, terminal_id=facts.terminal_id)
    except (HubError, IdentityError, TrustError) as error:
        print(f"kiosk enrol: {error}", file=sys.stderr)
        return 3
    except (OSError, sqlite3.Error) as error:
        print(f"kiosk enrol: the state folder cannot be used: {error}", file=sys.stderr)
        return 3
    print(f"enrolled as {facts.terminal_id}", flush=True)
    _prepare(home)
    return 0


def _prepare(home: Path) -> None:
    """Compile the matters that come with the program: the very first start is then as quick as all others."""
    from config.problem import MatterError
    from kiosk import built_in

    try:
        built_in.keep(home)
    except (OSError, MatterError) as error:
        print(f"kiosk enrol: the matters that come with the program could not be prepared: {error}", file=sys.stderr)
