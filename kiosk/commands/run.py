"""``kiosk run``: the touchscreen application."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import memory
from kiosk.commands.cli import Exit
from kiosk.renewal import Renewal
from kiosk.settings import SettingsError, load, settings_file, state_folder

if TYPE_CHECKING:
    from kiosk.claim import Claim
    from kiosk.control import ControlServer
    from kiosk.hub_live import HubLive
    from kiosk.identity import Identity
    from kiosk.session import Session
    from kiosk.settings import Settings
    from kiosk.terminal import Terminal
    from screens.app import KioskApp

log = logging.getLogger(__name__)

REST_SECONDS = 0.5
"""After the first picture what else a terminal needs is begun: whoever touches it at once finds a screen that answers."""

WARM_AFTER_SECONDS = 1.0
"""Late enough not to hold up the first pictures."""

TURN_SECONDS = 0.001
"""How long a thread computes while the screens wait for their turn: with Python's usual 5 ms each wait is a third of a frame."""

HELP = "the touchscreen application"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the settings are."""
    parser.add_argument("--settings", type=Path, help="the terminal's settings file (default: terminal.toml in the state folder)")


def run(arguments: argparse.Namespace) -> int:
    """Show the application until it is stopped; SIGTERM ends it in order, so that every device is let go."""
    try:
        settings = load(settings_file(arguments.settings))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return Exit.COULD_NOT
    signal.signal(signal.SIGTERM, _ended)
    with application(settings, state_folder()) as (_, app):
        session = app.session
        renewal = Renewal(session, session.scheduler, settings.terminal.fresh_after_visits)
        session.listen(renewal.noticed)
        app.bind(on_start=lambda *_: _end_in_order(session.scheduler.post, app.stop))
        app.bind(on_start=lambda *_: _watch(renewal, app.stop))
        app.run()
    if renewal.begun:
        log.info("starting afresh after %d visits", settings.terminal.fresh_after_visits)
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 ourselves again, in the same words
    return Exit.DONE


def _end_in_order(post: Callable[[Callable[[], None]], None], stop: Callable[[], None]) -> None:
    """SIGTERM stops the application from now on. Returns nothing: what an event's handler returns ends the event."""
    signal.signal(signal.SIGTERM, lambda *_: post(stop))


def _watch(renewal: Renewal, stop: Callable[[], None]) -> None:
    from kivy.clock import Clock

    Clock.schedule_interval(lambda _: stop() if renewal.due() else None, 1.0)


def _ended(*_: object) -> None:
    """SIGTERM while we are still starting."""
    raise SystemExit(Exit.DONE)


@contextmanager
def application(settings: Settings, home: Path) -> Iterator[tuple[Terminal, KioskApp]]:
    """The application until the end of the block, the only one on its state folder; reachable over ``run.sock`` once its first picture stands.

    Raises ControlError when there is one already, OSError, MatterError.
    """
    gc.disable()  # while we start nothing is dropped, and looking for it took a tenth of the start
    sys.setswitchinterval(TURN_SECONDS)
    from kiosk.claim import Claim

    with Claim(home) as claim, ExitStack() as later:
        terminal, app = compose(settings, home)
        later.callback(_close, terminal, app.session)
        app.bind(on_start=lambda *_: _after_first_picture(lambda: later.enter_context(_control(claim, terminal, app))))
        yield terminal, app


def _close(terminal: Terminal, session: Session) -> None:
    gc.enable()
    session.close()
    terminal.close()


def _control(claim: Claim, terminal: Terminal, app: KioskApp) -> ControlServer:
    from kiosk.control import ControlServer

    post = app.session.scheduler.post
    return ControlServer(claim, Front(app.session), terminal.devices, post=post, stop=app.stop)


class Front:
    """The session as ``run.sock`` sees it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def visiting(self) -> bool:
        """Whether a citizen is there: with something of theirs here, or reading about a matter."""
        return self._session.visiting or self._session.visit is not None

    @property
    def paused(self) -> str:
        """Why service is paused; empty when it is not."""
        return self._session.paused

    def pause(self, reason: str) -> None:
        """Out of service; a visit under way goes on to its end."""
        self._session.service.pause(reason)

    def resume(self) -> None:
        """Back into service."""
        self._session.service.resume()


def compose(settings: Settings, home: Path) -> tuple[Terminal, KioskApp]:
    """The application over its devices and stores. The window opens when it runs. Raises OSError, MatterError."""
    gap = memory.protect().gap
    if gap:
        log.warning("%s", gap)
    memory.give_back_freed()
    terminal = open_terminal(settings, home, begin=False)
    try:
        from kiosk.session import Session
        from screens.app import KioskApp, KivyScheduler

        app = KioskApp(Session(terminal, KivyScheduler()), settings)
    except BaseException:
        terminal.close()
        raise
    app.bind(on_start=lambda *_: _after_first_picture(lambda: _begin(terminal, app)))
    app.bind(on_start=lambda *_: threading.Timer(WARM_AFTER_SECONDS, terminal.warm).start())
    gc.freeze()  # Kivy looks for what was dropped as it opens its window: here is nothing yet, and looking takes as long as three frames
    return terminal, app


def _begin(terminal: Terminal, app: KioskApp) -> None:
    """What had to wait for the first picture."""
    gc.freeze()  # until the screens look at all there is, once they are made
    gc.enable()
    terminal.begin()
    app.begin()


def _after_first_picture(call: Callable[[], object]) -> None:
    from kivy.clock import Clock
    from kivy.core.window import Window

    def shown(*_: object) -> None:
        Window.unbind(on_flip=shown)
        Clock.schedule_once(lambda _: call(), REST_SECONDS)

    Window.bind(on_flip=shown)


def _live(own: Identity) -> HubLive:
    """Whom citizens' questions go to."""
    from kiosk.hub_live import HubLive

    return HubLive(own)


def open_terminal(settings: Settings, home: Path, *, begin: bool = True) -> Terminal:
    """Everything of the terminal but its screen; devices connect in the background, from now or from ``begin`` on. Raises OSError, MatterError."""
    from devices.hotplug import HotPlug
    from kiosk import identity
    from kiosk.catalogue_in_force import CatalogueInForce
    from kiosk.device_memory import DeviceMemory
    from kiosk.papers_process import PapersProcess
    from kiosk.queue.outbox import Outbox
    from kiosk.receipt_number import ReceiptNumbers
    from kiosk.terminal import Terminal
    from kiosk.terminal_db import TerminalDatabase

    try:
        own = identity.load(home)
    except identity.IdentityError as error:
        log.warning("%s; until then no matter can be started", error)
        own = None
    database = TerminalDatabase(home)
    devices = DeviceMemory(database, settings.devices).supervisors(begin=begin)
    catalogues = CatalogueInForce(home, settings.matters.folder)
    return Terminal(
        home=home,
        settings=settings,
        catalogues=catalogues,
        devices=devices,
        papers=PapersProcess(lambda: catalogues.papers),
        outbox=Outbox(home),
        numbers=ReceiptNumbers(home, settings.terminal.id),
        database=database,
        enrolled=own.recipients if own else (),
        identity=own,
        hotplug=HotPlug(devices.values()),
        live=partial(_live, own) if own else None,
    )
