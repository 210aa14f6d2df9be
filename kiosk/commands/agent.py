"""``kiosk agent``: the background process that uploads, purges and sends heartbeats."""

from __future__ import annotations

import argparse
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

from kiosk.places import hub_url, state_folder, terminal_settings

HELP = "upload what is queued, delete what is acknowledged, send heartbeats"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Times are seconds."""
    parser.add_argument("--once", action="store_true", help="one round; exit status 1 when something is left undelivered")
    parser.add_argument("--settings", metavar="FILE", help="default: $KIOSK_SETTINGS, else terminal.toml in the state folder")
    parser.add_argument("--home", type=Path, metavar="DIR", help="state folder (default: $KIOSK_HOME, else the platform's)")
    parser.add_argument("--hub", default="", metavar="URL", help="the hub's address (default: the settings', else the enrolment's)")
    parser.add_argument("--poll", type=float, default=1.0, metavar="S", help="look for new cases this often (default %(default)s)")
    parser.add_argument("--heartbeat", type=float, default=60.0, metavar="S", help="tell the hub this often (default %(default)s)")
    parser.add_argument("--retry-base", type=float, default=2.0, metavar="S", help="first retry within this time (default %(default)s)")
    parser.add_argument("--retry-cap", type=float, default=60.0, metavar="S", help="later retries within this time (default %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Exit status: 0 done, 1 (``--once``) something is left, 3 could not do it."""
    from kiosk import identity
    from kiosk.agent import Agent
    from kiosk.catalogue_trust import repository_url
    from kiosk.hub_client import HubError
    from kiosk.identity import IdentityError
    from kiosk.queue.retry import Policy
    from kiosk.redact import log_to_standard_error

    log_to_standard_error()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        home = state_folder(arguments.home)
        url = hub_url(arguments.hub, arguments.settings, home)
        policy = Policy(arguments.retry_base, arguments.retry_cap)
        settings = terminal_settings(arguments.settings, home)
        poll = None
        repository = repository_url(home, settings.catalogue.url, url or identity.load(home).facts.hub_url)
        if repository:
            from kiosk.catalogue_poll import CataloguePoll

            poll = CataloguePoll(home, settings, repository, stop=stop)
        limit = settings.hub.upload_kbit_s * 1000 / 8
        with closing(Agent(home, url, policy=policy, limit=limit, heartbeat=arguments.heartbeat, stop=stop)) as agent:
            if arguments.once:
                agent.run_once()
                if poll is not None:
                    poll.look()
                return 1 if agent.undelivered() else 0
            if poll is not None:
                Thread(target=poll.run_forever, name="catalogue", daemon=True).start()
            agent.run_forever(arguments.poll)
    except (IdentityError, HubError, ValueError) as error:
        print(f"kiosk agent: {error}", file=sys.stderr)
        return 3
    except (OSError, sqlite3.Error) as error:
        print(f"kiosk agent: the state folder cannot be used: {error}", file=sys.stderr)
        return 3
    return 0
