"""What a citizen may be doing with a device when a fault strikes, through the product's own code, and what they then read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from config.matter import Capture
from devices.device import DeviceError
from devices.printer.outcome import PrintOutcome
from devices.supervisor import Supervisor
from kiosk.card_watch import ID_CARDS, CardWatch
from kiosk.desk import Desk
from kiosk.receipt import SENTENCES
from tests.devices.test_printer_faults import receipt
from tests.faults import rows_cards_papers, rows_scan
from tests.journey.main_thread import MainThread

Say = Callable[[], str]


@contextmanager
def reading_a_card(device: Supervisor) -> Iterator[Say]:
    """The identify screen waits for a card."""
    thread = MainThread()
    said: list[str] = []
    watch = CardWatch(device, thread, ID_CARDS)
    watch.read(lambda card: said.append("已读出"), said.append)

    def say() -> str:
        thread.until(lambda: bool(said))
        return said[0]

    yield say
    watch.stop()


@contextmanager
def capturing(device: Supervisor, capture: Capture) -> Iterator[Say]:
    """A capture screen shows the live picture."""
    thread = MainThread()
    desk = Desk(device, capture, thread, lambda: None)
    desk.open()
    thread.until(lambda: desk.preview is not None)

    def say() -> str:
        thread.until(lambda: bool(desk.trouble))
        return desk.trouble

    yield say
    desk.close()


@contextmanager
def printing_a_slip(device: Supervisor) -> Iterator[Say]:
    """The last screen prints the slip."""
    done = threading.Event()

    def say() -> str:
        try:
            outcome = device.submit(lambda printer: printer.print_png(receipt(), "job-1"), 20).result(25)
        except DeviceError:
            outcome = PrintOutcome.OFFLINE
        done.set()
        return SENTENCES[outcome]

    yield say


ACTS: dict[str, Callable[[Supervisor], Any]] = {
    "card": reading_a_card,
    "page": lambda device: capturing(device, Capture.SCAN),
    "portrait": lambda device: capturing(device, Capture.PORTRAIT),
    "slip": printing_a_slip,
    "scan": rows_scan.scanning,
    "code": rows_scan.holding_a_code,
    **rows_cards_papers.ACTS,
}
