"""``kiosk run``: the touchscreen application."""

from __future__ import annotations

import argparse
import logging
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import memory
from kiosk.commands.cli import Exit
from kiosk.settings import SettingsError, load, settings_file, state_folder

if TYPE_CHECKING:
    from kiosk.settings import Settings
    from kiosk.terminal import Terminal
    from screens.app import KioskApp

log = logging.getLogger(__name__)

WARM_AFTER_SECONDS = 1.0
"""Late enough not to hold up the first pictures."""

HELP = "the touchscreen application"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the settings are."""
    parser.add_argument("--settings", type=Path, help="the terminal's settings file (default: terminal.toml in the state folder)")


def run(arguments: argparse.Namespace) -> int:
    """Show the application until it is stopped."""
    try:
        settings = load(settings_file(arguments.settings))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return Exit.COULD_NOT
    terminal, app = compose(settings, state_folder())
    try:
        app.run()
    finally:
        app.session.close()
        terminal.close()
    return Exit.DONE


def compose(settings: Settings, home: Path) -> tuple[Terminal, KioskApp]:
    """The application over its devices and stores. The window opens when it runs. Raises OSError, MatterError."""
    memory.protect()
    memory.give_back_freed()
    terminal = open_terminal(settings, home)
    from kiosk.session import Session
    from screens.app import KioskApp, KivyScheduler

    app = KioskApp(Session(terminal, KivyScheduler()), settings)
    app.bind(on_start=lambda *_: threading.Timer(WARM_AFTER_SECONDS, terminal.warm).start())
    return terminal, app


def open_terminal(settings: Settings, home: Path) -> Terminal:
    """Everything of the terminal but its screen; devices connect in the background. Raises OSError, MatterError."""
    from config.catalogue import Catalogue
    from config.holidays import load_holidays
    from kiosk import identity
    from kiosk.device_memory import DeviceMemory
    from kiosk.papers_process import PapersProcess
    from kiosk.queue.outbox import Outbox
    from kiosk.receipt_number import ReceiptNumbers
    from kiosk.terminal import Terminal
    from kiosk.terminal_db import TerminalDatabase

    try:
        recipients = identity.load(home).recipients
    except identity.IdentityError as error:
        log.warning("%s; until then no matter can be started", error)
        recipients = ()
    database = TerminalDatabase(home)
    return Terminal(
        home=home,
        settings=settings,
        catalogue=Catalogue.load(settings.matters.folder),
        devices=DeviceMemory(database, settings.devices).supervisors(),
        papers=PapersProcess(),
        outbox=Outbox(home),
        numbers=ReceiptNumbers(home, settings.terminal.id),
        database=database,
        holidays=load_holidays(),
        recipients=recipients,
    )
